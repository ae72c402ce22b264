import type { LoweredFunc } from '../../generator/ir/lowered.js';
import type { Change } from './matching.js';
import { oncePer } from './once-per.js';

interface NamedParam {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/** What became of the parameters of one function. */
export interface ParamChanges<T> {
  /** By name or alias; what is left on both sides, by position: those were renamed. */
  readonly kept: readonly Change<T>[];
  readonly added: readonly T[];
  readonly removed: readonly T[];
  /** Whether those that were kept stand in another order. */
  readonly reordered: boolean;
}

/** The same of a function, once for all rules that ask. */
export const paramsOf = oncePer(({ from, to }: Change<LoweredFunc>) => matchParams(from.func.params, to.func.params));

export function matchParams<T extends NamedParam>(from: readonly T[], to: readonly T[]): ParamChanges<T> {
  const free = new Set(to);
  const kept = new Map<T, T>();
  const pick = (old: T, is: (candidate: T) => boolean) => {
    const found = kept.has(old) ? undefined : [...free].find(is);
    if (found === undefined) return;
    kept.set(old, found);
    free.delete(found);
  };
  for (const old of from) pick(old, (p) => p.name === old.name);
  for (const old of from) pick(old, (p) => p.aliases?.includes(old.name) === true || old.aliases?.includes(p.name) === true);
  for (const [i, old] of from.entries()) pick(old, (p) => p === to[i]);
  const places = from.filter((p) => kept.has(p)).map((p) => to.indexOf(kept.get(p) as T));
  return {
    kept: [...kept].sort((a, b) => from.indexOf(a[0]) - from.indexOf(b[0])).map(([a, b]) => ({ from: a, to: b })),
    added: [...free],
    removed: from.filter((p) => !kept.has(p)),
    reordered: places.some((place, i) => i > 0 && place < (places[i - 1] ?? 0)),
  };
}
