import type { Origin } from '../../generator/ir/abi.js';
import { namesOf } from '../compare/authority.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { listText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change, Side } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** An import or an open module, which is there on some targets. */
interface Placed {
  readonly key: string;
  readonly origin: Origin;
  readonly targets: readonly string[];
  /** Targets without it for which the ABI says how a call is answered all the same. */
  readonly answered: readonly string[];
}

/** On which kinds of host something is there, and what those hosts do about threads and blocking. */
export const targetRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'target-added',
      summary: 'A target of the ABI, or one of an import or an open module, that the baseline does not have.',
      why: 'A guest that uses it there does not load on an older host, or is answered that it is missing.',
      fix: 'Nothing to do. Guests that use it there need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L/E*', 'x', '-'),
      witness: { none: 'A module does not know on which target it runs.' },
    },
    {
      id: 'target-dropped',
      summary: 'A target of the ABI, or one of an import or an open module, that is gone.',
      why: 'On a host without it guests do not load; where the host is made of generated bindings every call is answered as missing.',
      fix: 'Deprecate it and keep it on the target until its window is over.',
      bump: 'major',
      harm: harm('L/E', '-', '-', 'x'),
      witness: { none: 'A module does not know on which target it runs.' },
    },
    function* (pair) {
      for (const target of pair.targets.added)
        yield {
          item: itemKey.target(target.name),
          is: 'a target',
          to: target.origin,
          targets: [target.name],
          places: keysOn(pair.to, target.name),
        };
      yield* gained(pair, (answered) => !answered);
    },
  ),
  ...opposites(
    {
      id: 'target-support-improved',
      summary: 'A function that was answered as lacking on a target works there.',
      why: 'A guest that relies on it there gets the declared answer from an older host.',
      fix: 'Nothing to do. Guests that use it there need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'x', '-'),
      witness: { none: 'A module does not know on which target it runs.' },
    },
    {
      id: 'target-support-degraded',
      summary: 'A function that worked on a target is answered there as lacking.',
      why: 'Guests still load, and every call gets the declared answer in place of what it did.',
      fix: 'Deprecate it and keep it on the target until its window is over.',
      bump: 'major',
      harm: harm('E', '-', '-', 'c'),
      witness: { none: 'A module does not know on which target it runs.' },
    },
    (pair) => gained(pair, (answered) => answered),
  ),
  symmetric(
    {
      id: 'target-threads-changed',
      summary: 'What a target does about threads is another: shared memory is refused, may be turned on, or is always there.',
      why: 'A guest with shared memory does not load where threads are refused or not turned on.',
      fix: 'Make a target of its own for hosts with less.',
      bump: 'major',
      harm: harm('L', '-', 'c', 'c'),
      mild: { when: 'there is more of them', bump: 'minor', harm: harm('-', 'L*', 'x', '-') },
      witness: { none: 'Whether threads are there is a property of the engine that runs the guest.' },
    },
    ({ targets }) => policies(targets.changed, 'threads', ['disabled', 'optional', 'required']),
  ),
  symmetric(
    {
      id: 'target-blocking-changed',
      summary: 'Whether a call may block its thread on a target is another.',
      why: 'Where blocking becomes forbidden, calls that waited answer at once that they would block, or suspend the guest.',
      fix: 'Make a target of its own for hosts that must not block.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      mild: { when: 'it is allowed now', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
      witness: { none: 'Whether a thread may block is a property of the host that runs the guest.' },
    },
    ({ targets }) => policies(targets.changed, 'blocking', ['forbidden', 'allowed']),
  ),
  symmetric(
    {
      id: 'target-compile-changed',
      summary: 'Whether a host may compile bytes on a target is another.',
      why: 'Where it becomes forbidden, hosts that give bytes to the bindings have to give a module. Guests notice nothing.',
      fix: 'Compile the guest when the host is built, and give the module.',
      bump: 'minor',
      harm: harm('-', '-', 'x', '-'),
      mild: { when: 'it is allowed now', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'What a host hands to its bindings is no part of what a guest sees.' },
    },
    ({ targets }) => policies(targets.changed, 'compile', ['forbidden', 'allowed']),
  ),
];

/** What is on a target where it was not, and whether the ABI said there how it is answered. Targets that are new tell for themselves. */
function* gained(pair: AbiPair, wanted: (answered: boolean) => boolean): Iterable<Hit> {
  const known = new Set(pair.from.abi.targets.map((t) => t.name));
  const lost = callersByCapability(pair);
  for (const { from, to } of placed(pair)) {
    const targets = to.targets.filter((t) => known.has(t) && !from.targets.includes(t) && wanted(from.answered.includes(t)));
    if (targets.length > 0)
      yield {
        item: from.key,
        itemNow: to.key,
        what: 'a target',
        is: listText(targets),
        from: memberOf(from.origin, 'targets'),
        to: memberOf(to.origin, 'targets'),
        targets,
        cause: lost.get(to.key),
      };
  }
}

/** By key of a function, the capability that it needs and that came to a target or left one, which is then the cause. */
const callersByCapability = ({ to, capabilities }: AbiPair): ReadonlyMap<string, string> => {
  const moved = new Set(capabilities.changed.filter((c) => c.from.targets.join() !== c.to.targets.join()).map((c) => c.to.name));
  return new Map(
    to.functions.flatMap(({ func }) =>
      namesOf(func.authority)
        .filter((name) => moved.has(name))
        .map((name) => [itemKey.import(func), itemKey.capability(name)] as const),
    ),
  );
};

const placed = oncePer(({ functions, others, modules }: AbiPair): readonly Change<Placed>[] => [
  ...functions.changed.map(both(({ func }) => placedAt(func, itemKey.import(func), Object.keys(func.lacking)))),
  ...others.changed.map(both((item) => placedAt(item, itemKey.import(item), []))),
  ...modules.changed.map(both((module) => placedAt(module, itemKey.module(module.name), []))),
]);

const placedAt = ({ origin, targets }: Pick<Placed, 'origin' | 'targets'>, key: string, answered: readonly string[]): Placed => ({
  key,
  origin,
  targets,
  answered,
});

const both =
  <T>(one: (item: T) => Placed) =>
  ({ from, to }: Change<T>): Change<Placed> => ({ from: one(from), to: one(to) });

/** Keys of all that is on a target. */
const keysOn = ({ functions, others, exports, abi }: Side, target: string): readonly string[] => [
  ...[...functions.map((f) => f.func), ...others].filter((i) => i.targets.includes(target)).map((i) => itemKey.import(i)),
  ...exports.filter((e) => e.export.requiredOn.includes(target)).map((e) => itemKey.export(e.export)),
  ...abi.modules.filter((m) => m.targets.includes(target)).map((m) => itemKey.module(m.name)),
];

/** A policy of a target that changed. `ranks` has the least first: more is the milder change. */
function* policies<K extends 'threads' | 'blocking' | 'compile'>(
  changed: AbiPair['targets']['changed'],
  policy: K,
  ranks: readonly AbiPair['targets']['changed'][number]['from'][K][],
): Iterable<Hit> {
  for (const { from, to } of changed)
    if (from[policy] !== to[policy])
      yield {
        item: itemKey.target(from.name),
        what: policy,
        was: from[policy],
        is: to[policy],
        from: memberOf(from.origin, policy),
        to: memberOf(to.origin, policy),
        targets: [from.name],
        mild: ranks.indexOf(to[policy]) > ranks.indexOf(from[policy]),
      };
}
