import type { Cursor } from './cursor.js';
import { most } from './limits.js';
import type { ExternType, ValueType, WasmLimits } from './module.js';

/** A function type as the type of an import or export, so that those of one type share it. */
export type FuncExtern = ExternType & { readonly kind: 'func' };

/** The types of a module by index; undefined stands for one that is not a function (a structure or an array). */
export type Types = readonly (FuncExtern | undefined)[];

const numbers: Readonly<Record<number, ValueType>> = { 127: 'i32', 126: 'i64', 125: 'f32', 124: 'f64', 123: 'v128' };

/** Heap types that have a code instead of an index, and the short form of a nullable reference to each. */
const heaps: Readonly<Record<number, readonly [heap: string, nullable: ValueType]>> = {
  116: ['noexn', 'nullexnref'],
  115: ['nofunc', 'nullfuncref'],
  114: ['noextern', 'nullexternref'],
  113: ['none', 'nullref'],
  112: ['func', 'funcref'],
  111: ['extern', 'externref'],
  110: ['any', 'anyref'],
  109: ['eq', 'eqref'],
  108: ['i31', 'i31ref'],
  107: ['struct', 'structref'],
  106: ['array', 'arrayref'],
  105: ['exn', 'exnref'],
};

export function valueType(cursor: Cursor): ValueType {
  const start = cursor.at;
  const code = cursor.byte();
  const number = numbers[code];
  if (number !== undefined) return number;
  return reference(cursor, code) ?? cursor.fail(`has a value type of unknown code 0x${code.toString(16)}`, start);
}

export function referenceType(cursor: Cursor): ValueType {
  const start = cursor.at;
  const code = cursor.byte();
  return reference(cursor, code) ?? cursor.fail(`has a reference type of unknown code 0x${code.toString(16)}`, start);
}

function reference(cursor: Cursor, code: number): ValueType | undefined {
  if (code !== 0x63 && code !== 0x64) return heaps[code]?.[1];
  const heap = heapType(cursor);
  const known = typeof heap === 'number' ? undefined : heap;
  if (known !== undefined && code === 0x63) return known[1];
  return `(ref ${code === 0x63 ? 'null ' : ''}${known?.[0] ?? heap})`;
}

/** The index of a type, or an abstract heap type: its name, and its nullable reference. */
export function heapType(cursor: Cursor): number | readonly [heap: string, nullable: ValueType] {
  const start = cursor.at;
  const heap = cursor.signed(33);
  if (heap >= 0) return heap;
  const known = heap < -0x40 ? undefined : heaps[heap & 0x7f];
  return known ?? cursor.fail('has an unknown heap type', start);
}

export function limits(cursor: Cursor, of: 'memory' | 'table'): WasmLimits {
  const start = cursor.at;
  const flags = cursor.byte();
  const known = of === 'memory' ? 0b1111 : 0b0101;
  if ((flags & ~known) !== 0) cursor.fail(`has limits of a ${of} with unknown flags 0x${flags.toString(16)}`, start);
  const shared = (flags & 2) !== 0;
  const bits = (flags & 4) !== 0 ? 64 : 32;
  const min = cursor.unsigned(bits);
  const max = (flags & 1) !== 0 ? cursor.unsigned(bits) : undefined;
  if (max !== undefined && max < min) cursor.fail(`has limits of a ${of} whose maximum is below the minimum`, start);
  if (shared && max === undefined) cursor.fail(`has a shared ${of} without a maximum`, start);
  const pageSizeLog2 = (flags & 8) !== 0 ? cursor.u32() : 16;
  if (pageSizeLog2 !== 0 && pageSizeLog2 !== 16) cursor.fail('has a page size that is neither 1 nor 65536', start);
  if (of === 'memory' && (max ?? min) > 2n ** BigInt(bits - pageSizeLog2))
    cursor.fail('has a memory of more pages than can be addressed', start);
  return { min, max, shared, index: bits === 64 ? 'i64' : 'i32', pageSizeLog2 };
}

export function mutability(cursor: Cursor): boolean {
  const flag = cursor.byte();
  if (flag > 1) cursor.fail(`has an unknown mutability 0x${flag.toString(16)}`, cursor.at - 1);
  return flag === 1;
}

export function typeSection(cursor: Cursor): Types {
  const types: (FuncExtern | undefined)[] = [];
  for (let left = cursor.count(most.types, 'types'); left > 0; left--) {
    if (cursor.peek() !== 0x4e) {
      types.push(subtype(cursor));
      continue;
    }
    cursor.byte();
    for (let members = cursor.count(most.types, 'types of a recursion group'); members > 0; members--) types.push(subtype(cursor));
    if (types.length > most.types) cursor.fail(`declares more than ${most.types} types`);
  }
  return types;
}

function subtype(cursor: Cursor): FuncExtern | undefined {
  if (cursor.peek() === 0x50 || cursor.peek() === 0x4f) {
    cursor.byte();
    for (let supertypes = cursor.count(most.supertypes, 'supertypes'); supertypes > 0; supertypes--) cursor.u32();
  }
  const start = cursor.at;
  const form = cursor.byte();
  if (form === 0x60) {
    const params = valueTypes(cursor, most.params, 'parameters');
    return { kind: 'func', params, results: valueTypes(cursor, most.results, 'results') };
  }
  if (form === 0x5f) for (let fields = cursor.count(most.fields, 'fields'); fields > 0; fields--) field(cursor);
  else if (form === 0x5e) field(cursor);
  else cursor.fail(`has a type of unknown form 0x${form.toString(16)}`, start);
  return undefined;
}

function valueTypes(cursor: Cursor, limit: number, what: string): ValueType[] {
  const types: ValueType[] = [];
  for (let left = cursor.count(limit, what); left > 0; left--) types.push(valueType(cursor));
  return types;
}

function field(cursor: Cursor): void {
  // i8 and i16 are storage types and no value types.
  if (cursor.peek() === 0x78 || cursor.peek() === 0x77) cursor.byte();
  else valueType(cursor);
  mutability(cursor);
}
