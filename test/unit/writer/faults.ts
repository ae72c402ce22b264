import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, nodeDisk } from '../../../generator/cli/writer/disk.js';
import { type Owner, thisProcess } from '../../../generator/cli/writer/owner.js';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, temporaryFolder, treeOf } from './folder.js';

/** One operation of the writer on the disk; `n` counts from 1. */
export interface Operation {
  readonly n: number;
  readonly name: keyof Disk;
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
}

/** Operations that change something, or may be refused as changes are. */
export const changing: readonly (keyof Disk)[] = [
  'create',
  'makeFolder',
  'rename',
  'keep',
  'removeFile',
  'removeTree',
  'removeEmptyFolder',
  'syncFiles',
  'syncFolder',
];
export const everything: readonly (keyof Disk)[] = [...changing, 'look', 'read', 'list'];

/** The real disk, without the wait of fsync, with `before` run before each operation of the given names. It may throw. */
export function interrupted(
  names: readonly (keyof Disk)[],
  before: (operation: Operation) => void,
  real: Disk = nodeDisk,
): { readonly disk: Disk; readonly operations: () => number } {
  let n = 0;
  const quick: Disk = { ...real, syncFiles: async () => {}, syncFolder: () => {} };
  const wrapped = Object.fromEntries(
    Object.entries(quick).map(([name, operation]) => [
      name,
      (...args: unknown[]) => {
        const [first, second] = args;
        const path = Array.isArray(first) ? String(first[0]) : String(first);
        if (names.includes(name as keyof Disk))
          before({ n: ++n, name: name as keyof Disk, path, bytes: second instanceof Uint8Array ? second : undefined });
        return (operation as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { disk: wrapped as unknown as Disk, operations: () => n };
}

/** What ends a process at once: nothing in the writer may treat it as an error of the disk. */
export class Killed extends Error {}

/** A disk on which nothing happens from the k-th operation on, as after a kill. A file that is being created is half there. */
export function dyingAt(k: number, names = changing, real: Disk = nodeDisk) {
  return interrupted(
    names,
    ({ n, name, path, bytes }) => {
      if (n < k) return;
      if (n === k && name === 'create' && bytes) appendFileSync(path, bytes.subarray(0, bytes.length >> 1));
      throw new Killed();
    },
    real,
  );
}

export type Errno = 'ENOSPC' | 'EDQUOT' | 'EIO' | 'EACCES' | 'EROFS' | 'ENAMETOOLONG';

const words: Record<Errno, string> = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EIO: 'i/o error',
  EACCES: 'permission denied',
  EROFS: 'read-only file system',
  ENAMETOOLONG: 'name too long',
};

export const refusal = (code: Errno, syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${words[code]}, ${syscall} '${path}'`), { code, syscall, path });

/** A process that has ended, for a lock that it left. */
export const deadOwner = (): Owner => ({ ...thisProcess, pid: spawnSync(process.execPath, ['-v']).pid, started: '1' });

export const before = { 'a/same': '1', 'a/change': 'old', 'b/gone': '1', 'b/c/gone': '1', Case: '1' };
export const after = { 'a/same': '1', 'a/change': 'new', 'c/d/new': '3', 'c/new': '4', case: '1' };

/** A folder that holds `before`; and the whole trees before and after. */
export async function prepared() {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  await write(emitted(before), out, { disk: interrupted([], () => {}).disk });
  return { folder, out };
}

/** What stands in a folder once it holds some files and nothing is unfinished. */
export async function wholeTree(files: Record<string, string>): Promise<Record<string, string>> {
  const out = join(temporaryFolder(), 'out');
  await write(emitted(files), out, { disk: interrupted([], () => {}).disk });
  return treeOf(out);
}
