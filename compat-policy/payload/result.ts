import type { JsonPrimitive } from '../../generator/ir/payload-schema.js';
import type { Literal } from './formula.js';

/** Stands in a value for what is there and cannot be written in JSON here: binary data, text of a format, what is very long. */
export const unspoken = Symbol('unspoken');

export type Value = JsonPrimitive | typeof unspoken | readonly Value[] | { readonly [name: string]: Value };

/**
 * Whether a value with wanted properties exists. `none` with `assumed`: none, if it is right that some question that is still
 * open has none either.
 */
export type Result =
  | { readonly is: 'found'; readonly value: Value }
  | { readonly is: 'none'; readonly assumed: boolean }
  | { readonly is: 'unknown' };

export type Failure = Exclude<Result, { readonly is: 'found' }>;

export const found = (value: Value): Result => ({ is: 'found', value });
export const none: Failure = { is: 'none', assumed: false };
export const unknown: Failure = { is: 'unknown' };

/** No value by either way: unknown if one of them is, and assumed if one of them is. */
export function neither(a: Failure, b: Failure): Failure {
  if (a.is === 'unknown' || b.is === 'unknown') return unknown;
  return a.assumed ? a : b;
}

/** The first that is found; what came of the others where none is. */
export function firstFound<T>(ways: Iterable<T>, attempt: (way: T) => Result): Result {
  let failure = none;
  for (const way of ways) {
    const result = attempt(way);
    if (result.is === 'found') return result;
    failure = neither(failure, result);
  }
  return failure;
}

/** What finds a value for parts of a value. */
export interface Finder {
  readonly find: (literals: readonly Literal[]) => Result;
  /** Literal that excludes one value. */
  readonly not: (value: JsonPrimitive) => Literal;
}
