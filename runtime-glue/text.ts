import { declared, fail } from './failing.js';
import type { Guest } from './guest.js';
import type { HostRow } from './row.js';

/** Short text of nothing but ASCII; undefined for any other. Eight bytes at a time are three times as fast as a decoder. */
function ascii(m: Uint8Array, at: number, end: number): string | undefined {
  let text = '';
  for (; at + 8 <= end; at += 8) {
    const a = m[at] as number;
    const b = m[at + 1] as number;
    const c = m[at + 2] as number;
    const d = m[at + 3] as number;
    const e = m[at + 4] as number;
    const f = m[at + 5] as number;
    const g = m[at + 6] as number;
    const h = m[at + 7] as number;
    if ((a | b | c | d | e | f | g | h) > 127) return undefined;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at < end; at++) {
    const byte = m[at] as number;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Decodes faster than one that checks, and what it gives without U+FFFD was valid. */
const lenient = /*#__PURE__*/ new TextDecoder('utf-8', { ignoreBOM: true });
const strict = /*#__PURE__*/ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = /*#__PURE__*/ new TextEncoder();

/** Text of a checked range; undefined if it is not UTF-8. A byte order mark is kept. */
export function text(guest: Guest, memory: Uint8Array, ptr: number, len: number): string | undefined {
  const short = len <= 32 ? ascii(memory, ptr, ptr + len) : undefined;
  if (short !== undefined) return short;
  // A decoder must not see shared memory: browsers refuse it, and the bytes could change while it reads.
  const bytes = guest.shared ? memory.slice(ptr, ptr + len) : new Uint8Array(memory.buffer, ptr, len);
  try {
    const value = lenient.decode(bytes);
    return value.indexOf('\ufffd') >= 0 ? strict.decode(bytes) : value;
  } catch {
    // Not UTF-8, or longer than the engine's strings can be.
    return undefined;
  }
}

/** UTF-8 of a host string. A lone surrogate becomes U+FFFD, on every target. */
export const encode = (value: string): Uint8Array => encoder.encode(value);

/** How many of the first `cap` bytes end on a character boundary. */
export const cut = (bytes: Uint8Array, cap: number): number => {
  if (bytes.length <= cap) return bytes.length;
  let end = cap;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return end;
};

/**
 * As `fail`, for functions with a buffer for the text of an error: writes it, cut to the buffer on a character
 * boundary, and its length. A failure that the function does not declare has no text: what a host throws is not for guests.
 */
export function failText(
  guest: Guest,
  row: HostRow,
  answer: unknown,
  thrown: boolean,
  ptr: number,
  cap: number,
  lengthPtr?: number,
  wide = false,
): number | bigint {
  const code = fail(guest, row, answer, thrown);
  const words = declared(row, answer) ? answer.text : undefined;
  const bytes = encode(typeof words === 'string' ? words : '');
  const length = cut(bytes, cap);
  guest.mem().set(bytes.subarray(0, length), ptr);
  if (lengthPtr !== undefined) {
    guest.dv.setUint32(lengthPtr, length, true);
    if (wide) guest.dv.setUint32(lengthPtr + 4, 0, true);
  }
  return code;
}
