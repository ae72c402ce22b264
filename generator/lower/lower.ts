import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import type { Abi } from '../ir/abi.js';
import type { LoweredAbi, LoweredFunc, LoweredInterface, MemoryType } from '../ir/lowered.js';
import { checkForwarding, lowerExport, lowerFunc } from './functions.js';
import { Layouts } from './layout.js';

/**
 * Lowers an ABI to core wasm: signatures, passings and layouts. The only stage that computes an offset. What an earlier version
 * has lowered of the same interface is taken over.
 */
export function lower(abi: Abi, earlier?: LoweredAbi): Result<LoweredAbi> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic);
  const layouts = new Layouts(report);
  const known = new Map(earlier?.interfaces.map((i) => [i.interface, i]));
  const interfaces = abi.interfaces.map((i): LoweredInterface => {
    const before = known.get(i);
    if (before) return before;
    const own = new Map<string, MemoryType>();
    for (const type of i.types) {
      const layout = type.kind === 'record' || type.kind === 'variant' ? layouts.of(type, type.origin) : undefined;
      if (layout) own.set(type.id, layout);
    }
    return {
      interface: i,
      functions: withPolls(i.functions.map((f) => lowerFunc(f, layouts, report)).filter((f) => f !== undefined)),
      exports: i.exports.map((e) => lowerExport(e, report)),
      layouts: own,
    };
  });
  checkForwarding(interfaces, report);
  const memory = abi.interfaces.flatMap((i) => i.memories)[0];
  return result({ abi, interfaces, memory }, diagnostics);
}

/** Tells the functions that start a task how it is polled: what the host method answers goes through there. */
const withPolls = (functions: readonly LoweredFunc[]): LoweredFunc[] =>
  functions.map((f) => {
    const poll = f.func.task && functions.find((other) => other.func.name === f.func.task?.poll);
    return poll ? { ...f, poll } : f;
  });
