/**
 * Rows as an Arrow IPC stream: the schema, record batches, the end. https://arrow.apache.org/docs/format/Columnar.html
 * SQLite types values and not columns, so the type of a column is that of its first rows; a later value that does not fit throws.
 */
import type { Value } from './database.js';
import { type Field, flatbuffer, scalar } from './flatbuffer.js';

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

type ColumnType = keyof typeof types;

/** Number of each type in the flatbuffer union `Type`, and the fields of its table. */
const types = {
  int64: { id: 2, fields: [scalar(4, 64), scalar(1, 1)] },
  float64: { id: 3, fields: [scalar(2, 2)] },
  binary: { id: 4, fields: [] },
  utf8: { id: 5, fields: [] },
} as const;

type Row = readonly Value[];

const typeOf = (value: Value): ColumnType | undefined =>
  value === null
    ? undefined
    : typeof value === 'bigint'
      ? 'int64'
      : typeof value === 'number'
        ? 'float64'
        : typeof value === 'string'
          ? 'utf8'
          : 'binary';

function columnOf(name: string, values: readonly Value[]): Column {
  const found = new Set(values.map(typeOf).filter((type) => type !== undefined));
  if (found.size > 1) throw new TypeError(`the column ${name} has values of several types: ${[...found].join(', ')}`);
  return { name, type: [...found][0] ?? 'utf8' };
}

const padded = (bytes: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  whole.set(bytes);
  return whole;
};

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A message: a mark, the length of its metadata, the metadata, the body. 4 is the fifth version of the format. */
function message(kind: number, content: readonly Field[], body: Uint8Array = new Uint8Array()): Uint8Array {
  const metadata = flatbuffer([scalar(2, 4), scalar(1, kind), { table: content }, scalar(8, body.length)]);
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, 0xffffffff, true);
  head.setUint32(4, metadata.length, true);
  return joined([new Uint8Array(head.buffer), metadata, body]);
}

const schema = (columns: readonly Column[]): Uint8Array =>
  message(1, [
    undefined,
    {
      tables: columns.map(({ name, type }) => ({
        table: [{ text: name }, scalar(1, 1), scalar(1, types[type].id), { table: types[type].fields }, undefined, { tables: [] }],
      })),
    },
  ]);

function validity(values: readonly Value[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) if (value !== null) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}

/** The buffers of a column after the one that says which values are there. */
function buffersOf(type: ColumnType, values: readonly Value[]): Uint8Array[] {
  if (type === 'int64' || type === 'float64') {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    for (const [i, value] of values.entries()) {
      if (typeof value === 'bigint') view.setBigInt64(8 * i, value, true);
      if (typeof value === 'number') view.setFloat64(8 * i, value, true);
    }
    return [new Uint8Array(view.buffer)];
  }
  const items = values.map((value) => (value instanceof Uint8Array ? value : new TextEncoder().encode((value ?? '') as string)));
  const offsets = new DataView(new ArrayBuffer(4 * (items.length + 1)));
  let end = 0;
  for (const [i, item] of items.entries()) {
    end += item.length;
    offsets.setInt32(4 * (i + 1), end, true);
  }
  return [new Uint8Array(offsets.buffer), joined(items)];
}

function batch(columns: readonly Column[], rows: readonly Row[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const nodes: number[][] = [];
  for (const [i, { name, type }] of columns.entries()) {
    const values = rows.map((row) => row[i] ?? null);
    const stray = values.map(typeOf).find((found) => found !== undefined && found !== type);
    if (stray) throw new TypeError(`the column ${name} is ${type} and has a value of type ${stray}`);
    nodes.push([rows.length, values.filter((value) => value === null).length]);
    parts.push(validity(values), ...buffersOf(type, values));
  }
  let end = 0;
  const buffers = parts.map((part) => {
    const offset = end;
    end += Math.ceil(part.length / 8) * 8;
    return [offset, part.length];
  });
  return message(3, [scalar(8, rows.length), { structs: nodes }, { structs: buffers }], joined(parts.map(padded)));
}

/** The frames of a stream; rows are taken only when a frame needs them. */
export function* arrowStream(names: readonly string[], rows: Iterator<Row, void>, rowsPerFrame: number): Generator<Uint8Array, void> {
  const take = (): Row[] => {
    const taken: Row[] = [];
    for (let next = rows.next(); !next.done; next = rows.next()) {
      taken.push(next.value);
      if (taken.length === rowsPerFrame) break;
    }
    return taken;
  };
  const first = take();
  const columns = names.map((name, i) =>
    columnOf(
      name,
      first.map((row) => row[i] ?? null),
    ),
  );
  yield schema(columns);
  for (let some = first; some.length > 0; some = take()) yield batch(columns, some);
  yield new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);
}
