import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-test-'));
  made.push(folder);
  return folder;
}

/** Everything below a folder: paths with the content of files, `->` and the target for links, `/` for folders. */
export function treeOf(folder: string): Record<string, string> {
  const tree: Record<string, string> = {};
  const walk = (at: string, name: string) => {
    for (const entry of readdirSync(at).sort()) {
      const path = join(at, entry);
      const key = name + entry;
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) tree[key] = `-> ${readlinkSync(path)}`;
      else if (stat.isDirectory()) {
        tree[`${key}/`] = '';
        walk(path, `${key}/`);
      } else tree[key] = readFileSync(path, 'utf8');
    }
  };
  walk(folder, '');
  return tree;
}

/** Writes files into a folder, making the folders on the way. */
export function fill(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export const emitted = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => ({ path, text }));
