import { types } from 'node:util';
import { quote } from '../diagnostics/visible.js';
import type { Host } from './host.js';

const kinds: readonly unknown[] = ['file', 'folder', 'other', 'missing'];

/** A host of an API user, held to its word: an answer of another type is an error like any other of a file system. */
export const checkedHost = (host: Host): Host => ({
  ...(host.plainFiles && { plainFiles: (path) => new Set(host.plainFiles?.(path)) }),
  readFile: (path, maxBytes) => {
    const bytes: unknown = host.readFile(path, maxBytes);
    if (!types.isUint8Array(bytes)) throw new Error(`the host gave no bytes for ${quote(path)}`);
    return bytes;
  },
  list: (path) => {
    const names: unknown = host.list(path);
    // Each is read once, so that it cannot change after it was looked at.
    const read: readonly unknown[] = Array.isArray(names) ? Array.from(names) : [undefined];
    if (!read.every((name) => typeof name === 'string' && name !== '' && !name.includes('/')))
      throw new Error(`the host gave no list of names for ${quote(path)}`);
    return read as readonly string[];
  },
  kind: (path) => {
    const kind: unknown = host.kind(path);
    if (!kinds.includes(kind)) throw new Error(`the host gave no kind for ${quote(path)}`);
    return kind as ReturnType<Host['kind']>;
  },
  realPath: (path) => {
    const real: unknown = host.realPath(path);
    if (typeof real !== 'string') throw new Error(`the host gave no path for ${quote(path)}`);
    return real;
  },
});
