import type { IntRepr, Origin, Scalar, Type } from '../ir/abi.js';
import { scalarOf } from '../ir/scalars.js';
import { type Context, describe } from './context.js';

export const bitsOf = (repr: IntRepr): number => Number(repr.slice(1));
export const isSigned = (repr: IntRepr): boolean => repr.startsWith('s');

/** Least and greatest value of an integer representation. */
export const rangeOf = (repr: IntRepr): readonly [bigint, bigint] => {
  const bits = BigInt(bitsOf(repr));
  return isSigned(repr) ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
};

export const isIntScalar = (scalar: Scalar): scalar is IntRepr => /^[us]\d+$/.test(scalar);

/** An exact integer of the schema, checked against a representation. */
export function integer(context: Context, raw: number | string, repr: IntRepr, origin: Origin): bigint {
  const value = BigInt(raw);
  const [min, max] = rangeOf(repr);
  if (value < min || value > max) context.report('resolve/value-range', origin, { value: String(raw), type: repr });
  return value;
}

/** A count of things, which is never negative and at most `max`. `what` is how messages call the range. */
export function count(context: Context, raw: number | string, max: number, what: string, origin: Origin): number {
  const value = BigInt(raw);
  if (value >= 0n && value <= BigInt(max)) return Number(value);
  context.report('resolve/value-range', origin, { value: String(raw), type: `${what}: 0 to ${max}` });
  return value < 0n ? 0 : max;
}

/** An exact integer that a value of the type can be, such as the one that means "absent". */
export function valueIn(context: Context, raw: number | string, type: Type, origin: Origin): bigint {
  const scalar = scalarOf(type);
  if (scalar !== undefined && isIntScalar(scalar)) return integer(context, raw, scalar, origin);
  const value = BigInt(raw);
  const fits = scalar === 'bool' ? value === 0n || value === 1n : scalar !== undefined;
  if (!fits) context.report('resolve/value-range', origin, { value: String(raw), type: describe(type) });
  return value;
}

export const optionalInteger = (raw: number | string | undefined): bigint | undefined => (raw === undefined ? undefined : BigInt(raw));
