import { type Abi, baseType, type Param } from '../../ir/abi.js';
import type { CoreParam, LoweredFunc, MemoryType, Passing } from '../../ir/lowered.js';
import { coreOf } from '../../ir/scalars.js';
import type { CoreType, NamedType, Scalar, Type } from '../../ir/types.js';
import { cScalars } from './literal.js';

type TypeNames = ReadonlyMap<string, string>;

/** The number that carries a value of the type; undefined for what only lies in memory. */
function scalarOf(type: Type): Scalar | undefined {
  const base = baseType(type);
  if (base.kind === 'scalar') return base.scalar;
  if (base.kind === 'address' || base.kind === 'pointer') return 'u32';
  return 'repr' in base ? base.repr : undefined;
}

/** Whether a named type is a type in C, too. Encodings (text, lists, packed types, payloads) are bytes there. */
export function hasTypedef(type: NamedType): boolean {
  const { kind } = baseType(type);
  return kind === 'record' || kind === 'variant' || scalarOf(type) !== undefined;
}

const named = (type: Type, names: TypeNames): string | undefined => ('id' in type ? names.get(type.id) : undefined);

/** C type of a value in guest memory or behind a typedef. */
export function cType(type: Type, names: TypeNames): string {
  const scalar = scalarOf(type);
  return named(type, names) ?? (scalar === undefined ? 'uint8_t' : cScalars[scalar]);
}

export const cMemoryType = (memory: MemoryType, names: TypeNames): string => cType(memory.type, names);

/** C type of a value that crosses as a core value: the type itself, or a plain number where the ABI widens it. */
export function cValue(type: Type | undefined, core: CoreType, names: TypeNames): string {
  const scalar = type && scalarOf(type);
  if (type && scalar && coreOf(scalar) === core) return cType(type, names);
  return plain(core, scalar === undefined || scalar.startsWith('s'));
}

function plain(core: CoreType, signed: boolean): string {
  if (core === 'f32' || core === 'f64') return cScalars[core];
  return cScalars[`${signed ? 's' : 'u'}${core === 'i32' ? 32 : 64}`];
}

/** C type of the core result. A result with errors in it is the signed core integer; a pure status has the type of its domain. */
export function cResult({ func, signature }: LoweredFunc, names: TypeNames): string {
  const [core] = signature.results;
  if (core === undefined) return 'void';
  const { result } = func;
  if (result?.encoding === 'value') return cValue(result.type, core, names);
  if (result?.encoding === 'status') return cValue(result.errors[0], core, names);
  return plain(core, true);
}

/** C type of a core parameter: a typed pointer where the address is an i32, an integer where it is widened. */
export function cParam(core: CoreParam, passing: Passing, names: TypeNames, buffer: string): string {
  const { param } = core;
  if (core.role === 'value') return cValue(param.type, core.type, names);
  if (core.role === 'length-address') return core.type === 'i32' ? `${cScalars[param.lengthWidth]} *` : 'uint64_t';
  if (core.role !== 'address') return plain(core.type, false);
  return core.type === 'i32' ? `${pointee(passing, names, buffer)} *` : 'uint64_t';
}

/** What an address points at, `const` where the host only reads it. */
function pointee(passing: Passing, names: TypeNames, buffer: string): string {
  const { param } = passing;
  const constant = param.pass === 'in' ? 'const ' : '';
  switch (passing.by) {
    case 'list':
      // The host reads the list of buffers also where it writes into them.
      return passing.item === 'buffer' ? `const ${buffer}` : constant + cMemoryType(passing.item, names);
    case 'memory':
      return constant + cMemoryType(passing.memory, names);
    case 'pointer':
      return 'void';
    default:
      return constant + (isText(param) ? 'char' : 'uint8_t');
  }
}

const isText = (param: Param): boolean => baseType(param.type).kind === 'string';

/** C type of a parameter of a guest export; an address is a pointer where it is an i32. */
export function cExportParam(type: Type, core: CoreType, names: TypeNames): string {
  const base = baseType(type);
  if (core === 'i32' && base.kind === 'address') return 'uint8_t *';
  if (core === 'i32' && base.kind === 'pointer') return 'void *';
  return cValue(type, core, names);
}

/** Whether a function has a list of buffers, so that the header needs their type. */
export const usesBuffers = (abi: Abi): boolean =>
  abi.interfaces.some((i) => i.functions.some((func) => func.params.some((param) => baseType(param.type).kind === 'buffers')));
