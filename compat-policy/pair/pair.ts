import type { Capability, Interface, NamedType, OpenModule, Target } from '../../generator/ir/abi.js';
import type { LoweredExport, LoweredFunc } from '../../generator/ir/lowered.js';
import { sameMeaning } from './equal.js';
import type { AbiItem } from './items.js';
import { matchExports, matchFunctions, matchInterfaces, matchOthers, matchTypes } from './match.js';
import { matchCapabilities } from './match-capabilities.js';
import { type Change, type Matching, matching } from './matching.js';
import type { OtherImport, Side } from './side.js';

export type { Change, Matching } from './matching.js';
export { type OtherImport, type Side, sideOf } from './side.js';

/**
 * Two versions of an ABI with what stands for the same in both. In each `Matching`, `changed` leaves out what differs in
 * documentation alone; a function does not count as changed because a type that it names has: the type has. Functions and
 * types of an interface that is one object in both versions are in no list: nothing about them has changed.
 */
export interface AbiPair {
  /** The baseline. */
  readonly from: Side;
  /** The candidate. */
  readonly to: Side;
  readonly interfaces: Matching<Interface>;
  /** The interfaces of each version that are not one object in both: in all others everything is as it was. */
  readonly differing: { readonly from: readonly Interface[]; readonly to: readonly Interface[] };
  readonly functions: Matching<LoweredFunc>;
  readonly types: Matching<NamedType>;
  readonly others: Matching<OtherImport>;
  readonly exports: Matching<LoweredExport>;
  readonly capabilities: Matching<Capability>;
  readonly targets: Matching<Target>;
  readonly modules: Matching<OpenModule>;
  /** Whether two types are the same one: matched, or built in and equal. What is inside them may have changed. */
  readonly sameType: (from: { readonly id: string }, to: { readonly id: string }) => boolean;
}

/** Puts what is the same in two versions beside each other. */
export function pairOf(from: Side, to: Side): AbiPair {
  const interfaces = matchInterfaces(from, to);
  const differing = { from: without(from, to), to: without(to, from) };
  const [before, after] = [narrowed(from, differing.from), narrowed(to, differing.to)];
  const types = matchTypes(before, after, interfaces);
  const renamed = new Map(types.kept.map((change) => [change.from.id, change.to.id]));
  const sameType: AbiPair['sameType'] = (a, b) => a === b || renamed.get(a.id) === b.id;
  const same = (a: unknown, b: unknown) => sameMeaning(a, b, sameType);
  const byName = <T extends { readonly name: string }>(a: readonly T[], b: readonly T[]) => matching(a, b, (item) => [item.name], same);
  const functions = matchFunctions(before, after, interfaces, same);
  return {
    from,
    to,
    interfaces,
    differing,
    types: { ...types, changed: types.kept.filter((change) => !same(change.from, change.to)) },
    functions,
    others: matchOthers(from, to, interfaces, same),
    exports: matchExports(from, to, interfaces, same),
    capabilities: matchCapabilities(from.abi.capabilities, to.abi.capabilities, functions.kept, same),
    targets: byName(from.abi.targets, to.abi.targets),
    modules: byName(from.abi.modules, to.abi.modules),
    sameType,
  };
}

function without(side: Side, other: Side): readonly Interface[] {
  const shared = new Set(other.abi.interfaces);
  return side.abi.interfaces.filter((found) => !shared.has(found));
}

/** A side with the functions and types of some interfaces only. */
function narrowed(side: Side, interfaces: readonly Interface[]): Side {
  if (interfaces.length === side.abi.interfaces.length) return side;
  const names = new Set(interfaces.map((found) => found.name));
  return {
    ...side,
    functions: side.functions.filter(({ func }) => names.has(func.interfaceName)),
    types: interfaces.flatMap((found) => found.types),
  };
}

/** The item of the baseline that a key names; of something new, what contains it there. */
export function formerOf(pair: Pick<AbiPair, 'from' | 'to'>, key: string): AbiItem | undefined {
  const former = pair.from.items().get(key);
  const container = former ? undefined : pair.to.items().get(key)?.parent;
  return former ?? (container && formerOf(pair, container.key));
}

const flipped = new WeakMap<AbiPair, AbiPair>();

/** The same pair with baseline and candidate exchanged, by which a rule becomes its mirror. */
export function flip(pair: AbiPair): AbiPair {
  let found = flipped.get(pair);
  if (!found) {
    found = {
      from: pair.to,
      to: pair.from,
      interfaces: turned(pair.interfaces),
      differing: { from: pair.differing.to, to: pair.differing.from },
      functions: turned(pair.functions),
      types: turned(pair.types),
      others: turned(pair.others),
      exports: turned(pair.exports),
      capabilities: turned(pair.capabilities),
      targets: turned(pair.targets),
      modules: turned(pair.modules),
      sameType: (a, b) => pair.sameType(b, a),
    };
    flipped.set(pair, found);
    flipped.set(found, pair);
  }
  return found;
}

function turned<T>({ kept, changed, added, removed }: Matching<T>): Matching<T> {
  const turn = (changes: readonly Change<T>[]) => changes.map(({ from, to }): Change<T> => ({ from: to, to: from }));
  return { kept: turn(kept), changed: turn(changed), added: removed, removed: added };
}
