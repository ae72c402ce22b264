import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic, Position, Span } from '../diagnostics/diagnostic.js';

const nul = 0x00;
const whitespace = new Set([0x09, 0x0a, 0x0d, 0x20]);

/** Finds the line and column of an offset. Lines end with LF, CR LF or CR; columns count UTF-16 units. */
export type Locate = (offset: number) => Position;

/** A locator whose index of lines is built at the first question. */
export function locator(text: string): Locate {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The first character of a file, for what concerns the file as a whole. */
export const fileSpan = (file: string): Span => {
  const start = { line: 1, column: 1, offset: 0 };
  return { file, pointer: '', start, end: start };
};

/**
 * Reads bytes as UTF-8 without substitution. A byte order mark at the start is dropped.
 * Other Unicode encodings are recognised so that the message can name them.
 */
export function decode(file: string, bytes: Uint8Array): string | Diagnostic {
  const wide = wideEncoding(bytes);
  if (isBlank(bytes)) return diagnostic('parse/empty', fileSpan(file), {});
  if (wide) return diagnostic('parse/encoding', fileSpan(file), { what: `it looks like ${wide}` });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed(file, bytes);
  }
}

function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16';
  if (a === 0xfe && b === 0xff) return 'UTF-16';
  // JSON begins with two ASCII characters, or one and the end: RFC 4627, section 3.
  if (a === nul && b === nul && c === 0xfe && d === 0xff) return 'UTF-32';
  if (a === nul && b === nul && c === nul && d !== undefined && d !== nul) return 'UTF-32';
  if (a !== nul && b === nul) return c === nul && d === nul ? 'UTF-32' : 'UTF-16';
  return a === nul && b !== undefined && b !== nul ? 'UTF-16' : undefined;
}

function isBlank(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] ?? nul;
    if (byte !== nul && !whitespace.has(byte)) return false;
  }
  return true;
}

function malformed(file: string, bytes: Uint8Array): Diagnostic {
  const at = malformedAt(bytes);
  const before = new TextDecoder().decode(bytes.subarray(0, at));
  const start = locator(before)(before.length);
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0');
  return diagnostic(
    'parse/encoding',
    { file, pointer: '', start, end: start },
    { what: `byte 0x${byte} at offset ${at} begins no character` },
  );
}

/** Index of the first byte that starts no well-formed sequence (Unicode 15, table 3-7). */
function malformedAt(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return i;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const within = (offset: number, low: number, high: number) => {
    const byte = bytes[at + offset] ?? -1;
    return byte >= low && byte <= high;
  };
  const tail = (offset: number) => within(offset, 0x80, 0xbf);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const second = within(1, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf);
    return second && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const second = within(1, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}
