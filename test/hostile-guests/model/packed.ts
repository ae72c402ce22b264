import { baseType, type PackedField, type PackedLength, type PackedType, type PackedUnionType } from '../../../generator/ir/abi.js';
import { bitsOf, keyName, numberOf } from './shape.js';
import { decodeText, encodeText } from './text.js';
import { Invalid, lowerNumber, numberBytes, readNumber } from './values.js';

type Packed = PackedType | PackedUnionType;

/** Reads packed encodings: everything must be there, and nothing may be left. */
export function unpack(type: Packed, bytes: Uint8Array): unknown {
  const cursor = { at: 0, end: bytes.length };
  const value = readPacked(type, bytes, cursor);
  if (cursor.at !== cursor.end) throw new Invalid();
  return value;
}

interface Cursor {
  at: number;
  readonly end: number;
}

function take(cursor: Cursor, size: number): number {
  const { at } = cursor;
  if (at + size > cursor.end) throw new Invalid();
  cursor.at += size;
  return at;
}

function readPacked(type: Packed, bytes: Uint8Array, cursor: Cursor): unknown {
  if (type.kind === 'packed') {
    const made = readFields(type.fields, bytes, cursor);
    return type.unwrap ? Object.values(made)[0] : made;
  }
  const tag = { kind: 'scalar', scalar: type.tag } as const;
  const number = BigInt(readNumber(tag, bytes, take(cursor, bitsOf(type.tag) / 8)) as number | bigint);
  const found = type.cases.find((c) => c.value === number);
  if (found === undefined) throw new Invalid();
  return { kind: keyName(found.name), ...readFields(found.fields, bytes, cursor) };
}

function readFields(fields: readonly PackedField[], bytes: Uint8Array, cursor: Cursor): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const field of fields)
    made[keyName(field.name)] = field.list ? readList(field, bytes, cursor) : readItem(field, field.length, bytes, cursor);
  return made;
}

function readList(field: PackedField, bytes: Uint8Array, cursor: Cursor): unknown[] {
  const items: unknown[] = [];
  const count = field.length === 'rest' ? Number.POSITIVE_INFINITY : lengthOf(field.length, bytes, cursor);
  while (field.length === 'rest' ? cursor.at < cursor.end : items.length < count) {
    const before = cursor.at;
    items.push(readItem(field, field.itemLength, bytes, cursor));
    // Items without bytes could be as many as the count says.
    if (cursor.at === before) throw new Invalid();
  }
  return items;
}

/** How many bytes or items follow. */
function lengthOf(length: PackedLength | undefined, bytes: Uint8Array, cursor: Cursor): number {
  if (typeof length === 'number') return length;
  if (length === 'rest' || length === undefined) return cursor.end - cursor.at;
  return Number(readNumber({ kind: 'scalar', scalar: length }, bytes, take(cursor, bitsOf(length) / 8)));
}

function readItem(field: PackedField, length: PackedLength | undefined, bytes: Uint8Array, cursor: Cursor): unknown {
  const base = baseType(field.type);
  if (base.kind === 'packed' || base.kind === 'packed-union') {
    if (length === undefined) return readPacked(base, bytes, cursor);
    const size = lengthOf(length, bytes, cursor);
    const at = take(cursor, size);
    const inner = { at, end: at + size };
    const value = readPacked(base, bytes, inner);
    if (inner.at !== inner.end) throw new Invalid();
    return value;
  }
  if (base.kind === 'string' || base.kind === 'bytes') {
    const size = lengthOf(length, bytes, cursor);
    const at = take(cursor, size);
    const part = bytes.slice(at, at + size);
    return base.kind === 'string' ? decodeText(part) : part;
  }
  return readNumber(field.type, bytes, take(cursor, bitsOf(numberOf(base)) / 8), field.bigEndian);
}

type Loose = Readonly<Record<string, unknown>>;

/** The packed encoding of a host value. */
export function pack(type: Packed, value: unknown, bytesOf: (value: unknown) => Uint8Array): number[] {
  if (type.kind === 'packed') {
    const [only] = type.fields;
    if (type.unwrap && only !== undefined) return writeField(only, value, bytesOf);
    return type.fields.flatMap((f) => writeField(f, (value as Loose)[keyName(f.name)], bytesOf));
  }
  const { kind } = value as Loose;
  const found = type.cases.find((c) => keyName(c.name) === kind);
  if (found === undefined) throw new Invalid();
  const tag = numberBytes({ kind: 'scalar', scalar: type.tag }, found.value);
  return [...tag, ...found.fields.flatMap((f) => writeField(f, (value as Loose)[keyName(f.name)], bytesOf))];
}

function writeField(field: PackedField, value: unknown, bytesOf: (value: unknown) => Uint8Array): number[] {
  if (!field.list) return writeItem(field, field.length, value, bytesOf);
  if (!Array.isArray(value)) throw new Invalid();
  const items = (value as unknown[]).flatMap((item) => writeItem(field, field.itemLength, item, bytesOf));
  return [...prefix(field.length, value.length), ...items];
}

function prefix(length: PackedLength | undefined, size: number): number[] {
  if (length === undefined || length === 'rest') return [];
  if (typeof length === 'number') {
    if (size !== length) throw new Invalid();
    return [];
  }
  if (size >= 2 ** bitsOf(length)) throw new Invalid();
  return numberBytes({ kind: 'scalar', scalar: length }, BigInt(size));
}

function writeItem(
  field: PackedField,
  length: PackedLength | undefined,
  value: unknown,
  bytesOf: (value: unknown) => Uint8Array,
): number[] {
  const base = baseType(field.type);
  const sized = (bytes: ArrayLike<number>): number[] => [...prefix(length, bytes.length), ...Array.from(bytes)];
  if (base.kind === 'string') {
    if (typeof value !== 'string') throw new Invalid();
    return sized(encodeText(value));
  }
  if (base.kind === 'bytes') return sized(bytesOf(value));
  if (base.kind === 'packed' || base.kind === 'packed-union') return sized(pack(base, value, bytesOf));
  return numberBytes(field.type, lowerNumber(field.type, value), field.bigEndian);
}
