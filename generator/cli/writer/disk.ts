import * as fs from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What stands at a path, links not followed. `links` is the number of hard links. */
export interface Standing {
  readonly kind: 'missing' | 'file' | 'folder' | 'link' | 'other';
  readonly links: number;
}

/** The operations on the disk that the writer needs; tests give one that fails at a chosen write. */
export interface Disk {
  readonly look: (path: string) => Standing;
  readonly read: (path: string) => Buffer;
  readonly list: (path: string) => readonly string[];
  /** Writes a file that must not exist yet. */
  readonly create: (path: string, bytes: Uint8Array) => void;
  /** Makes a folder and its parents; returns the topmost one that it made. */
  readonly makeFolder: (path: string) => string | undefined;
  readonly rename: (from: string, to: string) => void;
  /** Gives a file a second name, by a hard link or, where the file system has none, by a copy. */
  readonly keep: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Removes a folder if it is empty; says whether it did. */
  readonly removeEmptyFolder: (path: string) => boolean;
}

export const nodeDisk: Disk = {
  look(path) {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return { kind: 'missing', links: 0 };
    const kind = stat.isSymbolicLink() ? 'link' : stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    return { kind, links: stat.nlink };
  },
  read: (path) => fs.readFileSync(path),
  list: (path) => fs.readdirSync(path).sort(),
  create: (path, bytes) => fs.writeFileSync(path, bytes, { flag: 'wx' }),
  makeFolder: (path) => fs.mkdirSync(path, { recursive: true }),
  rename: (from, to) => fs.renameSync(from, to),
  keep(from, to) {
    try {
      fs.linkSync(from, to);
    } catch {
      fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
    }
  },
  remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
  removeEmptyFolder(path) {
    try {
      fs.rmdirSync(path);
      return true;
    } catch {
      return false;
    }
  },
};

/** Removes `folder` and then its parents, as long as they are empty, up to but without `root`, which is above it. */
export function removeEmptyFolders(disk: Disk, folder: string, root: string): void {
  const stop = resolve(root);
  for (let at = resolve(folder); at !== stop && disk.removeEmptyFolder(at); at = dirname(at));
}

/** Why the system refused, in its own words without the path, which the message names anyway. */
export function reason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const words = /^[A-Z0-9_]+: ([^,]+)/.exec(message ?? '')?.[1] ?? String(message ?? cause);
  return code === undefined ? words : `${words} (${code})`;
}
