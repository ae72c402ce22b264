/** An item as it was and as it is. */
export interface Change<T> {
  readonly from: T;
  readonly to: T;
}

/** What became of a list of items. */
export interface Matching<T> {
  /** In both versions. */
  readonly kept: readonly Change<T>[];
  /** Those of them that mean something else now. */
  readonly changed: readonly Change<T>[];
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/**
 * Matches two lists by keys, an item having one or several. The first key is the item's name and is tried first; then the
 * names of one side are looked for among the further keys (aliases) of the other.
 */
export function matching<T>(
  from: readonly T[],
  to: readonly T[],
  keysOf: (item: T) => readonly string[],
  same: (a: T, b: T) => boolean,
): Matching<T> {
  const kept: Change<T>[] = [];
  let left = new Set(from);
  let right = new Set(to);
  for (const [leftKeys, rightKeys] of [
    [first, first],
    [first, rest],
    [rest, first],
  ] as const) {
    if (left.size === 0 || right.size === 0) break;
    const known = new Map<string, T>();
    for (const item of right) for (const key of rightKeys(keysOf(item))) if (!known.has(key)) known.set(key, item);
    for (const item of left) {
      const found = leftKeys(keysOf(item))
        .map((key) => known.get(key))
        .find((candidate) => candidate !== undefined && right.has(candidate));
      if (found === undefined) continue;
      kept.push({ from: item, to: found });
      left.delete(item);
      right.delete(found);
    }
    left = new Set(left);
    right = new Set(right);
  }
  // In the order of the baseline, whichever key it was that matched.
  const order = new Map(from.map((item, i) => [item, i]));
  kept.sort((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0));
  return { kept, changed: kept.filter((change) => !same(change.from, change.to)), added: [...right], removed: [...left] };
}

const first = (keys: readonly string[]): readonly string[] => keys.slice(0, 1);
const rest = (keys: readonly string[]): readonly string[] => keys.slice(1);
