import type { Guest } from './guest.js';

/** Bytes for the host to read: a view, or a copy where other threads could change them. */
export const borrow = (guest: Guest, memory: Uint8Array, ptr: number, len: number): Uint8Array =>
  guest.shared ? memory.slice(ptr, ptr + len) : memory.subarray(ptr, ptr + len);

/** Bytes for the host to read in a call that re-enters the guest, which could change them or detach a view. */
export const copied = (_guest: Guest, memory: Uint8Array, ptr: number, len: number): Uint8Array => memory.slice(ptr, ptr + len);

/** Bytes for the host to fill: a view of them, or of a copy that `commit` brings back. */
export const room = (guest: Guest, memory: Uint8Array, ptr: number, len: number): Uint8Array =>
  guest.shared ? new Uint8Array(len) : memory.subarray(ptr, ptr + len);

/** Bytes for the host to fill in a call that re-enters the guest. */
export const fresh = (_guest: Guest, _memory: Uint8Array, _ptr: number, len: number): Uint8Array => new Uint8Array(len);

/** Brings back what the host wrote into `room` or changed in `borrow`, where that was a copy. */
export const commit = (guest: Guest, from: Uint8Array, ptr: number, len: number): void => {
  if (guest.shared) guest.mem().set(from.subarray(0, len), ptr);
};

/**
 * The buffers of an array of {u32 address, u32 length}; undefined if one is out of range, or if together they are longer
 * than the memory, where copies of one range named a thousand times would fill the host. The array is read once, so that
 * what was checked is what is used. `addresses` receives where each buffer is, for `commitAll`.
 */
export function buffers(
  guest: Guest,
  memory: Uint8Array,
  ptr: number,
  count: number,
  make: typeof borrow,
  addresses: number[] = [],
): Uint8Array[] | undefined {
  const lengths: number[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const address = guest.dv.getUint32(ptr + i * 8, true);
    const length = guest.dv.getUint32(ptr + i * 8 + 4, true);
    total += length;
    if (address + length > memory.length || total > memory.length) return undefined;
    addresses.push(address);
    lengths.push(length);
  }
  return lengths.map((length, i) => make(guest, memory, addresses[i] as number, length));
}

/** Brings back what the host wrote into the first `total` bytes of several buffers, where those are copies. */
export function commitAll(guest: Guest, from: readonly Uint8Array[], addresses: readonly number[], total: number, copies: boolean): void {
  if (!copies && !guest.shared) return;
  let left = total;
  for (const [i, bytes] of from.entries()) {
    const length = Math.min(left, bytes.length);
    guest.mem().set(bytes.subarray(0, length), addresses[i] as number);
    left -= length;
  }
}

/**
 * Whether a range that is written overlaps another. `ranges` are address and length in turn; the first `written` of them
 * are written. An empty range overlaps nothing.
 */
export function overlap(written: number, ...ranges: number[]): boolean {
  for (let i = 0; i < written * 2; i += 2)
    for (let j = i + 2; j < ranges.length; j += 2) {
      const [a, b] = [ranges[i] as number, ranges[j] as number];
      const [x, y] = [ranges[i + 1] as number, ranges[j + 1] as number];
      if (x > 0 && y > 0 && a < b + y && b < a + x) return true;
    }
  return false;
}

export const totalOf = (list: readonly Uint8Array[]): number => list.reduce((sum, bytes) => sum + bytes.length, 0);

/** Bounds-checked access to guest memory at a raw address, for conventions that no type describes. */
export class GuestPointer {
  constructor(
    readonly guest: Guest,
    readonly address: number,
  ) {}

  /** A copy of `length` bytes at `offset`; undefined if they are not all in memory. */
  read(offset: number, length: number): Uint8Array | undefined {
    const memory = this.guest.mem();
    return this.#inside(memory, offset, length) ? memory.slice(this.address + offset, this.address + offset + length) : undefined;
  }

  /** Writes bytes at `offset`. Nothing is written, and the answer is false, if they do not all fit into memory. */
  write(offset: number, bytes: Uint8Array): boolean {
    const memory = this.guest.mem();
    if (!this.#inside(memory, offset, bytes.length)) return false;
    memory.set(bytes, this.address + offset);
    return true;
  }

  /** Writes a little-endian u32 at `offset`, or answers false. */
  writeU32(offset: number, value: number): boolean {
    if (!this.#inside(this.guest.mem(), offset, 4)) return false;
    this.guest.dv.setUint32(this.address + offset, value, true);
    return true;
  }

  #inside(memory: Uint8Array, offset: number, length: number): boolean {
    return offset >= 0 && length >= 0 && this.address + offset + length <= memory.length;
  }
}
