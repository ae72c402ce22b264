import type { NamedType, Type } from '../../generator/ir/abi.js';
import { coreOf, sizeOf } from '../../generator/ir/scalars.js';
import { itemKey } from '../pair/items.js';
import type { Change } from '../pair/matching.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Side } from '../pair/pair.js';
import { inner, type Reader } from '../pair/uses.js';
import type { Hit, Rule } from '../rule.js';
import { exchanged, type Row, rule, symmetric } from './polarity.js';
import { memberOf, typeChanges } from './type-changes.js';

/** Kinds of types that are one number, may be open, and have an integer of their own. */
type NumberKind = 'enum' | 'errors' | 'flags';
type NumberType = Extract<NamedType, { readonly kind: NumberKind }>;

/** Another integer carries the type. Mild where that shows in source code alone: see `isSameNumber`. */
export const widthChanged = (row: Row, kind: NumberKind): Rule =>
  symmetric(row, function* (pair) {
    for (const { from, to, use } of typeChanges(pair, kind)) {
      if (from.repr === to.repr) continue;
      const origins = { from: memberOf(from.origin, 'repr'), to: memberOf(to.origin, 'repr') };
      yield {
        ...use,
        ...hitOf({ from, to }),
        ...origins,
        what: 'the representation',
        was: from.repr,
        is: to.repr,
        mild: isSameNumber(pair, { from, to }),
      };
    }
  });

/**
 * Whether every value of the type is the same bits wherever it crosses. All that are listed fit both integers, so that these
 * differ in bytes by their size alone, and on the wasm stack by their core type alone; an open type has more values.
 */
function isSameNumber({ from: old, to: now }: AbiPair, { from, to }: Change<NumberType>): boolean {
  if (from.open || to.open) return false;
  if (sizeOf(from.repr) === sizeOf(to.repr)) return true;
  return coreOf(from.repr) === coreOf(to.repr) && !inMemory(old).has(from.id) && !inMemory(now).has(to.id);
}

/** Ids of the types whose values lie in memory somewhere: in another type, or behind the address of a parameter. */
const inMemory = oncePer((side: Side): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (type: Type): void => {
    if (!('id' in type)) return;
    found.add(type.id);
    if (type.kind === 'alias') add(type.type);
  };
  // Where an alias lies in memory, what it stands for does; the alias alone puts nothing there.
  for (const type of side.types) if (type.kind !== 'alias') inner(type).forEach(add);
  for (const { func } of side.functions) for (const { pass, type } of func.params) if (pass === 'out' || pass === 'inout') add(type);
  return found;
});

/** Two rules: a type that was closed is open, or the other way. Mild where nobody reads it who could meet what is unknown. */
export const openness = (kind: NumberKind, opened: Row, closed: Row): readonly Rule[] => {
  const find = function* (pair: AbiPair): Iterable<Hit> {
    for (const { from, to, use } of typeChanges(pair, kind))
      if (!from.open && to.open)
        yield {
          ...use,
          ...hitOf({ from, to }),
          from: memberOf(from.origin, 'open'),
          to: memberOf(to.origin, 'open'),
          what: 'the set of values',
          was: 'closed',
          is: 'open',
        };
  };
  return [rule(opened, closed.id, unlessReadBy('guest', find)), rule(closed, opened.id, unlessReadBy('host', exchanged(find)))];
};

/** Makes a hit mild unless one of the two reads the value. */
export const unlessReadBy = (reader: Reader, find: (pair: AbiPair) => Iterable<Hit>) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const hit of find(pair)) yield { ...hit, mild: hit.mild === true || hit.readers?.includes(reader) !== true };
  };

const hitOf = ({ from, to }: Change<NamedType>) => ({ item: itemKey.type(from), itemNow: itemKey.type(to) });
