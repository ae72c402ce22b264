import type { Cursor } from './cursor.js';
import type { FuncType, ValueType, WasmLimits } from './module.js';

/** Limits of the WebAssembly JavaScript interface. */
const maxTypes = 1_000_000;
const maxParams = 1_000;
const maxFields = 10_000;
const maxSupertypes = 1;

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
  const start = cursor.at;
  const heap = cursor.s33();
  const known = heaps[heap & 0x7f];
  if (heap < 0 && (heap < -0x40 || known === undefined)) cursor.fail('has an unknown heap type', start);
  if (heap < 0 && code === 0x63) return known?.[1];
  return `(ref ${code === 0x63 ? 'null ' : ''}${heap < 0 ? known?.[0] : heap})`;
}

export function limits(cursor: Cursor, of: 'memory' | 'table'): WasmLimits {
  const start = cursor.at;
  const flags = cursor.byte();
  const known = of === 'memory' ? 0b1111 : 0b0111;
  if ((flags & ~known) !== 0) cursor.fail(`has limits of a ${of} with unknown flags 0x${flags.toString(16)}`, start);
  const shared = (flags & 2) !== 0;
  const bits = (flags & 4) !== 0 ? 64 : 32;
  const min = cursor.unsigned(bits);
  const max = (flags & 1) !== 0 ? cursor.unsigned(bits) : undefined;
  if (max !== undefined && max < min) cursor.fail(`has limits of a ${of} whose maximum is below the minimum`, start);
  if (shared && max === undefined) cursor.fail(`has a shared ${of} without a maximum`, start);
  const pageSizeLog2 = (flags & 8) !== 0 ? cursor.u32() : 16;
  if (pageSizeLog2 !== 0 && pageSizeLog2 !== 16) cursor.fail('has a page size that is neither 1 nor 65536', start);
  return { min, max, shared, index: bits === 64 ? 'i64' : 'i32', pageSizeLog2 };
}

export function mutability(cursor: Cursor): boolean {
  const flag = cursor.byte();
  if (flag > 1) cursor.fail(`has an unknown mutability 0x${flag.toString(16)}`, cursor.at - 1);
  return flag === 1;
}

/** The types of the type section by index; undefined stands for one that is not a function (a structure or an array). */
export function typeSection(cursor: Cursor): (FuncType | undefined)[] {
  const types: (FuncType | undefined)[] = [];
  for (let left = cursor.count(maxTypes, 'types'); left > 0; left--) {
    if (peek(cursor) !== 0x4e) {
      types.push(subtype(cursor));
      continue;
    }
    cursor.byte();
    for (let members = cursor.count(maxTypes, 'types of a recursion group'); members > 0; members--) types.push(subtype(cursor));
    if (types.length > maxTypes) cursor.fail(`declares more than ${maxTypes} types`);
  }
  return types;
}

function subtype(cursor: Cursor): FuncType | undefined {
  if (peek(cursor) === 0x50 || peek(cursor) === 0x4f) {
    cursor.byte();
    for (let supertypes = cursor.count(maxSupertypes, 'supertypes'); supertypes > 0; supertypes--) cursor.u32();
  }
  const start = cursor.at;
  const form = cursor.byte();
  if (form === 0x60) return { params: valueTypes(cursor, 'parameters'), results: valueTypes(cursor, 'results') };
  if (form === 0x5f) for (let fields = cursor.count(maxFields, 'fields'); fields > 0; fields--) field(cursor);
  else if (form === 0x5e) field(cursor);
  else cursor.fail(`has a type of unknown form 0x${form.toString(16)}`, start);
  return undefined;
}

function valueTypes(cursor: Cursor, what: string): ValueType[] {
  const types: ValueType[] = [];
  for (let left = cursor.count(maxParams, what); left > 0; left--) types.push(valueType(cursor));
  return types;
}

function field(cursor: Cursor): void {
  // i8 and i16 are storage types and no value types.
  if (peek(cursor) === 0x78 || peek(cursor) === 0x77) cursor.byte();
  else valueType(cursor);
  mutability(cursor);
}

const peek = (cursor: Cursor): number => (cursor.done ? -1 : (cursor.bytes[cursor.at] as number));
