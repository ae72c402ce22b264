import { baseType, type FuncResult } from './abi.js';
import { coreOf, scalarOf } from './scalars.js';
import type { CoreType, Scalar, Type } from './types.js';

/** How one core value is declared: as its type, or as a plain number where the ABI widens it or it can be an error. */
export type GuestValue = { readonly type: Type } | { readonly plain: Scalar };

export function guestValue(type: Type | undefined, core: CoreType): GuestValue {
  const scalar = type && scalarOf(type);
  if (type && scalar && coreOf(scalar) === core) return { type };
  return { plain: plain(core, scalar === undefined || scalar.startsWith('s')) };
}

/** The core result: a signed number where errors are mixed into it, the domain where it is a pure status; undefined for none. */
export function guestResult(result: FuncResult | undefined, core: CoreType | undefined): GuestValue | undefined {
  if (core === undefined) return undefined;
  if (result?.encoding === 'value') return guestValue(result.type, core);
  if (result?.encoding === 'status') return guestValue(result.errors[0], core);
  return { plain: plain(core, true) };
}

/** The number that a value is to a guest, whatever names stand for it; of bytes behind an address, how C declares one. */
export function carrierOf(value: GuestValue): Scalar | 'char' {
  if ('plain' in value) return value.plain;
  return scalarOf(value.type) ?? (baseType(value.type).kind === 'string' ? 'char' : 'u8');
}

function plain(core: CoreType, signed: boolean): Scalar {
  if (core === 'f32' || core === 'f64') return core;
  return `${signed ? 's' : 'u'}${core === 'i32' ? 32 : 64}`;
}
