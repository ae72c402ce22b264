/** A stretch of a memory: its first address, and its length in bytes. */
export type Range = readonly [address: number, length: number];

/** Where two stretches first differ, from a byte on; `to` if they do not. */
export function nextDifference(a: DataView, b: DataView, from: number, to = a.byteLength): number {
  let at = from;
  // Mostly what comes behind a change is another one, or nothing for long.
  if (at < to && a.getUint8(at) !== b.getUint8(at)) return at;
  // Four words at once, without a branch between them.
  const other = (i: number): number => a.getInt32(i, true) ^ b.getInt32(i, true);
  while (at + 16 <= to && (other(at) | other(at + 4) | other(at + 8) | other(at + 12)) === 0) at += 16;
  while (at < to && a.getUint8(at) === b.getUint8(at)) at++;
  return at;
}

export const viewOfBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength);

/**
 * Where a memory is not as a copy of its beginning: neighbouring bytes that differ, by address. Memory that was added began as zero.
 * What lies in `except` is not looked at.
 */
export function changedRuns(before: Uint8Array, now: Uint8Array, except: readonly Range[] = []): Range[] {
  const found: Range[] = [];
  const old = viewOfBytes(before.length < now.length ? grown(before, now.length) : before);
  const fresh = viewOfBytes(now);
  const look = (from: number, to: number): void => {
    for (let at = nextDifference(old, fresh, from, to); at < to; ) {
      let end = at + 1;
      while (end < to && old.getUint8(end) !== fresh.getUint8(end)) end++;
      found.push([at, end - at]);
      at = nextDifference(old, fresh, end, to);
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

function grown(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
}

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
