import { Digest, sameBytes, sumSize } from './digest.js';

/** A core value as JavaScript has it. */
export type Core = number | bigint;
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

/** A value that is no object, as far as a log has it. */
export type Primitive = string | number | bigint | boolean | null;

/** The order gives each type its number in a log; 0 says that there is no value. */
export const coreTypes: readonly (CoreType | undefined)[] = [undefined, 'i32', 'i64', 'f32', 'f64'];

/** Why a log cannot be made, read or replayed: it is damaged, cut short, of another ABI or format, or the run is not one that a log can hold. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

/** Where a log begins: `ABILOG` and a line end of each sort, so that a transfer which rewrites line ends is noticed; and the format, as a u32. */
const head = Uint8Array.of(0x41, 0x42, 0x49, 0x4c, 0x4f, 0x47, 0x0d, 0x0a, 2, 0, 0, 0);
const formatAt = 8;

/** A u32, little-endian. */
const lengthOf = (length: number): Uint8Array => Uint8Array.of(length, length >>> 8, length >>> 16, length >>> 24);
const lengthSize = 4;

/**
 * Writes a log front to back: a head, and pieces, each with its length, its contents, and the digest of all heads, contents and
 * lengths up to there. So whatever ends with a piece is a log. No piece ends inside an event.
 */
export class LogWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** How much of that is in the digest. */
  #summed = 0;
  #digest = new Digest().add(head);
  #head = head;

  #grow(size: number): number {
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

  byte(value: number): void {
    const at = this.#grow(1);
    this.#bytes[at] = value;
  }

  /** A length or an index, seven bits a byte, the lowest first (LEB128). */
  uint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  bytes(bytes: Uint8Array): void {
    this.uint(bytes.length);
    this.raw(bytes);
  }

  text(value: string): void {
    this.bytes(new TextEncoder().encode(value));
  }

  /** A core value. Integers are zigzag LEB128, so that small negative ones are short; floats are IEEE 754, a NaN canonical. */
  value(type: CoreType, value: Core): void {
    if (type === 'f32' || type === 'f64') {
      const at = this.#grow(type === 'f32' ? 4 : 8);
      const canonical = Number.isNaN(value) ? Number.NaN : Number(value);
      if (type === 'f32') this.#view.setFloat32(at, canonical, true);
      else this.#view.setFloat64(at, canonical, true);
    } else if (type === 'i32') {
      const bits = Number(value) | 0;
      this.uint(((bits << 1) ^ (bits >> 31)) >>> 0);
    } else {
      const bits = BigInt.asIntN(64, BigInt(value));
      let rest = BigInt.asUintN(64, (bits << 1n) ^ (bits >> 63n));
      for (; rest > 127n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
      this.byte(Number(rest));
    }
  }

  /** A primitive value, with its sort before it. */
  primitive(value: Primitive): void {
    this.byte(
      value === null ? 0 : value === false ? 1 : value === true ? 2 : typeof value === 'number' ? 3 : typeof value === 'string' ? 4 : 5,
    );
    if (typeof value === 'number') this.value('f64', value);
    else if (typeof value === 'string' || typeof value === 'bigint') this.text(String(value));
  }

  get #written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The log of what was written, and of what `more` has, without what was taken. More can be written after it, and `more` is not in that. */
  seal(more?: LogWriter): Uint8Array {
    return this.#sealed(more === undefined ? new Uint8Array(0) : more.#written)[0];
  }

  /** What was written since it was taken last. */
  take(): Uint8Array {
    const [piece, digest] = this.#sealed(new Uint8Array(0));
    this.#digest = digest;
    this.#length = this.#summed = 0;
    this.#head = new Uint8Array(0);
    return piece;
  }

  #sealed(more: Uint8Array): [piece: Uint8Array, digest: Digest] {
    const contents = this.#written;
    this.#digest.add(contents.subarray(this.#summed));
    this.#summed = this.#length;
    const length = lengthOf(contents.length + more.length);
    const digest = this.#digest.copy().add(more).add(length);
    const parts = [this.#head, length, contents, more, digest.bytes];
    const piece = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      piece.set(part, at);
      at += part.length;
    }
    return [piece, digest];
  }
}

/** The contents of the pieces of a log, one behind the other. */
function contentsOf(log: Uint8Array): Uint8Array {
  // Whoever has no types may give anything.
  if (!ArrayBuffer.isView(log)) throw new LogError('the log is no Uint8Array: give its bytes as one');
  const least = lengthSize + sumSize;
  if (log.length < head.length + least || !head.subarray(0, formatAt).every((byte, i) => log[i] === byte))
    throw new LogError('this is not a log of an ABI');
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const format = view.getUint32(formatAt, true);
  if (format !== head[formatAt]) throw new LogError(`the log has the format ${format}; this package reads ${head[formatAt]}`);
  const digest = new Digest().add(head);
  const pieces: Uint8Array[] = [];
  for (let at = head.length; at < log.length; ) {
    const bad = (what: string): never => {
      throw new LogError(`the log is ${what}${pieces.length > 0 ? `; its first ${at} bytes are a log` : ''}`);
    };
    if (at + least > log.length) bad(`cut short: ${log.length} bytes instead of ${at + least} or more`);
    const from = at + lengthSize;
    const to = from + view.getUint32(at, true);
    if (to + sumSize > log.length) bad(`cut short: ${log.length} bytes instead of ${to + sumSize}`);
    digest.add(log.subarray(from, to)).add(log.subarray(at, from));
    if (!sameBytes(digest.bytes, log.subarray(to, to + sumSize))) bad('damaged: its digest does not fit');
    pieces.push(log.subarray(from, to));
    at = to + sumSize;
  }
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const contents = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    contents.set(piece, at);
    at += piece.length;
  }
  return contents;
}

/** Reads the contents of a log front to back. Whatever is not there, or not of the format, is a LogError. */
export class LogReader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @throws LogError for bytes that are no log, cut short, or damaged. */
  constructor(log: Uint8Array) {
    this.#bytes = contentsOf(log);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** For what the format does not have. */
  wrong(what: string): never {
    throw new LogError(`the log has ${what} at byte ${this.#at} of its contents`);
  }

  #take(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.length - at) this.wrong('an end inside a value');
    this.#at = at + size;
    return at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  uint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return this.wrong('a number that is too long');
  }

  raw(size: number): Uint8Array {
    const at = this.#take(size);
    return this.#bytes.subarray(at, at + size);
  }

  bytes(): Uint8Array {
    return this.raw(this.uint());
  }

  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes());
  }

  /** `count` items; each takes at least a byte, so that a false count ends early. */
  list<T>(item: () => T): T[] {
    const count = this.uint();
    if (count > this.#bytes.length - this.#at) this.wrong('a count beyond its end');
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(item());
    return items;
  }

  value(type: CoreType): Core {
    if (type === 'f32') return this.#view.getFloat32(this.#take(4), true);
    if (type === 'f64') return this.#view.getFloat64(this.#take(8), true);
    if (type === 'i32') {
      const bits = this.uint();
      return (bits >>> 1) ^ -(bits & 1);
    }
    let bits = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      bits |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, (bits >> 1n) ^ -(bits & 1n));
    }
    return this.wrong('a number that is too long');
  }

  primitive(): Primitive {
    const sort = this.byte();
    if (sort < 3) return [null, false, true][sort] as Primitive;
    if (sort === 3) return this.value('f64');
    const text = sort > 5 ? this.wrong('a value of no sort') : this.text();
    if (sort === 4) return text;
    return /^-?\d{1,4096}$/.test(text) ? BigInt(text) : this.wrong('an integer without digits');
  }
}
