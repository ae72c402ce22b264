import type { Type } from '../../generator/ir/abi.js';
import { scalarOf, sizeOf } from '../../generator/ir/scalars.js';

/** The numbers from `min` to `max`, both included; undefined: without an end. */
export interface Range {
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
}

export const unbounded: Range = { min: undefined, max: undefined };

/** The numbers that a value of a type can be: what its representation holds, narrowed by every alias on the way. */
export function rangeOf(type: Type): Range {
  if (type.kind === 'alias') return narrowed(rangeOf(type.type), type);
  const scalar = scalarOf(type);
  if (scalar === undefined || scalar === 'f32' || scalar === 'f64') return unbounded;
  if (scalar === 'bool') return { min: 0n, max: 1n };
  const bits = BigInt(sizeOf(scalar)) * 8n;
  return scalar.startsWith('s') ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n } : { min: 0n, max: (1n << bits) - 1n };
}

export const narrowed = (range: Range, by: Range): Range => ({
  min: pick(range.min, by.min, (a, b) => a > b),
  max: pick(range.max, by.max, (a, b) => a < b),
});

const pick = (a: bigint | undefined, b: bigint | undefined, better: (a: bigint, b: bigint) => boolean): bigint | undefined =>
  a === undefined || b === undefined ? (a ?? b) : better(a, b) ? a : b;

/** Whether every number of one range is in the other. */
export const isWithin = (inner: Range, outer: Range): boolean =>
  isEmpty(inner) ||
  ((outer.min === undefined || (inner.min !== undefined && inner.min >= outer.min)) &&
    (outer.max === undefined || (inner.max !== undefined && inner.max <= outer.max)));

export const contains = (range: Range, value: bigint): boolean => isWithin({ min: value, max: value }, range);

const isEmpty = ({ min, max }: Range): boolean => min !== undefined && max !== undefined && min > max;

/** `0 to 255`, `at least 1`, `any number`. */
export const rangeText = (range: Range): string => {
  const { min, max } = range;
  if (isEmpty(range)) return 'no number';
  if (min !== undefined) return max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return max === undefined ? 'any number' : `at most ${max}`;
};
