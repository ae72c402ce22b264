import { type AliasType, baseType, type NamedType, type Type } from '../../generator/ir/abi.js';
import type { Layout } from '../../generator/ir/lowered.js';
import { scalarOf, sizeOf } from '../../generator/ir/scalars.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Side } from '../pair/pair.js';
import { inner } from '../pair/uses.js';

/**
 * Whether a value of one type is one of the other, in the same bytes: the types are the same one, or differ by aliases that
 * add no unit and no range. What is inside them may have changed: that is told where it happens.
 */
export function isSameBytes(pair: AbiPair, from: Type, to: Type): boolean {
  if (isSameType(pair, from, to)) return true;
  const [was, is] = [meant(from), meant(to)];
  return (was !== from || is !== to) && isSameType(pair, was, is);
}

/** Whether a member names the type that it named before. */
export function isSameType(pair: AbiPair, from: Type, to: Type): boolean {
  if ('id' in from || 'id' in to) return 'id' in from && 'id' in to && pair.sameType(from, to);
  return from.kind === to.kind && (from.kind !== 'scalar' || to.kind !== 'scalar' || from.scalar === to.scalar);
}

/** A type without the aliases that are only names for it. */
const meant = (type: Type): Type => (type.kind === 'alias' && isBare(type) ? meant(type.type) : type);

const isBare = ({ unit, min, max }: AliasType): boolean => unit === undefined && min === undefined && max === undefined;

/** Size and alignment of a type; undefined where it has no fixed ones. */
export function layoutOf(side: Side, type: Type): Layout | undefined {
  const base = baseType(type);
  const scalar = scalarOf(base);
  if (scalar !== undefined) return { size: sizeOf(scalar), align: sizeOf(scalar) };
  return 'id' in base ? side.layouts.get(base.id) : undefined;
}

/**
 * Key of the type inside another by which the layout of the outer one changed: the innermost one that changed itself.
 * Undefined where nothing inside it did.
 */
export function layoutCause(pair: AbiPair, outer: NamedType): string | undefined {
  for (const type of inner(outer)) {
    if (!('id' in type)) continue;
    const now = pair.types.kept.find((change) => change.from === type)?.to;
    if (!now || isSameLayout(layoutOf(pair.from, type), layoutOf(pair.to, now))) continue;
    return layoutCause(pair, type) ?? itemKey.type(type);
  }
  return undefined;
}

export const isSameLayout = (a: Layout | undefined, b: Layout | undefined): boolean => a?.size === b?.size && a?.align === b?.align;
