import type { Deprecation, Named } from '../ir/item.js';

/** Whether new guests get a declaration: hosts answer `served` items and tombstones only for the sake of old guests. */
export const isDeclared = (item: Named): boolean => item.status === 'active' || item.status === 'deprecated';

/** A deprecation as one sentence, for readers of any language; undefined for an item that is not deprecated. */
export function deprecationText(deprecated: Deprecation | undefined): string | undefined {
  if (!deprecated) return undefined;
  const removal = deprecated.removeIn === undefined ? '' : `, to be removed in ${deprecated.removeIn}`;
  const advice = deprecated.replacement === undefined ? (deprecated.noReplacement ?? '') : `Use ${deprecated.replacement}.`;
  return [`Deprecated since ${deprecated.in}${removal}.`, advice, deprecated.note ?? ''].filter((part) => part !== '').join(' ');
}
