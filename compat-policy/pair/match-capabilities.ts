import type { Capability } from '../../generator/ir/abi.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';
import { type Change, type Matching, matching } from './matching.js';

/**
 * By name and alias; what is left, by use: where every function that needed one capability needs a new one instead, that is
 * the old one under another name.
 */
export function matchCapabilities(
  from: readonly Capability[],
  to: readonly Capability[],
  functions: readonly Change<LoweredFunc>[],
  same: (a: Capability, b: Capability) => boolean,
): Matching<Capability> {
  const named = matching(from, to, (c) => [c.name, ...c.aliases], same);
  const users = (side: 'from' | 'to', { name }: Capability) =>
    functions.flatMap((change, i) => (needs(change[side], name) ? [i] : [])).join();
  const free = new Map(named.added.map((c) => [users('to', c), c]));
  free.delete('');
  const renamed = named.removed.flatMap((c): Change<Capability>[] => {
    const key = users('from', c);
    const found = free.get(key);
    free.delete(key);
    return found ? [{ from: c, to: found }] : [];
  });
  const gone = new Set(renamed.flatMap((change) => [change.from, change.to]));
  return {
    kept: [...named.kept, ...renamed],
    changed: [...named.changed, ...renamed],
    added: named.added.filter((c) => !gone.has(c)),
    removed: named.removed.filter((c) => !gone.has(c)),
  };
}

const needs = ({ func: { authority } }: LoweredFunc, name: string): boolean => authority.kind !== 'none' && authority.names.includes(name);
