import { fail } from './failing.js';
import type { Guest } from './guest.js';
import type { HostRow } from './row.js';

/** How long a text may be for `ascii` to be faster than a decoder. */
const short = 64;

/** Short text of nothing but ASCII; undefined for any other. Each word is read once: what it is found to be is what it becomes. */
function ascii(m: DataView, at: number, end: number): string | undefined {
  let text = '';
  for (; at + 16 <= end; at += 16) {
    const a = m.getInt32(at, true);
    const b = m.getInt32(at + 4, true);
    const c = m.getInt32(at + 8, true);
    const d = m.getInt32(at + 12, true);
    if (((a | b | c | d) & 0x80808080) !== 0) return undefined;
    text += String.fromCharCode(
      a & 127,
      (a >> 8) & 127,
      (a >> 16) & 127,
      a >> 24,
      b & 127,
      (b >> 8) & 127,
      (b >> 16) & 127,
      b >> 24,
      c & 127,
      (c >> 8) & 127,
      (c >> 16) & 127,
      c >> 24,
      d & 127,
      (d >> 8) & 127,
      (d >> 16) & 127,
      d >> 24,
    );
  }
  for (; at + 4 <= end; at += 4) {
    const a = m.getInt32(at, true);
    if ((a & 0x80808080) !== 0) return undefined;
    text += String.fromCharCode(a & 127, (a >> 8) & 127, (a >> 16) & 127, a >> 24);
  }
  for (; at < end; at++) {
    const byte = m.getUint8(at);
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Decodes faster than one that checks, and what it gives without U+FFFD was valid. */
const lenient = /*#__PURE__*/ new TextDecoder('utf-8', { ignoreBOM: true });
const strict = /*#__PURE__*/ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = /*#__PURE__*/ new TextEncoder();

/** Text of a checked range, of which `view` is a view too; undefined if it is not UTF-8. A byte order mark is kept. */
export function text(guest: Guest, memory: Uint8Array, ptr: number, len: number, view: DataView = guest.dv): string | undefined {
  const plain = len <= short ? ascii(view, ptr, ptr + len) : undefined;
  if (plain !== undefined) return plain;
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
 * One that throws where its text is read has none either.
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
  let words: unknown;
  const code = fail(guest, row, answer, thrown, (failure) => {
    try {
      words = failure.text;
    } catch {}
  });
  // Reading the text may have run the guest.
  guest.alive();
  const bytes = encode(typeof words === 'string' ? words : '');
  const length = cut(bytes, cap);
  guest.mem().set(bytes.subarray(0, length), ptr);
  if (lengthPtr !== undefined) {
    guest.dv.setUint32(lengthPtr, length, true);
    if (wide) guest.dv.setUint32(lengthPtr + 4, 0, true);
  }
  return code;
}
