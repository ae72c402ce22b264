import type { Guest, GuestFunction } from './guest.js';

/** A guest export: its name and the core types of its parameters, by which numbers are converted. */
export interface ExportInfo {
  readonly name: string;
  readonly params: readonly ('i32' | 'i64' | 'f32' | 'f64')[];
}

/**
 * How deep host and guest may be inside each other. Without a limit of ours it would be the engine's stack, and where that
 * ends decides whether the host or the guest is blamed.
 */
const maxDepth = 256;

/** Ends the instance by what was thrown across it: by a call that never returns, or out of the guest. It passes on, and nothing runs after it. */
export function end(guest: Guest, cause: unknown, why = 'the guest has ended'): never {
  guest.poison(why, { cause });
  throw cause;
}

/** Numbers in the core types of an export. */
export const converted = (info: ExportInfo, values: readonly (number | bigint)[]): (number | bigint)[] =>
  info.params.map((type, i) => (type === 'i64' ? BigInt.asIntN(64, BigInt(values[i] ?? 0)) : Number(values[i] ?? 0)));

/**
 * Calls a guest export with its parameters in their core types: an engine throws on a number where it wants an i64, and
 * the reverse. Whatever comes out of the guest as an exception poisons it: its frames below are in an unknown state.
 */
export function invoke(guest: Guest, info: ExportInfo, values: readonly (number | bigint)[]): unknown {
  guest.alive();
  const found = guest.exports[info.name];
  if (typeof found !== 'function') return guest.trap(info.name, 'is not exported by the guest, which needs it here');
  if (guest.depth >= maxDepth) return guest.trap(info.name, `was entered ${maxDepth} times without an end: host and guest call each other`);
  const cores = converted(info, values);
  guest.depth++;
  try {
    return guest.around ? guest.around(info.name, cores, found as GuestFunction) : found(...cores);
  } catch (cause) {
    return end(guest, cause, `the guest export ${info.name} threw`);
  } finally {
    guest.depth--;
  }
}

/** Calls a guest export for the host. Refused while a host method runs that may not re-enter the guest. */
export function enter(guest: Guest, info: ExportInfo, values: readonly (number | bigint)[]): unknown {
  if (guest.gate === 1) throw new Error(`${info.name} was called during an import that does not re-enter the guest`);
  return invoke(guest, info, values);
}

/** What a guest export answered as an unsigned 64-bit number, 0 for none. An i32 is zero-extended. */
export function bitsOf(guest: Guest, info: ExportInfo, answer: unknown): bigint {
  if (typeof answer === 'bigint') return BigInt.asUintN(64, answer);
  if (answer === undefined) return 0n;
  return Number.isInteger(answer) ? BigInt((answer as number) >>> 0) : guest.trap(info.name, 'answered no integer');
}

/** Calls a guest export for the glue. */
export const callExport = (guest: Guest, info: ExportInfo, values: readonly (number | bigint)[]): bigint =>
  bitsOf(guest, info, invoke(guest, info, values));

/** The declared exports that a guest has, functions with their parameters converted and re-entry guarded. */
export function exportsOf(guest: Guest, infos: readonly ExportInfo[]): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const info of infos) {
    const value = guest.exports[info.name];
    if (value === undefined) continue;
    found[info.name] = typeof value === 'function' ? (...values: (number | bigint)[]) => enter(guest, info, values) : value;
  }
  return found;
}
