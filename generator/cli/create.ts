import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { reason } from './writer/disk.js';

/** A file that the user has from then on: the tool never writes it again. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** `abi.schema.json`, `identifier`. */
const nameForm = /^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/;

/** Whether a name can be that of an ABI. */
export const isName = (name: string): boolean => nameForm.test(name) && name.length <= 60;

/** What is said of a name that cannot be that of an ABI. */
export const noName = (name: string): Diagnostic =>
  diagnostic('usage/option', undefined, {
    option: '--name',
    why: `${quote(name)} is no name: a letter, then letters and digits, parted by single hyphens`,
  });

/** The name of a file or folder as far as it can be the name of an ABI. */
export function nameFrom(path: string): string {
  const name = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return nameForm.test(name) ? name.slice(0, 40).replace(/-$/, '') : 'my-abi';
}

/** Writes all files or none, and nothing over what is there. */
export function create(folder: string, files: readonly NewFile[]): Diagnostic[] {
  const there = files.map((file) => join(folder, file.path)).filter((path) => existsSync(path));
  if (there.length > 0) return there.map((path) => diagnostic('io/exists', undefined, { path }));
  const undo: (() => void)[] = [];
  let at = folder;
  try {
    for (const file of files) {
      at = join(folder, file.path);
      const made = mkdirSync(dirname(at), { recursive: true });
      if (made !== undefined) undo.push(...foldersFrom(made, dirname(at)).map((path) => () => rmdirSync(path)));
      const path = at;
      writeFileSync(path, file.text, { flag: 'wx' });
      undo.push(() => rmSync(path));
    }
    return [];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    for (const back of undo.reverse()) back();
    return [diagnostic('io/write', undefined, { path: at, why: reason(cause) })];
  }
}

/** A folder and those below it down to another one, the topmost first. */
function foldersFrom(top: string, bottom: string): string[] {
  const parts = relative(top, bottom).split(/[\\/]/).filter(Boolean);
  return [top, ...parts.map((_, i) => join(top, ...parts.slice(0, i + 1)))];
}
