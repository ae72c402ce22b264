import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { visible } from '../diagnostics/visible.js';
import type { Host } from './host.js';
import { tooLarge } from './json.js';
import { limits } from './limits.js';

/** Bytes of one JSON file, or why it cannot be read. `name` is what diagnostics call it; a file above the limit is not read. */
export function readSource(host: Host, path: string, name: string): Uint8Array | Diagnostic {
  try {
    const bytes = host.readFile(path, limits.fileBytes);
    return bytes.length > limits.fileBytes ? tooLarge(name, bytes.length) : bytes;
  } catch (cause) {
    const size = sizeAbove(cause);
    return size === undefined ? unreadable(path, reason(cause)) : tooLarge(name, size);
  }
}

export const unreadable = (path: string, why: string): Diagnostic => diagnostic('io/read', undefined, { path: visible(path), why });

/** Why the file system failed, in words. */
export function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the file system reports an error';
  return reasons.get(codeOf(cause)) ?? visible(cause.message);
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['ELOOP', 'its links form a circle'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'it is not a folder'],
  ['EMFILE', 'too many files are open'],
  ['EIO', 'the disk reports an error'],
]);

const codeOf = (cause: Error): string => ('code' in cause && typeof cause.code === 'string' ? cause.code : '');

/** Size of the file that a host refused to read for it, in bytes. */
const sizeAbove = (cause: unknown): number | undefined =>
  cause instanceof Error && codeOf(cause) === 'EFBIG' && 'size' in cause && typeof cause.size === 'number' ? cause.size : undefined;
