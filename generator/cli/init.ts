import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { quote } from '../diagnostics/visible.js';
import { createContext } from '../installation.js';
import { toolVersion } from '../version.js';
import { configFile } from './config.js';
import { exitCode } from './exit.js';
import { formatDiagnostics, type OutputFormat } from './output.js';
import { fromHere } from './settings.js';
import type { Terminal } from './terminal.js';
import { reason } from './writer/disk.js';

export interface InitOptions {
  readonly name?: string;
  readonly format: OutputFormat;
}

interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** `abi.schema.json`, `identifier`. */
const nameForm = /^[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*$/;

/** What is written, and from which template. */
export const starterTemplates = {
  'abi/1.0.0/abi.json': 'init/abi.json.hbs',
  'abi/1.0.0/greet.json': 'init/greet.json.hbs',
  [configFile]: 'init/config.json.hbs',
  '.github/workflows/abi.yml': 'init/workflow.yml.hbs',
} as const;

const schemaInPackage = 'node_modules/molt-abi/schemas/abi.schema.json';

/** `molt-abi init [folder]`: writes a small ABI that works, a configuration and a workflow for CI. Returns the exit code. */
export function init(folder: string, options: InitOptions, terminal: Terminal): number {
  const name = options.name ?? nameFrom(folder);
  const files = nameForm.test(name) && name.length <= 60 ? starterFiles(folder, name) : [];
  const diagnostics =
    files.length > 0
      ? create(folder, files)
      : [
          diagnostic('usage/option', undefined, {
            option: '--name',
            why: `${quote(name)} is no name: a letter, then letters and digits, parted by single hyphens`,
          }),
        ];
  const exit = exitCode(diagnostics);
  const written = exit === 0 ? files.map((file) => file.path) : [];
  if (options.format === 'json') terminal.out(`${JSON.stringify({ folder, files: written, ...formatJson(diagnostics), exit }, null, 2)}\n`);
  else {
    terminal.err(formatDiagnostics(diagnostics, [], terminal.colorErr));
    if (exit === 0) terminal.out(report(folder, written));
  }
  return exit;
}

/** The name of the folder as far as it can be the name of an ABI. */
function nameFrom(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return nameForm.test(name) ? name.slice(0, 40).replace(/-$/, '') : 'my-abi';
}

function starterFiles(folder: string, name: string): StarterFile[] {
  const { render } = createContext({ targets: [], strictHost: false });
  const schema = existsSync(join(folder, schemaInPackage)) ? `../../${schemaInPackage}` : '';
  const view = { name, package: `${name.toLowerCase()}-host`, schema, version: toolVersion() };
  return Object.entries(starterTemplates).map(([path, template]) => ({ path, text: render(template, view) }));
}

/** Writes all files or none, and nothing over what is there. */
function create(folder: string, files: readonly StarterFile[]): Diagnostic[] {
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

function report(folder: string, paths: readonly string[]): string {
  const where = fromHere(folder, process.cwd());
  const enter = where === '.' ? '' : `  cd ${where}\n`;
  return `${paths.map((path) => `new      ${join(where, path).replaceAll('\\', '/')}\n`).join('')}Next:
${enter}  npx molt-abi gen              makes generated/; commit it with the schema
  npx molt-abi gen --watch      the same again whenever the schema changes
Then read generated/ts-host/README.md: it shows how to implement a host and run a guest on it.
`;
}
