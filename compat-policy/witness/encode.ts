import type { CoreType, GlobalImport, MemoryImport, TableImport, TagImport } from '../../generator/ir/abi.js';
import type { Signature } from '../../generator/ir/lowered.js';

/** What a module says of something that it imports. */
export type ExternType =
  | { readonly kind: 'func'; readonly signature: Signature }
  | Pick<MemoryImport, 'kind' | 'limits' | 'shared' | 'index'>
  | Pick<TableImport, 'kind' | 'limits' | 'element'>
  | Pick<GlobalImport, 'kind' | 'type' | 'mutable'>
  | Pick<TagImport, 'kind' | 'params'>;

export interface ModuleImport {
  readonly module: string;
  readonly field: string;
  readonly type: ExternType;
}

export interface ModuleFunction {
  readonly export: string;
  readonly signature: Signature;
  /** Instructions without the closing `end`. */
  readonly body: readonly number[];
}

const valueTypes: Readonly<Record<CoreType | 'funcref' | 'externref', number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  funcref: 0x70,
  externref: 0x6f,
};

/** An unsigned LEB128 number. */
export function unsigned(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const bytesOf = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const nameOf = (text: string): number[] => bytesOf([...new TextEncoder().encode(text)]);

const funcType = ({ params, results }: Signature): number[] => [
  0x60,
  ...vector(params.map((type) => [valueTypes[type]])),
  ...vector(results.map((type) => [valueTypes[type]])),
];

const limitsOf = ({ min, max }: { readonly min: number; readonly max: number | undefined }, flags: number): number[] => [
  flags | (max === undefined ? 0 : 1),
  ...unsigned(min),
  ...(max === undefined ? [] : unsigned(max)),
];

/** How an import section describes something; `index` is that of its function type, where it has one. */
function externOf(type: ExternType, index: number): number[] {
  switch (type.kind) {
    case 'func':
      return [0, ...unsigned(index)];
    case 'table':
      return [1, valueTypes[type.element], ...limitsOf(type.limits, 0)];
    case 'memory':
      return [2, ...limitsOf(type.limits, (type.shared ? 2 : 0) | (type.index === 'i64' ? 4 : 0))];
    case 'global':
      return [3, valueTypes[type.type], type.mutable ? 1 : 0];
    case 'tag':
      return [4, 0, ...unsigned(index)];
  }
}

const signatureOf = (type: ExternType): Signature | undefined =>
  type.kind === 'func' ? type.signature : type.kind === 'tag' ? { params: type.params, results: [] } : undefined;

const section = (id: number, items: readonly (readonly number[])[]): number[] =>
  items.length === 0 ? [] : [id, ...bytesOf(vector(items))];

/** A core module of imports and of functions that it exports; functions are numbered from the first imported one. */
export function encodeModule(imports: readonly ModuleImport[], functions: readonly ModuleFunction[]): Uint8Array<ArrayBuffer> {
  const types: Signature[] = [];
  const indexOf = (signature: Signature): number => types.push(signature) - 1;
  const imported = imports.map(({ module, field, type }) => {
    const signature = signatureOf(type);
    return [...nameOf(module), ...nameOf(field), ...externOf(type, signature ? indexOf(signature) : 0)];
  });
  const declared = functions.map((f) => unsigned(indexOf(f.signature)));
  const first = imports.filter(({ type }) => type.kind === 'func').length;
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types.map(funcType)),
    ...section(2, imported),
    ...section(3, declared),
    ...section(
      7,
      functions.map((f, i) => [...nameOf(f.export), 0, ...unsigned(first + i)]),
    ),
    ...section(
      10,
      functions.map((f) => bytesOf([0, ...f.body, 0x0b])),
    ),
  ]);
}

/** Calls the first imported function with what the caller was called with. */
export const forward = ({ params }: Signature): number[] => [...params.flatMap((_, i) => [0x20, ...unsigned(i)]), 0x10, 0];

/** Traps. */
export const unreachable: readonly number[] = [0x00];

/** Answers 0 of the result's type, or nothing. */
export const nothing = ({ results }: Signature): number[] => results.flatMap((type) => zeros[type]);

const zeros: Readonly<Record<CoreType, readonly number[]>> = {
  i32: [0x41, 0],
  i64: [0x42, 0],
  f32: [0x43, 0, 0, 0, 0],
  f64: [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
};

/** Grows the first memory or table by the first parameter, and answers what it was or -1. */
export const grow = {
  memory: [0x20, 0, 0x40, 0],
  funcref: [0xd0, 0x70, 0x20, 0, 0xfc, 15, 0],
  externref: [0xd0, 0x6f, 0x20, 0, 0xfc, 15, 0],
} as const;
