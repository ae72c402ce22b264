/** Why bytes are no module, and where: what reads a whole module makes an error of its own of it. */
export class Malformed extends Error {
  constructor(
    readonly offset: number,
    readonly why: string,
  ) {
    super(why);
  }
}

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a range of bytes forward. Every read is checked against the end of the range. */
export class Cursor {
  /** The range from `textAt` on, a character for each byte, if many names are expected in it. */
  private text: string | undefined;
  private textAt = 0;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  fail(why: string, offset = this.at): never {
    throw new Malformed(offset, why);
  }

  byte(): number {
    if (this.at >= this.end) this.fail('ends too early');
    return this.bytes[this.at++] as number;
  }

  /** The next byte, which is not stepped over; -1 at the end. */
  peek(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** Unsigned LEB128 of at most `bits` bits. Longer forms than `bits` needs are malformed, as are bits beyond. */
  unsigned(bits: number): bigint {
    const start = this.at;
    let value = 0n;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      const left = bits - shift;
      if (left < 7 && (byte & 0x7f) >> left !== 0) this.fail(`holds an integer of more than ${bits} bits`, start);
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return value;
      if (left <= 7) this.fail(`spells an integer of ${bits} bits with too many bytes`, start);
    }
  }

  u32(): number {
    const start = this.at;
    if (start < this.end && (this.bytes[start] as number) < 0x80) return this.bytes[this.at++] as number;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      // Of the fifth byte four bits are left; what is wrong with more is told below.
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    this.at = start;
    return Number(this.unsigned(32));
  }

  /** Signed LEB128 of at most `bits` bits, as strict as the unsigned one. Exact up to 53 bits. */
  signed(bits: number): number {
    const start = this.at;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      const low = byte & 0x7f;
      const left = bits - shift;
      if (left <= 7) {
        // The sign bit and its copies, up to the end of the byte, must agree.
        const copies = low >> (left - 1);
        if (byte >= 0x80 || (copies !== 0 && copies !== 0x7f >> (left - 1)))
          this.fail(`holds a signed integer of more than ${bits} bits`, start);
      }
      value += (byte < 0x80 && low & 0x40 ? low - 0x80 : low) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** A count of items, each at least one byte long: a count that the rest cannot hold is a lie, and nothing is made for it. */
  count(limit: number, what: string): number {
    const start = this.at;
    const count = this.u32();
    if (count > limit) this.fail(`declares ${count} ${what}; engines allow ${limit}`, start);
    if (count > this.end - this.at) this.fail(`declares ${count} ${what} and ends before them`, start);
    return count;
  }

  /** Makes the names of a range that is full of them fast to read: those of ASCII are cut out of one text. */
  expectNames(): void {
    this.text = latin1.decode(this.bytes.subarray(this.at, this.end));
    this.textAt = this.at;
  }

  /** A name; `likely` itself where it is that one again, so that names that repeat are one object, which is compared and hashed once. */
  name(likely = ''): string {
    const start = this.at;
    const length = this.u32();
    if (length > this.end - this.at) this.fail('has a name that is longer than what is left', start);
    const from = this.at;
    this.at += length;
    if (this.text !== undefined && this.isAscii(from, this.at)) {
      const at = from - this.textAt;
      return length === likely.length && this.text.startsWith(likely, at) ? likely : this.text.slice(at, at + length);
    }
    try {
      return utf8.decode(this.bytes.subarray(from, this.at));
    } catch {
      return this.fail('has a name that is not UTF-8', start);
    }
  }

  private isAscii(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if ((this.bytes[i] as number) >= 0x80) return false;
    return true;
  }

  /** The next bytes as a range of their own. */
  part(length: number, what: string): Cursor {
    if (length > this.end - this.at) this.fail(`has ${what} that is longer than what is left`);
    const part = new Cursor(this.bytes, this.at, this.at + length);
    this.at += length;
    return part;
  }
}
