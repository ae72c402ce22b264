/**
 * Writes the flatbuffers that frame Arrow data. A table is written before what it points to, so that every offset goes forward:
 * https://flatbuffers.dev/internals
 */
export type Field = Scalar | Node | undefined;
/** Its size is 1, 2, 4 or 8 bytes. */
interface Scalar {
  readonly size: 1 | 2 | 4 | 8;
  readonly value: bigint;
}
type Node =
  | { readonly table: readonly Field[] }
  | { readonly text: string }
  | { readonly tables: readonly Node[] }
  /** Structs of 64-bit integers. */
  | { readonly structs: readonly (readonly number[])[] };

export const scalar = (size: Scalar['size'], value: number): Scalar => ({ size, value: BigInt(value) });

class Writer {
  readonly #bytes: number[] = [];

  get at(): number {
    return this.#bytes.length;
  }

  /** Pads until what follows `ahead` further bytes stands at a multiple of `alignment`. */
  align(alignment: number, ahead = 0): void {
    while ((this.at + ahead) % alignment !== 0) this.#bytes.push(0);
  }

  put(size: number, value: bigint): void {
    for (let i = 0; i < size; i++) this.#bytes.push(Number((value >> BigInt(8 * i)) & 0xffn));
  }

  bytes(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  /** Points from `from` to what is written next. */
  point(from: number, to: number): void {
    for (let i = 0; i < 4; i++) this.#bytes[from + i] = ((to - from) >> (8 * i)) & 0xff;
  }

  result(): Uint8Array {
    this.align(8);
    return Uint8Array.from(this.#bytes);
  }
}

const sizeOf = (field: Field): number => (field === undefined ? 0 : 'size' in field ? field.size : 4);

function writeTable(to: Writer, fields: readonly Field[]): number {
  // The table begins with the way back to its vtable, in four bytes; each field stands at a multiple of its size.
  let end = 4;
  const offsets = fields.map((field) => {
    const size = sizeOf(field);
    if (size === 0) return 0;
    const offset = Math.ceil(end / size) * size;
    end = offset + size;
    return offset;
  });
  const vtableSize = 4 + 2 * fields.length;
  to.align(8, vtableSize);
  for (const value of [vtableSize, end, ...offsets]) to.put(2, BigInt(value));
  const table = to.at;
  to.put(4, BigInt(vtableSize));
  for (const [i, field] of fields.entries()) {
    if (field === undefined) continue;
    while (to.at < table + (offsets[i] as number)) to.put(1, 0n);
    to.put(sizeOf(field), 'size' in field ? field.value : 0n);
  }
  for (const [i, field] of fields.entries()) {
    if (field !== undefined && !('size' in field)) to.point(table + (offsets[i] as number), write(to, field));
  }
  return table;
}

/** Writes something; answers where it is. */
function write(to: Writer, node: Node): number {
  if ('table' in node) return writeTable(to, node.table);
  if ('text' in node) {
    const bytes = new TextEncoder().encode(node.text);
    to.align(4);
    const at = to.at;
    to.put(4, BigInt(bytes.length));
    to.bytes([...bytes, 0]);
    return at;
  }
  if ('structs' in node) {
    to.align(8, 4);
    const at = to.at;
    to.put(4, BigInt(node.structs.length));
    for (const value of node.structs.flat()) to.put(8, BigInt(value));
    return at;
  }
  to.align(4);
  const at = to.at;
  to.put(4, BigInt(node.tables.length));
  for (const _ of node.tables) to.put(4, 0n);
  for (const [i, table] of node.tables.entries()) to.point(at + 4 + 4 * i, write(to, table));
  return at;
}

/** A buffer with a table as its root; its length is a multiple of 8. */
export function flatbuffer(fields: readonly Field[]): Uint8Array {
  const to = new Writer();
  to.put(4, 0n);
  to.point(0, writeTable(to, fields));
  return to.result();
}
