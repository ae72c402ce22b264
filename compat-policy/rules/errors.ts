import { type Role, roles } from '../../generator/ir/abi.js';
import { openness, unlessReadBy, widthChanged } from '../compare/numbered.js';
import { exchanged, opposites, rule, symmetric } from '../compare/polarity.js';
import { memberOf, typeChanges } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import { matchMembers, membersAdded, membersRenamed, membersRenumbered } from '../pair/members.js';
import type { AbiPair } from '../pair/pair.js';
import { siteChanges } from '../pair/sites.js';
import { type Hit, harm, type Rule } from '../rule.js';

const added = {
  id: 'error-code-added',
  summary: 'An error domain has a code more.',
  why: 'An old guest that takes the codes it knows for all there are goes wrong without a word when it meets another.',
  fix: 'Answer the code from new functions only, or declare the domain open in a major first.',
  bump: 'major',
  harm: harm('S', '-', '-', 'x'),
  mild: {
    when: 'The domain was open, so that guests are told to expect codes that they do not know; or only hosts read it.',
    bump: 'minor',
    harm: harm('-', '-', '-', '-'),
  },
  witness: { none: 'Which codes occur shows in no core signature.' },
} as const;

const removed = {
  id: 'error-code-removed',
  summary: 'An error domain has a code less.',
  why: 'Source code that names the code no longer compiles, and old hosts still answer it.',
  fix: 'Deprecate the code and keep it until its window is over.',
  bump: 'major',
  harm: harm('-', 'S*', 'x', 'x'),
  witness: { none: 'Which codes occur shows in no core signature.' },
} as const;

/** Error domains, and the results that carry them. */
export const errorRules: readonly Rule[] = [
  rule(added, removed.id, unlessReadBy('guest', membersAdded('errors'))),
  rule(removed, added.id, exchanged(membersAdded('errors'))),
  symmetric(
    {
      id: 'error-code-renumbered',
      summary: 'An error code has another number.',
      why: 'The host answers the new number and the guest reads it by the old list: it is taken for another error, or for none.',
      fix: 'Keep the number. What means something else is a new code with a number that was never used.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: 'value',
    },
    membersRenumbered('errors'),
  ),
  symmetric(
    {
      id: 'error-case-renamed',
      summary: 'An error code has another name for the same number.',
      why: 'Source code that names the code no longer compiles. What crosses the boundary is as before.',
      fix: 'List the old name under `aliases` of the code.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'The old name stays as an alias.', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'A guest carries numbers and no names.' },
    },
    membersRenamed('errors'),
  ),
  widthChanged(
    {
      id: 'error-width-changed',
      summary: 'Another integer carries an error domain.',
      why: 'In memory the code takes more or fewer bytes, and what follows it is read from the wrong place; as a status it may get another core type, which does not link or is converted without a word. Declarations for guests write the integer, which Rust does not convert.',
      fix: 'Keep the representation, or make a new domain.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'c', 'x'),
      mild: {
        when: 'The domain is closed, and wherever it crosses its bytes or its core type stay the same.',
        bump: 'major',
        harm: harm('-', '-', 'c', 'x'),
      },
      witness: 'call',
    },
    'errors',
  ),
  ...openness(
    'errors',
    {
      id: 'errors-opened',
      summary: 'An error domain that was closed may now have codes that are not listed.',
      why: 'An old guest takes the codes it knows for all there are and goes wrong without a word when it meets another.',
      fix: 'Open it in a major, or answer a domain of another name.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'x'),
      mild: { when: 'Only hosts read it.', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
      witness: { none: 'Which codes occur shows in no core signature.' },
    },
    {
      id: 'errors-closed',
      summary: 'An error domain that was open now has no codes but those that are listed.',
      why: 'Where hosts read it, an old guest that sends another code is refused.',
      fix: 'Close it in a major, or take a domain of another name.',
      bump: 'major',
      harm: harm('E', '-', '-', 'c'),
      mild: { when: 'Only guests read it.', bump: 'minor', harm: harm('-', 'S*', 'c', '-') },
      witness: { none: 'Which codes occur shows in no core signature.' },
    },
  ),
  symmetric(
    {
      id: 'error-role-changed',
      summary: 'What the glue answers itself, such as for a bad address, is another code of the domain.',
      why: 'An old guest tests for the old code and does not recognise the situation any more.',
      fix: 'Keep the code of the role.',
      bump: 'major',
      harm: harm('S', 'S', '-', 'c'),
      mild: {
        when: 'The role had no code and none stood in for it: where the call trapped, it now answers.',
        bump: 'minor',
        harm: harm('-', 'E*', '-', 'c'),
      },
      witness: { none: 'It shows only where the glue answers in place of the host.' },
    },
    roleChanges,
  ),
  ...opposites(
    {
      id: 'error-domain-added',
      summary: 'A call that had errors may answer codes of a further domain.',
      why: 'An old guest that takes the codes it knows for all there are goes wrong without a word when it meets another.',
      fix: 'Answer the new codes from a new function, or declare a domain of the call open in a major first.',
      bump: 'major',
      harm: harm('S', '-', '-', 'x'),
      mild: {
        when: 'A domain of the call was open: guests are told to expect codes that they do not know.',
        bump: 'minor',
        harm: harm('-', '-', '-', '-'),
      },
      witness: { none: 'Which codes occur shows in no core signature.' },
    },
    {
      id: 'error-domain-removed',
      summary: 'A call no longer answers codes of one of its domains.',
      why: 'Source code that handles its codes no longer compiles, and old hosts still answer them.',
      fix: 'Deprecate the result and keep the domain until the window is over.',
      bump: 'major',
      harm: harm('-', 'S*', 'x', 'x'),
      witness: { none: 'Which codes occur shows in no core signature.' },
    },
    function* (pair) {
      for (const { key, hit, from, to } of domainLists(pair))
        for (const domain of to)
          if (!from.some((old) => pair.sameType(old, domain)))
            yield { ...hit, item: key, what: 'an error domain', is: domain.id, mild: from.some((old) => old.open) };
    },
  ),
  symmetric(
    {
      id: 'error-domain-changed',
      summary: 'Another domain comes first among those of a call.',
      why: 'The glue answers with codes of the first, for a bad address, a missing grant and the like: an old guest tests for the old ones.',
      fix: 'Keep the first domain first.',
      bump: 'major',
      harm: harm('S', 'S', '-', 'c'),
      witness: { none: 'It shows only where the glue answers in place of the host.' },
    },
    function* (pair) {
      for (const { key, hit, from, to } of domainLists(pair)) {
        const [was, is] = [from[0], to[0]];
        if (!was || !is || pair.sameType(was, is)) continue;
        // Where one took the other's place, that is told by the two rules above.
        if (!from.some((old) => pair.sameType(old, is)) && !to.some((now) => pair.sameType(was, now))) continue;
        yield { ...hit, item: key, what: 'the first error domain', was: was.id, is: is.id };
      }
    },
  ),
  symmetric(
    {
      id: 'error-range-changed',
      summary: 'A result tells values from errors in another way.',
      why: 'A number that was an error is read as a value, or a value as an error: a negative code becomes a length.',
      fix: 'Keep the encoding, or make a new function.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: 'value',
    },
    function* (pair) {
      for (const { from, to } of siteChanges(pair)) {
        const [was, is] = [from.result?.encoding, to.result?.encoding];
        if (was === is) continue;
        const origins = { from: memberOf(from.origin, 'encoding'), to: memberOf(to.origin, 'encoding') };
        yield { item: from.key, itemNow: to.key, what: 'the encoding', was, is, readers: from.readers, targets: to.targets, ...origins };
      }
    },
  ),
];

/** Results that had errors and still have, with their domains. Where they come or go, the encoding changes. */
function* domainLists(pair: AbiPair) {
  for (const { from, to } of siteChanges(pair)) {
    if (from.errors.length === 0 || to.errors.length === 0) continue;
    const origins = { from: memberOf(from.origin, 'errors'), to: memberOf(to.origin, 'errors') };
    yield { key: from.key, from: from.errors, to: to.errors, hit: { itemNow: to.key, readers: from.readers, ...origins } };
  }
}

/** Roles whose code stands in where the role itself has none. */
const standIns: Readonly<Partial<Record<Role, Role>>> = {
  fault: 'invalid',
  'bad-handle': 'invalid',
  denied: 'unsupported',
  limit: 'internal',
  busy: 'internal',
};

function* roleChanges(pair: AbiPair): Iterable<Hit> {
  for (const { from, to, use } of typeChanges(pair, 'errors')) {
    const { kept } = matchMembers(from, to);
    for (const role of roles) {
      const [was, is] = [from.roles[role], to.roles[role]];
      if (was === is || kept.some((change) => change.from === was && change.to === is)) continue;
      const standIn = standIns[role];
      const origins = { from: memberOf(from.origin, `roles/${role}`), to: memberOf(to.origin, `roles/${role}`) };
      yield {
        ...use,
        ...origins,
        item: itemKey.type(from),
        itemNow: itemKey.type(to),
        what: `the code for ${role}`,
        was: was?.name,
        is: is?.name,
        mild: was === undefined && (standIn === undefined || from.roles[standIn] === undefined),
      };
    }
  }
}
