import { gunzipSync } from 'node:zlib';
import { quote } from '../../diagnostics/visible.js';
import { tooMuch, Unavailable } from './unavailable.js';

/** Bytes of an unpacked archive that are looked at, and files in it. */
const maxUnpacked = 256 * 1024 * 1024;
const maxFiles = 20_000;
const block = 512;

/**
 * The JSON files of a gzipped tar archive, by their paths without the first segment (`package/`). Nothing is written to
 * disk. Links and devices are left out; a path that leads out of the archive is refused. Throws `Unavailable`.
 */
export function jsonFilesOf(archive: Uint8Array): Record<string, Uint8Array> {
  const bytes = unpack(archive);
  const files: Record<string, Uint8Array> = Object.create(null) as Record<string, Uint8Array>;
  let longPath: string | undefined;
  let count = 0;
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    const size = octal(header, 124, 12);
    const content = bytes.subarray(at + block, at + block + size);
    if (!hasChecksum(header) || content.length !== size) throw broken('an entry is cut short or damaged');
    if (++count > maxFiles) throw tooMuch(`the package has more than ${maxFiles} files`);
    at += block + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'K') throw broken('it has entries of a kind that packages do not have');
    if (type === 'x') {
      longPath = pathOfRecord(content);
      continue;
    }
    const path = inner(longPath ?? pathOf(header));
    longPath = undefined;
    if ((type === '0' || type === '\0') && path.endsWith('.json')) files[path] = content;
  }
  return files;
}

function unpack(archive: Uint8Array): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: maxUnpacked });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooMuch(`the package unpacks to more than ${maxUnpacked} bytes`);
    throw broken('it is not gzip');
  }
}

const broken = (why: string): Unavailable => new Unavailable(`the archive of the package cannot be read: ${why}`);

const text = (bytes: Uint8Array, at: number, length: number): string => {
  const field = Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
  return field.split('\0')[0] ?? '';
};

function octal(header: Uint8Array, at: number, length: number): number {
  const digits = text(header, at, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw broken('a number in it is none');
  return Number.parseInt(digits, 8);
}

/** The sum of all bytes of a header, its own field counted as spaces. */
function hasChecksum(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return octal(header, 148, 8) === sum;
}

function pathOf(header: Uint8Array): string {
  const prefix = text(header, 345, 155);
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

/** The path among the records `LENGTH KEY=VALUE` that stand before an entry whose name is long or not ASCII. */
function pathOfRecord(content: Uint8Array): string | undefined {
  const records = Buffer.from(content);
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(records.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at || at + length > records.length) throw broken('a record in it is cut short');
    const record = records.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return undefined;
}

function inner(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (path.startsWith('/') || path.includes('\\') || segments.includes('..')) throw broken(`it holds the path ${quote(path)}`);
  return segments.slice(1).join('/');
}
