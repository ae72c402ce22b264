/** Opens what a path of the guest was found to mean, and checks that it was that which was opened. */
import { type BigIntStats, closeSync, constants, fstatSync, ftruncateSync, lstatSync, openSync, realpathSync } from 'node:fs';
import { type WasiErrno as Errno, Fdflags, Oflags, Rights, WasiErrno } from '@molt/abi-host/wasi';
import { holdDirectory, type OpenDirectory, type OpenFile } from './descriptors.js';
import { isStill, type Place } from './paths.js';

const same = (a: BigIntStats, b: BigIntStats): boolean => a.dev === b.dev && a.ino === b.ino;

/** What is opened with which rights and how. */
export interface Opening {
  readonly place: Place;
  readonly oflags: number;
  readonly fdflags: number;
  readonly rights: bigint;
  readonly inheriting: bigint;
}

export function openDirectory({ place: { path, stat }, oflags, rights, inheriting }: Opening): OpenDirectory | Errno {
  if (!stat?.isDirectory()) return WasiErrno.NOTDIR;
  if (oflags & (Oflags.CREAT | Oflags.TRUNC)) return oflags & Oflags.EXCL ? WasiErrno.EXIST : WasiErrno.ISDIR;
  const opened = holdDirectory(path, rights, inheriting);
  if (realpathSync(path) === path && isStill(opened)) return opened;
  closeSync(opened.file);
  return WasiErrno.NOTCAPABLE;
}

export function openFile({ place: { path, stat }, oflags, fdflags, rights, inheriting }: Opening): OpenFile | Errno {
  // Opening a pipe or a device can wait, or do something: only plain files are files here.
  if (stat && !stat.isFile()) return stat.isSymbolicLink() ? WasiErrno.LOOP : WasiErrno.NOTSUP;
  const write = (rights & Rights.FD_WRITE) !== 0n;
  const how = write ? constants.O_RDWR : constants.O_RDONLY;
  const make = oflags & Oflags.CREAT ? constants.O_CREAT : 0;
  const sole = oflags & Oflags.EXCL ? constants.O_EXCL : 0;
  const file = openSync(path, how | make | sole | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o666);
  const opened = fstatSync(file, { bigint: true });
  // Was it there that this was opened? Emptied only then, so that nobody's race empties a file elsewhere.
  if (!opened.isFile() || realpathSync(path) !== path || !same(opened, lstatSync(path, { bigint: true }))) {
    closeSync(file);
    return WasiErrno.NOTCAPABLE;
  }
  if (oflags & Oflags.TRUNC) ftruncateSync(file);
  return { kind: 'file', file, append: (fdflags & Fdflags.APPEND) !== 0, position: 0, rights, inheriting };
}
