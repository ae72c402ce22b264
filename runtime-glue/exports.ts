import type { Guest } from './guest.js';

/** A guest export: its name and the core types of its parameters, by which numbers are converted. */
export interface ExportInfo {
  readonly name: string;
  readonly params: readonly ('i32' | 'i64' | 'f32' | 'f64')[];
}

/**
 * Calls a guest export with its parameters in their core types: an engine throws on a number where it wants an i64, and
 * the reverse. Refused while a host method runs that may not re-enter the guest.
 */
export function enter(guest: Guest, info: ExportInfo, values: readonly (number | bigint)[]): unknown {
  const found = guest.exports[info.name];
  if (typeof found !== 'function') return guest.trap(info.name, 'is not exported by the guest, which needs it here');
  if (guest.busy) throw new Error(`${info.name} was called during an import that does not re-enter the guest`);
  return found(...info.params.map((type, i) => (type === 'i64' ? BigInt.asIntN(64, BigInt(values[i] ?? 0)) : Number(values[i] ?? 0))));
}

/** As `enter`; the answer as an unsigned 64-bit number, 0 for none. */
export function callExport(guest: Guest, info: ExportInfo, values: readonly (number | bigint)[]): bigint {
  const answer = enter(guest, info, values);
  return typeof answer === 'bigint' || typeof answer === 'number' ? BigInt.asUintN(64, BigInt(answer)) : 0n;
}

/** The declared exports that a guest has, functions with their parameters converted and re-entry guarded. */
export function exportsOf(guest: Guest, infos: readonly ExportInfo[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const info of infos) {
    const value = guest.exports[info.name];
    if (value === undefined) continue;
    found[info.name] = typeof value === 'function' ? (...values: (number | bigint)[]) => enter(guest, info, values) : value;
  }
  return found;
}
