import { visible } from '../../generator/diagnostics/visible.js';
import type { CoreType } from '../../generator/ir/abi.js';
import type { Core } from './reading.js';

/** How an attempt ended, in the engine's own words. */
export interface Failure {
  readonly outcome: 'LinkError' | 'TypeError' | 'SyntaxError' | 'trap';
  readonly message: string;
}

export type Tried<T> = { readonly value: T; readonly failure?: undefined } | { readonly failure: Failure };

/** Runs something and tells how it failed; what is no failure of a guest or a host is thrown on. */
export function attempt<T>(run: () => T): Tried<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { failure: { outcome: outcomeOf(error), message: visible(error.message) } };
  }
}

/** A host method that ends the call: it throws, or answers that the function was removed. */
export class HostEnded extends Error {}

function outcomeOf(error: Error): Failure['outcome'] {
  if (error instanceof WebAssembly.LinkError) return 'LinkError';
  if (error instanceof WebAssembly.RuntimeError || error instanceof HostEnded) return 'trap';
  if (error instanceof TypeError) return 'TypeError';
  // What cannot be read as a bigint at all, such as a promise, is a syntax error.
  if (error instanceof SyntaxError) return 'SyntaxError';
  throw error;
}

/** A core value as a plain JavaScript host takes it: with the operators that a number or a bigint needs. */
export function taken(type: CoreType, given: unknown): Core {
  if (type === 'i64') return BigInt.asIntN(64, given as bigint);
  return type === 'i32' ? (given as number) | 0 : +(given as number);
}

/** Calls an export by its name, as a host does that has no types. */
export function callExport(instance: WebAssembly.Instance, name: string, args: readonly Core[]): unknown {
  const { exports } = instance;
  return (exports[name] as (...args: readonly Core[]) => unknown)(...args);
}
