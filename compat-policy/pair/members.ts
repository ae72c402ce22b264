import type { NamedType, Origin, Status } from '../../generator/ir/abi.js';
import { exchanged } from '../compare/polarity.js';
import { typeChanges } from '../compare/type-changes.js';
import type { Hit } from '../rule.js';
import { itemKey } from './items.js';
import { type Change, matching } from './matching.js';
import type { AbiPair } from './pair.js';

/** Kinds of types that give numbers names. */
export type NumberedKind = 'enum' | 'errors' | 'flags' | 'variant' | 'packed-union';
type Numbered = Extract<NamedType, { readonly kind: NumberedKind }>;

/** A case or a bit. */
interface Member {
  readonly name: string;
  readonly value: bigint;
  readonly aliases?: readonly string[];
  readonly status?: Status;
  readonly origin: Origin;
}

type Find = (pair: AbiPair) => Iterable<Hit>;

/** What new guests are told of: one that is served, a tombstone or reserved is as good as gone. */
const membersOf = (type: Numbered): readonly Member[] => {
  const all: readonly Member[] = type.kind === 'flags' ? type.bits : type.cases;
  return all.filter(({ status }) => status === undefined || status === 'active' || status === 'deprecated');
};

export const memberKey = (type: Numbered, name: string): string => (type.kind === 'flags' ? itemKey.bit : itemKey.case)(type, name);

/** By name and alias; what is left, by value: a name that is gone and a new one for its number are one rename. */
export function matchMembers(from: Numbered, to: Numbered) {
  const names = ({ name, aliases = [] }: Member) => [name, ...aliases];
  const always = () => true;
  const named = matching(membersOf(from), membersOf(to), names, always);
  const numbered = matching(named.removed, named.added, ({ value }) => [String(value)], always);
  return { kept: [...named.kept, ...numbered.kept], added: numbered.added, removed: numbered.removed };
}

/** Whether values that are not listed may occur. */
const isOpen = (type: Numbered): boolean => 'open' in type && type.open;

/** Whether readers must be ready for a value: the type is open, or the value is a union of bits that it has. */
const isExpected = (type: Numbered, value: bigint): boolean =>
  isOpen(type) || (type.kind === 'flags' && (value & ~type.bits.reduce((mask, bit) => mask | bit.value, 0n)) === 0n);

/** Members that the baseline does not have. Mild where readers must be ready for them. */
export const membersAdded = (kind: NumberedKind): Find =>
  function* (pair) {
    for (const { from, to, use } of typeChanges(pair, kind))
      for (const { name, value, origin } of matchMembers(from, to).added)
        yield { ...use, item: memberKey(to, name), is: `value ${value}`, to: origin, mild: isExpected(from, value) };
  };

export const membersRemoved = (kind: NumberedKind): Find => exchanged(membersAdded(kind));

/** Every pair of members that is the same one in both versions. */
function* keptMembers(pair: AbiPair, kind: NumberedKind): Iterable<Change<Member> & { readonly hit: Hit }> {
  for (const { from, to, use } of typeChanges(pair, kind))
    for (const change of matchMembers(from, to).kept) {
      const [item, itemNow] = [memberKey(from, change.from.name), memberKey(to, change.to.name)];
      yield { ...change, hit: { ...use, item, itemNow, from: change.from.origin, to: change.to.origin } };
    }
}

/** Members with another number. */
export const membersRenumbered = (kind: NumberedKind): Find =>
  function* (pair) {
    for (const { from, to, hit } of keptMembers(pair, kind))
      if (from.value !== to.value) yield { ...hit, what: 'the value', was: String(from.value), is: String(to.value) };
  };

/** Members with another name. Mild where the old name stays as an alias. */
export const membersRenamed = (kind: NumberedKind): Find =>
  function* (pair) {
    for (const { from, to, hit } of keptMembers(pair, kind))
      if (from.name !== to.name)
        yield { ...hit, what: 'the name', was: from.name, is: to.name, mild: to.aliases?.includes(from.name) === true };
  };

interface Aliased {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/** Further names that came. A name that was the item's own, or became it, is a rename. */
export const aliasesAdded = ({ from, to }: Change<Aliased>): readonly string[] =>
  (to.aliases ?? []).filter((alias) => alias !== from.name && from.aliases?.includes(alias) !== true);

/** Aliases of members that the baseline does not have. */
export const memberAliasesAdded = (kinds: readonly NumberedKind[]): Find =>
  function* (pair) {
    for (const kind of kinds)
      for (const { from, to, hit } of keptMembers(pair, kind))
        for (const alias of aliasesAdded({ from, to })) yield { ...hit, what: 'an alias', is: alias };
  };
