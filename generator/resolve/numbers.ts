import type { IntRepr, Origin, Scalar } from '../ir/abi.js';
import type { Context } from './context.js';

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

export const optionalInteger = (raw: number | string | undefined): bigint | undefined => (raw === undefined ? undefined : BigInt(raw));
