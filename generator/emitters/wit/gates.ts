import type { Named } from '../../ir/abi.js';

/**
 * Gates of an item: since when it exists and whether it is on its way out. An item without `since` has no gate, as
 * WIT knows `deprecated` beside `since` alone. Unstable items have the same gates: behind `@unstable` a reader would see
 * them only if it names the feature, and a world would lack them.
 */
export function gates(item: Named): string[] {
  if (item.since === undefined) return [];
  const deprecated = item.deprecated === undefined ? [] : [`@deprecated(version = ${item.deprecated.in})`];
  return [`@since(version = ${item.since})`, ...deprecated];
}
