/** Members that say something to readers or to tools and nothing of the contract. */
const silent: ReadonlySet<string> = new Set(['origin', 'doc']);

type SameType = (from: { readonly id: string }, to: { readonly id: string }) => boolean;

/**
 * Whether two resolved items mean the same. Documentation and places do not count. A named type inside an item counts by
 * its identity, so that a change of it is told once, where it happens.
 */
export const sameMeaning = (a: unknown, b: unknown, sameType: SameType): boolean => same(a, b, sameType, true);

function same(a: unknown, b: unknown, sameType: SameType, root: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i], sameType, false));
  if (!root && isNamedType(a) && isNamedType(b)) return sameType(a, b);
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (!silent.has(key) && !same(left[key], right[key], sameType, false)) return false;
  for (const key in right) if (!silent.has(key) && !(key in left) && right[key] !== undefined) return false;
  return true;
}

/** A named type has an id and aliases; so have functions and exports, which stand inside nothing but their lowered forms. */
const isNamedType = (value: object): value is { readonly id: string } =>
  'id' in value && 'aliases' in value && 'kind' in value && !('interfaceName' in value);
