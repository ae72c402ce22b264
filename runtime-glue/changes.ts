/** A stretch of a memory: its first address, and its length in bytes. */
export type Range = readonly [address: number, length: number];

/**
 * Where a memory is not as a copy of its beginning: neighbouring bytes that differ, by address. Memory that was added began as zero.
 * What lies in `except` is not looked at.
 */
export function changedRuns(before: Uint8Array, now: Uint8Array, except: readonly Range[] = []): Range[] {
  const found: Range[] = [];
  const sameFrom = comparing(before, now);
  const look = (from: number, to: number): void => {
    for (let at = sameFrom(from, to); at < to; ) {
      let end = at + 1;
      while (end < to && (before[end] ?? 0) !== now[end]) end++;
      found.push([at, end - at]);
      at = sameFrom(end, to);
    }
  };
  let from = 0;
  for (const [address, length] of except.filter(([, length]) => length > 0).sort(([a], [b]) => a - b)) {
    look(from, Math.min(address, now.length));
    from = Math.max(from, address + length);
  }
  look(from, now.length);
  return found;
}

/**
 * Finds the first byte in a range that differs; its end, if none does. Most of a memory is as it was, so that four bytes are
 * compared at once where both sides lie at words.
 */
function comparing(before: Uint8Array, now: Uint8Array): (from: number, to: number) => number {
  const [old, fresh] = [wordsOf(before), wordsOf(now)];
  const byBytes = (from: number, to: number): number => {
    let at = from;
    while (at < to && (before[at] ?? 0) === now[at]) at++;
    return at;
  };
  return (from, to) => {
    if (!old || !fresh) return byBytes(from, to);
    const start = Math.min(Math.ceil(from / 4) * 4, to);
    const at = byBytes(from, start);
    if (at < start) return at;
    const last = Math.floor(to / 4);
    let word = start / 4;
    while (word < last && (old[word] ?? 0) === fresh[word]) word++;
    return byBytes(Math.max(start, word * 4), to);
  };
}

const wordsOf = ({ buffer, byteOffset, length }: Uint8Array): Int32Array | undefined =>
  byteOffset % 4 === 0 && length % 4 === 0 ? new Int32Array(buffer, byteOffset, length / 4) : undefined;

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** So many bytes at a time: an array of as many texts as a memory has bytes would be many times as large. */
const chunk = 0x10000;

/** Bytes in hexadecimal. */
export const hex = (bytes: Uint8Array, between = ''): string => hexOf(bytes, [0, bytes.length], between);

/** Some of the bytes in hexadecimal. Where there are none, they are zero. */
export function hexOf(bytes: Uint8Array, [address, length]: Range, between = ''): string {
  const parts: string[] = [];
  for (let from = address; from < address + length; from += chunk) {
    const part: string[] = [];
    for (let at = from; at < Math.min(from + chunk, address + length); at++) part.push(digits[bytes[at] ?? 0] as string);
    parts.push(part.join(between));
  }
  return parts.join(between);
}
