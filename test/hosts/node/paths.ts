/**
 * Finds what a path of the guest means beneath a directory. `path.resolve` and a comparison of prefixes would not do: `a/..`
 * is the directory itself only if `a` is no symbolic link. So every name is looked up, links are followed by hand, and `..` goes
 * up in what was found, never above the directory.
 *
 * Between looking and opening, another process can put a link in the place of a directory. The guest cannot (this ABI makes no
 * links, and while it runs nothing else of this process does), and `files.ts` checks again what it has opened. If strangers write
 * below the directory, give the guest a directory of its own, or a file system without them.
 */
import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type WasiErrno as Errno, Failure, WasiErrno } from '@molt/abi-host/wasi';
import { errnoOf } from './errors.js';

/** A real directory, and which one it is: the path may come to name another. */
export interface Directory {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** Where something is, or would be made. */
export interface Place {
  /** Absolute; none of its directories is a link. */
  readonly path: string;
  /** Absent if there is nothing yet. A link only if it was not to be followed. */
  readonly stat: BigIntStats | undefined;
}

/** As many as Linux follows. */
const mostLinks = 40;

const look = (path: string): BigIntStats | undefined => lstatSync(path, { bigint: true, throwIfNoEntry: false });

/** Whether the path of a directory still names it. */
export function isStill(directory: Directory): boolean {
  const found = look(directory.path);
  return found !== undefined && found.dev === directory.dev && found.ino === directory.ino;
}

/** The place that a path means; an error of WASI if it means none. `follow` is about a link at its end. */
export function locate(directory: Directory, path: string, follow: boolean): Place | Errno {
  if (path === '') return WasiErrno.NOENT;
  // A zero byte ends a path for the kernel, and a backslash separates names on Windows: the guest gets one answer everywhere.
  if (/[\0\\]/.test(path)) return WasiErrno.INVAL;
  try {
    return isStill(directory) ? walk(directory.path, path, follow) : WasiErrno.NOENT;
  } catch (error) {
    return errnoOf(error);
  }
}

function walk(root: string, path: string, follow: boolean): Place | Errno {
  if (path.startsWith('/')) return WasiErrno.NOTCAPABLE;
  const found: string[] = [];
  const left = path.split('/').reverse();
  let links = 0;
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (found.pop() === undefined) return WasiErrno.NOTCAPABLE;
      continue;
    }
    const here = join(root, ...found, name);
    const stat = look(here);
    // A slash at the end asks for a directory, so the name before it is not the last.
    const last = left.length === 0;
    if (stat?.isSymbolicLink() && (follow || !last)) {
      const target = readlinkSync(here);
      if (++links > mostLinks) return WasiErrno.LOOP;
      if (target.startsWith('/')) return WasiErrno.NOTCAPABLE;
      left.push(...target.split('/').reverse());
      continue;
    }
    if (!last && !stat) return WasiErrno.NOENT;
    if (!last && !stat?.isDirectory()) return WasiErrno.NOTDIR;
    found.push(name);
  }
  const place = join(root, ...found);
  return { path: place, stat: look(place) };
}

export const isError = (found: object): found is Errno => found instanceof Failure;
