/** The entries of a directory, as a guest reads them in parts. */
import { lstatSync, readdirSync } from 'node:fs';
import { type WasiErrno as Errno, Filetype, type GuestPointer, WasiErrno } from '@molt/abi-host/wasi';
import type { OpenDirectory } from './descriptors.js';

export const typeOf = (stat: { isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean }): Filetype =>
  stat.isDirectory()
    ? Filetype.DIRECTORY
    : stat.isFile()
      ? Filetype.REGULAR_FILE
      : stat.isSymbolicLink()
        ? Filetype.SYMBOLIC_LINK
        : Filetype.UNKNOWN;

/**
 * Entries of a directory from `cookie` on, as many bytes as there is room for; the last one is cut. A cookie is a place in the list as
 * it was when the guest began to read: what is removed meanwhile, as by a guest that empties the directory, moves no other entry.
 */
export function writeEntries(directory: OpenDirectory, buf: GuestPointer, room: number, cookie: bigint): number | Errno {
  const { path } = directory;
  if (cookie === 0n || !directory.listed) directory.listed = readdirSync(path).sort();
  let used = 0;
  for (let i = Number(cookie); i < directory.listed.length && used < room; i++) {
    const entry = directory.listed[i] as string;
    const stat = lstatSync(`${path}/${entry}`, { bigint: true, throwIfNoEntry: false });
    if (!stat) continue;
    const name = new TextEncoder().encode(entry);
    const record = new Uint8Array(24 + name.length);
    const view = new DataView(record.buffer);
    view.setBigUint64(0, BigInt(i + 1), true);
    view.setBigUint64(8, stat.ino, true);
    view.setUint32(16, name.length, true);
    view.setUint8(20, typeOf(stat));
    record.set(name, 24);
    const part = record.subarray(0, room - used);
    if (!buf.write(used, part)) return WasiErrno.FAULT;
    used += part.length;
  }
  return used;
}
