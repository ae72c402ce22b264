import { bytesOf } from './answers.js';
import { Failure } from './failure.js';
import type { Guest } from './guest.js';
import { text } from './text.js';

/** The most items of one packed list: objects take many times the bytes that name them. */
export const maxItems = 2 ** 20;

/** Reads a packed encoding front to back. A read past the end, or a bad value, sets `bad` and gives zeros. */
export class PackedReader {
  bad = false;
  #at: number;
  #view: DataView;

  constructor(
    readonly guest: Guest,
    readonly bytes: Uint8Array,
    start = 0,
    public end = bytes.length,
  ) {
    this.#at = start;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Position of `size` bytes, which are then read. */
  take(size: number): number {
    const at = this.#at;
    if (size > this.end - at) {
      this.bad = true;
      return -1;
    }
    this.#at = at + size;
    return at;
  }

  /** An unsigned integer of 1, 2 or 4 bytes. */
  uint(size: 1 | 2 | 4, big = false): number {
    const at = this.take(size);
    if (at < 0) return 0;
    return size === 1 ? this.#view.getUint8(at) : size === 2 ? this.#view.getUint16(at, !big) : this.#view.getUint32(at, !big);
  }

  /** A signed integer of 1, 2 or 4 bytes. */
  int(size: 1 | 2 | 4, big = false): number {
    const value = this.uint(size, big);
    return size === 4 ? value | 0 : (value << (32 - size * 8)) >> (32 - size * 8);
  }

  big(signed: boolean, big = false): bigint {
    const at = this.take(8);
    if (at < 0) return 0n;
    return signed ? this.#view.getBigInt64(at, !big) : this.#view.getBigUint64(at, !big);
  }

  float(size: 4 | 8, big = false): number {
    const at = this.take(size);
    if (at < 0) return 0;
    const value = size === 4 ? this.#view.getFloat32(at, !big) : this.#view.getFloat64(at, !big);
    return Number.isNaN(value) ? Number.NaN : value;
  }

  bool(): boolean {
    const value = this.uint(1);
    if (value > 1) this.bad = true;
    return value === 1;
  }

  rest(): number {
    return this.end - this.#at;
  }

  raw(length: number): Uint8Array {
    const at = this.take(length);
    return at < 0 ? new Uint8Array(0) : this.bytes.slice(at, at + length);
  }

  text(length: number): string {
    const at = this.take(length);
    const value = at < 0 ? undefined : text(this.guest, this.bytes, at, length, this.#view);
    if (value === undefined) this.bad = true;
    return value ?? '';
  }

  /** A value of a type that is encoded in exactly `length` bytes. */
  nested<T>(length: number, read: (reader: PackedReader) => T): T {
    const at = this.take(length);
    const inner = new PackedReader(this.guest, this.bytes, Math.max(at, 0), at < 0 ? 0 : at + length);
    const value = read(inner);
    if (inner.bad || inner.rest() !== 0) this.bad = true;
    return value;
  }

  /** `count` values, or all up to the end; each takes at least one byte, so that a false count ends early. More than `maxItems` are refused. */
  list<T>(count: number, item: (reader: PackedReader) => T): T[] {
    const values: T[] = [];
    for (let i = 0; (count < 0 ? this.rest() > 0 : i < count) && !this.bad; i++) {
      const before = this.rest();
      values.push(item(this));
      if (this.rest() === before || i === maxItems) this.bad = true;
    }
    return values;
  }

  /** For a value that its type does not allow. */
  check(ok: boolean): void {
    if (!ok) this.bad = true;
  }
}

/** Writes a packed encoding front to back. A value that does not fit its field sets `bad`. */
export class PackedWriter {
  bad = false;
  #bytes = new Uint8Array(64);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(readonly guest: Guest) {}

  /** Position of `size` fresh bytes. */
  grow(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return at;
  }

  /** An integer of 1, 2 or 4 bytes within its range. */
  int(size: 1 | 2 | 4, value: number, min: number, max: number, big = false): void {
    if (!Number.isInteger(value) || value < min || value > max) this.bad = true;
    const at = this.grow(size);
    if (size === 1) this.#view.setUint8(at, value);
    else if (size === 2) this.#view.setUint16(at, value, !big);
    else this.#view.setUint32(at, value, !big);
  }

  big(value: bigint, signed: boolean, big = false): void {
    if (typeof value !== 'bigint' || value !== (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value))) {
      this.bad = true;
      return;
    }
    this.#view.setBigUint64(this.grow(8), BigInt.asUintN(64, value), !big);
  }

  float(size: 4 | 8, value: number, big = false): void {
    if (typeof value !== 'number') this.bad = true;
    const at = this.grow(size);
    const canonical = Number.isNaN(value) ? Number.NaN : value;
    if (size === 4) this.#view.setFloat32(at, canonical, !big);
    else this.#view.setFloat64(at, canonical, !big);
  }

  /** Bytes after their length in `size` bytes, or exactly `-size` bytes where it is negative, or without a length where it is 0. */
  sized(value: unknown, size: number): void {
    const bytes = bytesOf(this.guest, value);
    if (bytes === undefined || (size < 0 && bytes.length !== -size)) {
      this.bad = true;
      return;
    }
    if (size > 0) this.int(size as 1 | 2 | 4, bytes.length, 0, 2 ** (8 * size) - 1);
    const at = this.grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** The items of a list, after their count in `size` bytes, or without one where it is 0. They are taken once: what is counted is what is written. */
  items(value: unknown, size: 0 | 1 | 2 | 4): readonly unknown[] {
    const items: unknown[] = Array.isArray(value) ? [...value] : [];
    if (!Array.isArray(value)) this.bad = true;
    if (size > 0) this.int(size as 1 | 2 | 4, items.length, 0, 2 ** (8 * size) - 1);
    return items;
  }

  check(ok: boolean): void {
    if (!ok) this.bad = true;
  }

  /** What was written; undefined if something did not fit. */
  finish(): Uint8Array | undefined {
    return this.bad ? undefined : this.#bytes.subarray(0, this.#length);
  }
}

/** The value of a packed encoding that takes all of the bytes; undefined if they are not one. */
export function unpack<T>(guest: Guest, bytes: Uint8Array, read: (reader: PackedReader) => T): { readonly value: T } | undefined {
  const reader = new PackedReader(guest, bytes);
  const value = read(reader);
  return reader.bad || reader.rest() !== 0 ? undefined : { value };
}

/** The packed encoding of a host value; undefined if it is not one of the type. A host value of the wrong shape may also throw. */
export function pack<T>(guest: Guest, value: T, write: (writer: PackedWriter, value: T) => void): Uint8Array | undefined {
  // An error has a name and a code, and a type may have such fields too.
  if (value instanceof Failure) return undefined;
  const writer = new PackedWriter(guest);
  write(writer, value);
  return writer.finish();
}

/** The value of an optional packed or payload argument. */
export const unwrapped = <T>(found: { readonly value: T } | null): T | null => (found === null ? null : found.value);
