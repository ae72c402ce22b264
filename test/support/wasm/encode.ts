import type { ExternKind, ExternType, ValueType, WasmLimits } from '../../../runtime-glue/wasm/module.js';

/** What a module shall have at its boundary. Types must be numbers, vectors, `funcref` or `externref`. */
export interface Wanted {
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly type: ExternType }[];
  readonly exports?: readonly { readonly name: string; readonly type: ExternType }[];
  readonly customs?: readonly { readonly name: string; readonly text: string }[];
}

const valueCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
};
/** A constant of each type. */
const zeros: Readonly<Record<ValueType, readonly number[]>> = {
  i32: [0x41, 0],
  i64: [0x42, 0],
  f32: [0x43, ...new Array(4).fill(0)],
  f64: [0x44, ...new Array(8).fill(0)],
  v128: [0xfd, 12, ...new Array(16).fill(0)],
  funcref: [0xd0, 0x70],
  externref: [0xd0, 0x6f],
};
const kinds: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag'];
const definitionSections: readonly (readonly [id: number, kind: ExternKind])[] = [
  [3, 'func'],
  [4, 'table'],
  [5, 'memory'],
  [13, 'tag'],
  [6, 'global'],
];

const leb = (value: bigint | number): number[] => {
  const big = BigInt(value);
  return big < 0x80n ? [Number(big)] : [Number(big & 0x7fn) | 0x80, ...leb(big >> 7n)];
};
const list = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()];
const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...leb(bytes.length), ...bytes];
};
const code = (type: ValueType): number => valueCodes[type] ?? fail(type);
const fail = (type: string): never => {
  throw new Error(`cannot encode ${type}`);
};

/** The bytes of a module that has just this at its boundary, in the order in which it is given. Runs nowhere: functions trap. */
export function encoded({ imports = [], exports = [], customs = [] }: Wanted): Uint8Array<ArrayBuffer> {
  const functions = [...imports, ...exports].flatMap(({ type }) => (type.kind === 'func' || type.kind === 'tag' ? [type] : []));
  const own = (kind: ExternKind) => exports.filter(({ type }) => type.kind === kind);
  const described = (type: ExternType): number[] => {
    switch (type.kind) {
      case 'func':
        return leb(functions.indexOf(type));
      case 'tag':
        return [0, ...leb(functions.indexOf(type))];
      case 'table':
        return [code(type.element), ...limits(type.limits)];
      case 'memory':
        return limits(type.limits);
      case 'global':
        return [code(type.type), type.mutable ? 1 : 0];
    }
  };
  const section = (id: number, items: readonly (readonly number[])[]): number[] => {
    const contents = list(items);
    return items.length === 0 ? [] : [id, ...leb(contents.length), ...contents];
  };
  const defined = ({ type }: { readonly type: ExternType }): number[] =>
    type.kind === 'global' ? [...described(type), ...(zeros[type.type] ?? []), 0x0b] : described(type);
  const exported = exports.map(({ name, type }) => {
    const place = imports.filter((item) => item.type.kind === type.kind).length + own(type.kind).findIndex((item) => item.name === name);
    return [...text(name), kinds.indexOf(type.kind), ...leb(place)];
  });
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ params, results }) => [0x60, ...list(params.map((p) => [code(p)])), ...list(results.map((r) => [code(r)]))]),
    ),
    ...section(
      2,
      imports.map(({ module, name, type }) => [...text(module), ...text(name), kinds.indexOf(type.kind), ...described(type)]),
    ),
    ...definitionSections.flatMap(([id, kind]) => section(id, own(kind).map(defined))),
    ...section(7, exported),
    ...section(
      10,
      own('func').map(() => [3, 0, 0x00, 0x0b]),
    ),
    ...customs.flatMap((custom) => {
      const contents = [...text(custom.name), ...new TextEncoder().encode(custom.text)];
      return [0, ...leb(contents.length), ...contents];
    }),
  ]);
}

function limits({ min, max, shared, index, pageSizeLog2 }: WasmLimits): number[] {
  const flags = (max === undefined ? 0 : 1) | (shared ? 2 : 0) | (index === 'i64' ? 4 : 0) | (pageSizeLog2 === 16 ? 0 : 8);
  return [flags, ...leb(min), ...(max === undefined ? [] : leb(max)), ...(pageSizeLog2 === 16 ? [] : leb(pageSizeLog2))];
}
