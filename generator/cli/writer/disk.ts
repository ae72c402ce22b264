import * as fs from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';

/** What stands at a path, links not followed. `links` is the number of hard links; `id` is the same for two names of one file. */
export interface Standing {
  readonly kind: 'missing' | 'file' | 'folder' | 'link' | 'other';
  readonly links: number;
  readonly id: string;
}

/** Every operation on the disk that the writer uses; tests give one that fails, or stops, at a chosen operation. */
export interface Disk {
  readonly look: (path: string) => Standing;
  readonly read: (path: string) => Buffer;
  /** Names in a folder, sorted. */
  readonly list: (path: string) => readonly string[];
  /** Writes a file that must not exist yet. */
  readonly create: (path: string, bytes: Uint8Array) => void;
  /** Makes a folder and its parents; returns the topmost one that it made. */
  readonly makeFolder: (path: string) => string | undefined;
  /** Moves a file over what stands there, or a folder over an empty one. */
  readonly rename: (from: string, to: string) => void;
  /** Gives a file a second name, by a hard link or, where that is refused, by a copy. */
  readonly keep: (from: string, to: string) => void;
  readonly removeFile: (path: string) => void;
  readonly removeTree: (path: string) => void;
  /** Removes a folder if it is empty; says whether it did. */
  readonly removeEmptyFolder: (path: string) => boolean;
  /** Waits until the content of files would outlast a power cut. Side by side, which takes about half as long. */
  readonly syncFiles: (paths: readonly string[]) => Promise<void>;
  /** Waits until the names in a folder would outlast a power cut. */
  readonly syncFolder: (path: string) => void;
}

/** How systems say that folders cannot be synced there at all: network and shared file systems, Windows, folders without right to read. */
const unsyncable = ['EINVAL', 'ENOTSUP', 'ENOSYS', 'EBADF', 'EISDIR', 'EPERM', 'EACCES'];

export const nodeDisk: Disk = {
  look(path) {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false, bigint: true });
    if (!stat) return { kind: 'missing', links: 0, id: '' };
    const kind = stat.isSymbolicLink() ? 'link' : stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    return { kind, links: Number(stat.nlink), id: `${stat.dev}:${stat.ino}` };
  },
  read: (path) => naming(path, () => fs.readFileSync(path)),
  list: (path) => fs.readdirSync(path).sort(),
  create: (path, bytes) => naming(path, () => fs.writeFileSync(path, bytes, { flag: 'wx' })),
  makeFolder,
  rename: (from, to) => fs.renameSync(from, to),
  keep(from, to) {
    try {
      fs.linkSync(from, to);
    } catch {
      fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
      syncNow(to, 'r+');
    }
  },
  removeFile: (path) => fs.unlinkSync(path),
  removeTree: (path) => fs.rmSync(path, { recursive: true, force: true }),
  removeEmptyFolder(path) {
    try {
      fs.rmdirSync(path);
      return true;
    } catch (cause) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(cause) ?? '')) return false;
      throw cause;
    }
  },
  async syncFiles(paths) {
    const ends = await Promise.allSettled(paths.map(syncLater));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  },
  syncFolder(path) {
    try {
      syncNow(path, 'r');
    } catch (cause) {
      if (!unsyncable.includes(codeOf(cause) ?? '')) throw cause;
    }
  },
};

/** Node's own recursive form says that a folder on a read-only disk does not exist. */
function makeFolder(path: string): string | undefined {
  try {
    fs.mkdirSync(path);
    return path;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' && fs.statSync(path).isDirectory()) return undefined;
    if (codeOf(cause) !== 'ENOENT' || dirname(path) === path) throw cause;
    const topmost = makeFolder(dirname(path));
    const own = makeFolder(path);
    return topmost ?? own;
  }
}

function syncNow(path: string, flags: 'r' | 'r+'): void {
  const file = fs.openSync(path, flags);
  try {
    naming(path, () => fs.fsyncSync(file));
  } finally {
    fs.closeSync(file);
  }
}

async function syncLater(path: string): Promise<void> {
  const file = await fs.promises.open(path, 'r+');
  try {
    await file.sync();
  } catch (cause) {
    throw named(cause, path);
  } finally {
    await file.close();
  }
}

/** Errors about an open file do not say which; a reader wants to know. */
const named = (cause: unknown, path: string) => Object.assign(cause as NodeJS.ErrnoException, { path });

function naming<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    throw named(cause, path);
  }
}

/** Removes `folder` and then its parents, as long as they are empty, up to but without `root`, which is above it. */
export function removeEmptyFolders(disk: Disk, folder: string, root: string): void {
  const stop = resolve(root);
  for (let at = resolve(folder); at !== stop && disk.removeEmptyFolder(at); at = dirname(at));
}

export const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException | undefined)?.code;

/** Why the system refused, in its own words without the path, which the message names anyway. */
export function reason(cause: unknown): string {
  const { code, errno, message } = cause as NodeJS.ErrnoException;
  // Node has no name and no words for a full quota.
  if (errno !== undefined && -errno === constants.errno.EDQUOT) return 'disk quota exceeded (EDQUOT)';
  const words = /^[A-Z0-9_]+: ([^,]+)/.exec(message ?? '')?.[1] ?? String(message ?? cause);
  return code === undefined ? words : `${words} (${code})`;
}

/** The diagnostic for an error of the system. Anything else is a bug of ours and is thrown on. */
export function diskFault(code: 'io/read' | 'io/write', cause: unknown, folder: string): Diagnostic {
  if (codeOf(cause) === undefined) throw cause;
  const { path, dest } = cause as NodeJS.ErrnoException & { readonly dest?: string };
  return diagnostic(code, undefined, { path: dest ?? path ?? folder, why: reason(cause) });
}
