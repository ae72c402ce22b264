import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { byCodePoint } from '../ir/order.js';
import type { Host } from './host.js';

/** Bytes of the largest file that is read into memory where the caller names no limit of its own; wasm modules can be large. */
const maxFileBytes = 256 * 1024 * 1024;

/** The file system of this process. */
export const nodeHost: Host = {
  readFile: (path, maxBytes = maxFileBytes) => {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw failure('EINVAL', 'it is not a regular file');
      if (stat.size > maxBytes)
        throw Object.assign(failure('EFBIG', `it has ${stat.size} bytes; at most ${maxBytes} are read`), { size: stat.size });
      return readAll(file, stat.size);
    } finally {
      closeSync(file);
    }
  },
  list: (path) => readdirSync(path).sort(byCodePoint),
  plainFiles: (path) => new Set(readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))),
  kind: (path) => {
    // Follows links; a link that leads nowhere is missing.
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return 'missing';
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
  },
  realPath: (path) => realpathSync(path).replaceAll('\\', '/'),
};

/** Reads what the file had when its size was taken; one that shrinks meanwhile gives what is left, one that grows no more. */
function readAll(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, bytes, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code });
