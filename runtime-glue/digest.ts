/** CRC-32 (ISO 3309) of each byte. */
const crcTable = /*#__PURE__*/ Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

export const sumSize = 8;

/** Two numbers of 32 bits as bytes, little-endian. */
function sumOf(low: number, high: number): Uint8Array {
  const sum = new DataView(new ArrayBuffer(sumSize));
  sum.setInt32(0, low, true);
  sum.setInt32(4, high, true);
  return new Uint8Array(sum.buffer);
}

/** Eight bytes that tell contents apart: CRC-32 and FNV-1a (32 bits), both little-endian. They guard against accidents, not against forgers. */
export class Digest {
  #crc = -1;
  #fnv = 0x811c9dc5 | 0;

  add(bytes: Uint8Array): this {
    let crc = this.#crc;
    let fnv = this.#fnv;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] as number);
      fnv = Math.imul(fnv ^ byte, 0x01000193);
    }
    this.#crc = crc;
    this.#fnv = fnv;
    return this;
  }

  /** The digest of what was added until now, to which other things can be added. */
  copy(): Digest {
    const made = new Digest();
    made.#crc = this.#crc;
    made.#fnv = this.#fnv;
    return made;
  }

  get bytes(): Uint8Array {
    return sumOf(~this.#crc, this.#fnv);
  }
}

/** The digest of several parts, as if they were one. */
export const digestOf = (parts: readonly Uint8Array[]): Uint8Array => parts.reduce((digest, part) => digest.add(part), new Digest()).bytes;

/** How long all memory of a guest was, in bytes, and what was in it, as eight bytes. */
export interface MemorySum {
  readonly length: number;
  readonly digest: Uint8Array;
}

const mixed = (sum: number, word: number): number => {
  const next = Math.imul(sum ^ word, 0x9e3779b1);
  return (next << 13) | (next >>> 19);
};

/** Tells memories apart. It takes words where `digestOf` takes bytes, since a memory is large, and is summed up whenever a log is taken. */
export function memorySum(memory: Uint8Array): MemorySum {
  const { length } = memory;
  const view = new DataView(memory.buffer, memory.byteOffset, length);
  const words = length - (length % 8);
  let even = length | 0;
  let odd = ~length;
  for (let at = 0; at < words; at += 8) {
    even = mixed(even, view.getInt32(at, true));
    odd = mixed(odd, view.getInt32(at + 4, true));
  }
  for (let at = words; at < length; at++) even = mixed(even, view.getUint8(at));
  return { length, digest: sumOf(even, odd) };
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
