import { baseType } from '../../ir/abi.js';
import { carrierOf, type GuestValue, guestResult, guestValue } from '../../ir/guest-values.js';
import type { CoreParam, LoweredFunc, MemoryType, Passing } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { CoreType, Type } from '../../ir/types.js';
import { cScalars } from './literal.js';

type TypeNames = ReadonlyMap<string, string>;

const named = (type: Type, names: TypeNames): string | undefined => ('id' in type ? names.get(type.id) : undefined);

/** C type of a value in guest memory or behind a typedef. */
export function cType(type: Type, names: TypeNames): string {
  const scalar = scalarOf(type);
  return named(type, names) ?? (scalar === undefined ? 'uint8_t' : cScalars[scalar]);
}

export const cMemoryType = (memory: MemoryType, names: TypeNames): string => cType(memory.type, names);

/** C type of a value that crosses as a core value. */
const cValue = (value: GuestValue, names: TypeNames): string => ('type' in value ? cType(value.type, names) : cScalars[value.plain]);

/** C type of the core result. */
export function cResult(lowered: LoweredFunc, names: TypeNames): string {
  const value = guestResult(lowered.func.result, lowered.signature.results[0]);
  return value ? cValue(value, names) : 'void';
}

/** C type of a core parameter: a typed pointer where the address is an i32, an integer where it is widened. */
export function cParam(core: CoreParam, passing: Passing, names: TypeNames, buffer: string): string {
  const { param } = core;
  if (core.role === 'value') return cValue(guestValue(param.type, core.type), names);
  if (core.role === 'length-address') return core.type === 'i32' ? `${cScalars[param.lengthWidth]} *` : 'uint64_t';
  if (core.role !== 'address') return cScalars[core.type === 'i32' ? 'u32' : 'u64'];
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
      return constant + (carrierOf(param) === 'char' ? 'char' : 'uint8_t');
  }
}

/** C type of a parameter of a guest export; an address is a pointer where it is an i32. */
export function cExportParam(type: Type, core: CoreType, names: TypeNames): string {
  const base = baseType(type);
  if (core === 'i32' && base.kind === 'address') return 'uint8_t *';
  if (core === 'i32' && base.kind === 'pointer') return 'void *';
  return cValue(guestValue(type, core), names);
}

/** C type of the core result of a guest export. */
export const cExportResult = (type: Type | undefined, core: CoreType | undefined, names: TypeNames): string =>
  type && core ? cValue(guestValue(type, core), names) : 'void';
