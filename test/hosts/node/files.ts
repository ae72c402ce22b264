/** The files of WASI: those below the directories that the guest was given, and none else. */
import {
  type BigIntStats,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { type WasiErrno as Errno, type Filestat, Lookupflags, Oflags, Rights, WasiErrno, type WasiHost, Whence } from '@molt/abi-host/wasi';
import type { Descriptors, OpenDirectory, OpenFile } from './descriptors.js';
import { typeOf, writeEntries } from './entries.js';
import { errnoOf } from './errors.js';
import { openDirectory, openFile } from './opening.js';
import { isError, isStill, locate, type Place } from './paths.js';

const filestat = (stat: BigIntStats): Filestat => ({
  dev: stat.dev,
  ino: stat.ino,
  filetype: typeOf(stat),
  nlink: stat.nlink,
  size: stat.size,
  atim: stat.atimeNs,
  mtim: stat.mtimeNs,
  ctim: stat.ctimeNs,
});

/** Runs what Node throws out of; its error becomes that of WASI. */
function trying<T>(run: () => T): T | Errno {
  try {
    return run();
  } catch (error) {
    return errnoOf(error);
  }
}

/** For what Node answers with nothing at all. */
const quietly = (run: () => void): undefined => {
  run();
  return undefined;
};

/** Reads or writes buffers in turn, at a position that moves on, until one is not done wholly. */
function transfer(buffers: readonly Uint8Array[], start: number, one: (bytes: Uint8Array, position: number) => number): number {
  let done = 0;
  for (const bytes of buffers) {
    const count = one(bytes, start + done);
    done += count;
    if (count < bytes.length) break;
  }
  return done;
}

export function filesHost(open: Descriptors) {
  /** Runs something on the place that a path means beneath a directory that has the right for it. */
  const at = <T>(fd: number, right: bigint, path: string, follow: boolean, run: (place: Place, from: OpenDirectory) => T): T | Errno => {
    const from = open.directory(fd, right);
    if (isError(from)) return from;
    const place = locate(from, path, follow);
    return isError(place) ? place : trying(() => run(place, from));
  };
  /** The same for what is to be made, moved or removed there, which is never the directory itself. */
  const change = (fd: number, right: bigint, path: string, run: (place: Place) => undefined | Errno): undefined | Errno =>
    at(fd, right, path, false, (place, from) => (place.path === from.path ? WasiErrno.INVAL : run(place)));
  const file = <T>(fd: number, right: bigint, run: (file: OpenFile) => T): T | Errno => {
    const found = open.file(fd, right);
    return isError(found) ? found : trying(() => run(found));
  };

  return {
    fdPrestatGet(fd) {
      const found = open.get(fd);
      if (found?.kind !== 'directory' || !found.name) return WasiErrno.BADF;
      return { kind: 'dir', value: { nameLen: found.name.length } };
    },
    fdPrestatDirName(fd, path) {
      const found = open.get(fd);
      if (found?.kind !== 'directory' || !found.name) return WasiErrno.BADF;
      if (path.length < found.name.length) return WasiErrno.NAMETOOLONG;
      path.set(found.name);
      return undefined;
    },
    pathOpen: (fd, dirflags, path, oflags, rightsBase, rightsInheriting, fdflags) =>
      at(fd, Rights.PATH_OPEN, path, (dirflags & Lookupflags.SYMLINK_FOLLOW) !== 0 && !(oflags & Oflags.EXCL), (place, from) => {
        // What is asked for is cut down to what the directory may hand on: opening again gives nobody more.
        const [rights, inheriting] = [rightsBase & from.inheriting, rightsInheriting & from.inheriting];
        const change =
          (oflags & Oflags.CREAT ? Rights.PATH_CREATE_FILE : 0n) | (oflags & Oflags.TRUNC ? Rights.PATH_FILESTAT_SET_SIZE : 0n);
        const refused = (change & ~from.rights) !== 0n || (oflags & Oflags.TRUNC && !(rights & Rights.FD_WRITE));
        if (refused) return WasiErrno.NOTCAPABLE;
        const directory = place.stat?.isDirectory() || oflags & Oflags.DIRECTORY;
        const opened = (directory ? openDirectory : openFile)({ place, oflags, fdflags, rights, inheriting });
        return isError(opened) ? opened : open.add(opened);
      }),
    fdClose: (fd) => open.close(fd),
    fdRead: (fd, iovs) =>
      file(fd, Rights.FD_READ, (found) => {
        const count = transfer(iovs, found.position, (bytes, position) => readSync(found.file, bytes, 0, bytes.length, position));
        found.position += count;
        return count;
      }),
    fdWrite: (fd, iovs) =>
      file(fd, Rights.FD_WRITE, (found) => {
        if (found.append) found.position = fstatSync(found.file).size;
        const count = transfer(iovs, found.position, (bytes, position) => writeSync(found.file, bytes, 0, bytes.length, position));
        found.position += count;
        return count;
      }),
    fdSeek: (fd, offset, whence) =>
      file(fd, Rights.FD_SEEK, (found) => {
        const base = whence === Whence.SET ? 0 : whence === Whence.CUR ? found.position : fstatSync(found.file).size;
        const position = BigInt(base) + offset;
        if (position < 0n || position > Number.MAX_SAFE_INTEGER) return WasiErrno.INVAL;
        found.position = Number(position);
        return position;
      }),
    fdTell: (fd) => file(fd, Rights.FD_TELL, (found) => BigInt(found.position)),
    fdFilestatGet(fd) {
      const found = open.get(fd);
      if (!found) return WasiErrno.BADF;
      if (!(found.rights & Rights.FD_FILESTAT_GET)) return WasiErrno.NOTCAPABLE;
      return trying(() =>
        filestat(found.kind === 'file' ? fstatSync(found.file, { bigint: true }) : lstatSync(found.path, { bigint: true })),
      );
    },
    fdFilestatSetSize: (fd, size) =>
      file(fd, Rights.FD_FILESTAT_SET_SIZE, (found) => {
        if (size > Number.MAX_SAFE_INTEGER) return WasiErrno.FBIG;
        return quietly(() => ftruncateSync(found.file, Number(size)));
      }),
    fdReaddir(fd, buf, bufLen, cookie) {
      const found = open.directory(fd, Rights.FD_READDIR);
      if (isError(found)) return found;
      return isStill(found) ? trying(() => writeEntries(found, buf, bufLen, cookie)) : WasiErrno.NOENT;
    },
    pathFilestatGet: (fd, flags, path) =>
      at(fd, Rights.PATH_FILESTAT_GET, path, (flags & Lookupflags.SYMLINK_FOLLOW) !== 0, ({ stat }) =>
        stat ? filestat(stat) : WasiErrno.NOENT,
      ),
    pathReadlink: (fd, path) => at(fd, Rights.PATH_READLINK, path, false, (place) => new TextEncoder().encode(readlinkSync(place.path))),
    pathCreateDirectory: (fd, path) =>
      change(fd, Rights.PATH_CREATE_DIRECTORY, path.replace(/(.)\/+$/, '$1'), (place) => quietly(() => mkdirSync(place.path))),
    pathRemoveDirectory: (fd, path) => change(fd, Rights.PATH_REMOVE_DIRECTORY, path, (place) => quietly(() => rmdirSync(place.path))),
    pathUnlinkFile: (fd, path) => change(fd, Rights.PATH_UNLINK_FILE, path, (place) => quietly(() => unlinkSync(place.path))),
    // Both directories must allow it: what may only be read cannot be moved to where it may be changed.
    pathRename: (fd, oldPath, newFd, newPath) =>
      change(fd, Rights.PATH_RENAME_SOURCE, oldPath, (from) =>
        change(newFd, Rights.PATH_RENAME_TARGET, newPath, (to) => quietly(() => renameSync(from.path, to.path))),
      ),
  } satisfies Partial<WasiHost>;
}
