/**
 * Whether an encoded value declares no more items than it has bytes for: decoders make room for what a list says that it holds before
 * they read it, so that a hundred bytes of a guest may ask for all memory of its host. Nothing is decoded here, and depth costs no stack.
 */

/** Of the heads 0xc0 to 0xdf, of which the last four are lists and maps: bytes of the length that follows, and further bytes to skip. */
const lengths = [0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4];
const skips = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17, 0, 0, 0, 0, 0, 0, 0];

/** MessagePack, by its specification (msgpack/spec.md). */
export function fitsMsgpack(bytes: Uint8Array): boolean {
  let at = 0;
  for (let owed = 1; owed > 0; owed--) {
    // Each item takes a byte at least.
    if (owed > bytes.length - at) return false;
    const head = bytes[at++] as number;
    if (head < 0x80 || head >= 0xe0) continue;
    if (head < 0xa0) owed += (head & 15) * (head < 0x90 ? 2 : 1);
    else if (head < 0xc0) at += head & 31;
    else {
      const size = lengths[head - 0xc0] as number;
      const length = unsigned(bytes, at, size);
      at += size + (skips[head - 0xc0] as number);
      if (head < 0xdc) at += length;
      else owed += head < 0xde ? length : 2 * length;
    }
  }
  return at <= bytes.length;
}

/** CBOR, by RFC 8949. */
export function fitsCbor(bytes: Uint8Array): boolean {
  // Items that each open list, map or tag still takes; what has no length takes them up to its break.
  const open = [1];
  let owed = 1;
  let at = 0;
  while (open.length > 0) {
    const last = open.length - 1;
    if (open[last] === 0) {
      open.pop();
      continue;
    }
    if (Math.max(owed, 1) > bytes.length - at) return false;
    const head = bytes[at++] as number;
    const endless = open[last] === Number.POSITIVE_INFINITY;
    if (head === 0xff) {
      if (!endless) return false;
      open.pop();
      continue;
    }
    if (!endless) {
      (open[last] as number)--;
      owed--;
    }
    const major = head >> 5;
    const info = head & 31;
    if (info === 31 && major >= 2 && major <= 5) {
      open.push(Number.POSITIVE_INFINITY);
      continue;
    }
    if (info > 27) return false;
    const size = info < 24 ? 0 : 2 ** (info - 24);
    const argument = size === 0 ? info : unsigned(bytes, at, size);
    at += size;
    if (major === 2 || major === 3) at += argument;
    else if (major >= 4 && major <= 6) {
      const items = major === 4 ? argument : major === 5 ? 2 * argument : 1;
      open.push(items);
      owed += items;
    }
  }
  return at <= bytes.length;
}

/** A big-endian integer: one above 2^53 is rounded, and one that is cut infinite; both are longer than any bytes all the same. */
function unsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? Number.POSITIVE_INFINITY);
  return value;
}
