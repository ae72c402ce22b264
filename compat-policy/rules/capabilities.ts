import type { Authority, Capability } from '../../generator/ir/abi.js';
import { authorityChanges, authorityText, entails, impliedBy, namesOf, sharedNames } from '../compare/authority.js';
import { exchanged, opposites, rule, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { listText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Side } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

type Find = (pair: AbiPair) => Iterable<Hit>;

const denial = { none: 'A denied call answers as the function declares; nothing of it shows in core types.' };
const words = { none: 'Grants are given before a guest is linked, and no guest sees them.' };

/** Functions that some set of grants allows now and did not before, if `before` accepts the authority that they had. */
const widened = (before: (now: Authority) => boolean): Find =>
  function* (pair) {
    for (const { from, to, was, is } of authorityChanges(pair))
      if (!entails(is, was) && before(to.func.authority))
        yield {
          item: itemKey.import(from.func),
          itemNow: itemKey.import(to.func),
          what: 'the authority',
          was: authorityText(from.func.authority),
          is: authorityText(to.func.authority),
          from: memberOf(from.func.origin, 'capability'),
          to: memberOf(to.func.origin, 'capability'),
        };
  };

const needsNothing = (authority: Authority): boolean => authority.kind === 'none';
const needsSomething = (authority: Authority): boolean => !needsNothing(authority);

/** What functions must be granted. Compared as sets of grants: names that are implied and names that are older count. */
const authorityRules: readonly Rule[] = [
  rule(
    {
      id: 'capability-required',
      summary: 'A function that needed no capability needs one.',
      why: 'Hosts have not granted it to the guests that call the function, which is therefore denied.',
      fix: 'Keep the function as it is and add one that needs the capability.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: denial,
    },
    'capability-relaxed',
    exchanged(widened(needsNothing)),
  ),
  rule(
    {
      id: 'capability-tightened',
      summary: 'Grants that allowed a function are not enough any more.',
      why: 'Guests that were granted what it needed before are denied.',
      fix: 'Let the new capability be one of several that suffice (`anyOf`), or have the old one imply it.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: denial,
    },
    'capability-relaxed',
    exchanged(widened(needsSomething)),
  ),
  rule(
    {
      id: 'capability-relaxed',
      summary: 'Grants that did not allow a function are enough for it now.',
      why: 'Guests can call it that were denied before. Whoever granted less trusted that the function stays out of reach.',
      fix: 'Security: have the wider authority reviewed, and say it in the release note.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', '-'),
      witness: denial,
    },
    'capability-tightened',
    widened(() => true),
  ),
];

/** What comes with what. Found at the capability that implies, with the functions whose callers notice it. */
const implicationRules = opposites(
  {
    id: 'capability-implication-added',
    summary: 'A capability brings another that it did not bring.',
    why: 'Guests that were granted the one get the other without anybody having granted it.',
    fix: 'Security: have the wider authority reviewed, and say it in the release note.',
    bump: 'minor',
    harm: harm('-', 'E*', 'c', '-'),
    witness: words,
  },
  {
    id: 'capability-implication-dropped',
    summary: 'A capability does not bring another any more.',
    why: 'Guests that were granted the one and call functions that need the other are denied.',
    fix: 'Keep the implication until a major, and tell hosts to grant both.',
    bump: 'major',
    harm: harm('E', '-', 'c', 'c'),
    witness: words,
  },
  function* (pair) {
    const shared = sharedNames(pair);
    const existed = new Set(pair.from.abi.capabilities.map((c) => shared(c.name)));
    for (const { from, to } of pair.capabilities.changed) {
      const before = new Set([...impliedBy(from.name, pair.from.abi.capabilities)].map(shared));
      // What a capability that is new brings is new itself.
      for (const name of to.implies.filter((implied) => existed.has(implied) && !before.has(implied))) {
        const gained = [...impliedBy(name, pair.to.abi.capabilities)].filter((n) => !before.has(n));
        yield {
          item: itemKey.capability(from.name),
          itemNow: itemKey.capability(to.name),
          what: 'an implied capability',
          is: name,
          from: memberOf(from.origin, 'implies'),
          to: memberOf(to.origin, 'implies'),
          places: callersOf(pair.to, gained),
        };
      }
    }
  },
);

/** The vocabulary itself. */
const vocabularyRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'capability-added',
      summary: 'A capability that the baseline does not have.',
      why: 'Hosts that do not know it refuse a list of grants that names it.',
      fix: 'Nothing to do. Security: hosts that grant a whole group, such as `net.*`, grant it from now on.',
      bump: 'minor',
      harm: harm('-', 'E*', '-', '-'),
      witness: words,
    },
    {
      id: 'capability-removed',
      summary: 'A capability that is gone.',
      why: 'Hosts that grant it by name are refused their list of grants, and its functions need something else or nothing.',
      fix: 'Deprecate it and keep it until its window is over, or keep its name as an alias of what replaces it.',
      bump: 'major',
      harm: harm('E', 'E', 'x', 'x'),
      mild: { when: 'no function needed it', bump: 'major', harm: harm('-', '-', 'x', '-') },
      witness: words,
    },
    function* ({ to, capabilities }) {
      for (const added of capabilities.added) {
        const places = callersOf(to, [...impliedBy(added.name, to.abi.capabilities)]);
        yield { item: itemKey.capability(added.name), is: 'a capability', to: added.origin, places, mild: places.length === 0 };
      }
    },
  ),
  symmetric(
    {
      id: 'capability-renamed',
      summary: 'A capability under another name: an alias says so, or all functions that needed the old one need the new one.',
      why: 'Lists of grants that hold the old name are refused, and so is all that they would have allowed.',
      fix: 'Keep the old name under `aliases` of the new one.',
      bump: 'major',
      harm: harm('E', 'E', 'x', 'x'),
      mild: { when: 'the old name is an alias of the new one', bump: 'minor', harm: harm('-', 'E*', '-', '-') },
      witness: words,
    },
    function* (pair) {
      for (const { from, to } of pair.capabilities.changed)
        if (from.name !== to.name)
          yield {
            item: itemKey.capability(from.name),
            itemNow: itemKey.capability(to.name),
            what: 'the name',
            was: from.name,
            is: to.name,
            from: from.origin,
            to: to.origin,
            places: callersOf(pair.from, [from.name]),
            mild: to.aliases.includes(from.name),
          };
    },
  ),
  ...opposites(
    {
      id: 'capability-alias-added',
      summary: 'A capability may be granted under a further name.',
      why: 'Hosts of an older version refuse a list of grants with that name.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', 'E*', '-', '-'),
      witness: words,
    },
    {
      id: 'capability-alias-dropped',
      summary: 'A capability cannot be granted under an older name any more.',
      why: 'Lists of grants that still use the name are refused.',
      fix: 'Keep the alias until a major.',
      bump: 'major',
      harm: harm('E', '-', 'x', '-'),
      witness: words,
    },
    function* ({ capabilities }) {
      for (const { from, to } of capabilities.changed) {
        const known = [from.name, to.name, ...from.aliases];
        const gained = to.aliases.filter((alias) => !known.includes(alias));
        if (gained.length === 0) continue;
        yield { ...pointed(from, to, 'aliases'), what: 'an older name', is: listText(gained) };
      }
    },
  ),
  symmetric(
    {
      id: 'capability-nondeterminism-changed',
      summary: 'Whether what a capability gives access to can differ from run to run is declared otherwise.',
      why: 'Who replays or caches a guest that has the capability relied on equal answers.',
      fix: 'Make a capability of its own for what differs from run to run.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      mild: { when: 'it is deterministic now', bump: 'minor', harm: harm('-', 'S*', 'c', '-') },
      witness: { none: 'Two runs would have to differ, which no single run can show.' },
    },
    function* (pair) {
      const text = (c: Capability) => (c.nondeterministic ? 'may differ from run to run' : 'deterministic');
      for (const { from, to } of pair.capabilities.changed)
        if (from.nondeterministic !== to.nondeterministic)
          yield {
            ...pointed(from, to, 'nondeterministic'),
            what: 'the outcome',
            was: text(from),
            is: text(to),
            places: callersOf(pair.from, [from.name]),
            mild: !to.nondeterministic,
          };
    },
  ),
  ...opposites(
    {
      id: 'capability-target-added',
      summary: 'A capability can be granted on a target where it could not.',
      why: 'Hosts of an older version on that target refuse a list of grants that names it.',
      fix: 'Security: have the wider authority reviewed, and say it in the release note.',
      bump: 'minor',
      harm: harm('-', 'E*', 'x', '-'),
      witness: words,
    },
    {
      id: 'capability-target-dropped',
      summary: 'A capability cannot be granted on a target any more.',
      why: 'Lists of grants that name it are refused there, and its functions are denied.',
      fix: 'Deprecate it and keep it on the target until its window is over.',
      bump: 'major',
      harm: harm('E', '-', 'x', 'x'),
      witness: words,
    },
    function* (pair) {
      const known = new Set(pair.from.abi.targets.map((t) => t.name));
      for (const { from, to } of pair.capabilities.changed) {
        const targets = to.targets.filter((t) => known.has(t) && !from.targets.includes(t));
        if (targets.length === 0) continue;
        yield { ...pointed(from, to, 'targets'), what: 'a target', is: listText(targets), targets };
      }
    },
  ),
];

export const capabilityRules: readonly Rule[] = [...authorityRules, ...implicationRules, ...vocabularyRules];

/** Keys of the functions that name one of some capabilities. */
const callersOf = (side: Side, names: readonly string[]): readonly string[] =>
  side.functions.filter(({ func }) => namesOf(func.authority).some((n) => names.includes(n))).map(({ func }) => itemKey.import(func));

const pointed = (from: Capability, to: Capability, keyword: string): Hit => ({
  item: itemKey.capability(from.name),
  itemNow: itemKey.capability(to.name),
  from: memberOf(from.origin, keyword),
  to: memberOf(to.origin, keyword),
});
