import { compare } from '../../generator/ir/version.js';
import { numbersOf as windowNumbers } from '../../generator/ir/windows.js';
import { itemKey } from '../pair/items.js';
import { linkKey } from '../pair/match.js';
import { harm } from '../rule.js';
import type { PolicyContext } from '../verdict/context.js';
import { linkedOf, linkText, transitionsOf } from '../verdict/link-states.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';

/** The ledger says what was released; names that were released once are kept for ever. */
export const historyRules: readonly PolicyRule[] = [
  {
    id: 'published-version-modified',
    summary: 'The candidate has the version of a release and other content.',
    why: 'A release is frozen: hosts and guests that name it rely on what it was.',
    fix: 'Restore the release, and give the change a version of its own.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find({ releases, pair, candidate }) {
      const entry = releases.find((release) => release.version === candidate);
      const { digest } = pair.to.abi;
      if (entry && entry.digest !== digest)
        yield {
          item: itemKey.abi,
          what: 'the digest',
          message: `${candidate} was released on ${entry.date} with the digest ${entry.digest}, and has ${digest} now`,
        };
    },
  },
  {
    id: 'version-reused',
    summary: 'The candidate has a version below the newest release, and is none of the releases.',
    why: 'Versions only ascend, so that of two versions the higher one is the later one.',
    fix: 'Choose a version above the newest release.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find({ releases, candidate }) {
      const newest = releases.at(-1);
      if (newest && compare(candidate, newest.version) < 0 && !releases.some(({ version }) => version === candidate))
        yield {
          item: itemKey.abi,
          what: 'the version',
          message: `${candidate} is below ${newest.version}, which was released on ${newest.date}`,
        };
    },
  },
  {
    id: 'release-date-regressed',
    summary: 'The candidate is dated before the newest release.',
    why: 'Windows are counted from dates, which have to ascend with versions.',
    fix: 'Correct the date.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find({ releases, candidate, asOf }) {
      const before = releases.filter(({ version }) => compare(version, candidate) < 0).at(-1);
      if (before && asOf < before.date)
        yield { item: itemKey.abi, what: 'the date', message: `${candidate} is dated ${asOf}, before ${before.version} of ${before.date}` };
    },
  },
  {
    id: 'reserved-entry-deleted',
    summary: 'A reserved name is not reserved any more.',
    why: 'Guests that import it may still be about. The entry keeps its name from ever meaning something else.',
    fix: 'Put the entry back, or name its module and field in `reserved` in abi.json.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const reused = new Set(reusedNames(context).map(({ key }) => key));
      const kept = keptNames(context);
      for (const name of context.step().from.abi.reserved) {
        const key = linkKey(name.module, name.name);
        if (!kept.has(key) && !reused.has(key))
          yield {
            item: itemKey.reserved(name),
            from: name.origin,
            message: `${name.module}.${name.name} was reserved (${name.reason}) and is not any more`,
          };
      }
      for (const { item, key, state, now, ...name } of transitionsOf(context))
        if (state === 'gone' && !now && !kept.has(key) && item.stability !== 'experimental')
          yield {
            item: item.key,
            what: linkText(name),
            from: item.origin,
            message: `${linkText(name)} was reserved by ${item.key} and is not any more`,
          };
    },
  },
  {
    id: 'reserved-entry-missing',
    summary: 'An import is gone and its name is not reserved.',
    why: 'A name that is free can come to mean something else, and old guests would bind to that.',
    fix: 'Add its module and field to `reserved` in abi.json, with the reason.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const kept = keptNames(context);
      for (const { item, key, state, now, ...name } of transitionsOf(context))
        if (state !== 'gone' && !now && !kept.has(key) && item.stability !== 'experimental')
          yield {
            item: item.key,
            what: linkText(name),
            from: item.origin,
            message: `${linkText(name)} is gone from ${item.key} and is not reserved`,
          };
    },
  },
  {
    id: 'import-name-reused',
    summary: 'An import has a name that was reserved, or that is a tombstone.',
    why: 'An old guest binds to the new meaning and misreads it.',
    fix: 'Use a name that was never used. A reserved name stays reserved.',
    bump: 'major',
    harm: harm('S', 'S', 'x', 'x'),
    severity: 'error',
    waivable: false,
    *find(context) {
      for (const { item, text, why } of reusedNames(context))
        yield { item: item.key, what: text, to: item.origin, message: `${item.key} is imported as ${text}, which ${why}` };
    },
  },
  {
    id: 'policy-weakened',
    summary: 'The policy promises less than it did with the newest release, and this is no major.',
    why: 'Windows are promises too.',
    fix: 'Restore the numbers, or lower them with a major.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const promised = context.published.at(-1)?.windows;
      if (!promised || context.step().declared === 'major') return;
      const today = windowNumbers(context.policy.windows);
      for (const [name, was] of windowNumbers(promised)) {
        const is = today.get(name) ?? 0;
        if (is < was) yield { item: itemKey.abi, what: `the policy's ${name}`, was: String(was), is: String(is) };
      }
    },
  },
];

/** Link keys that the candidate reserves, by an entry or by an import that is nothing but a reserved name. */
function keptNames(context: PolicyContext): ReadonlySet<string> {
  const { to, differing } = context.step();
  const { abi } = to;
  const reserved = [...linkedOf(to, differing.to)].filter(([, { state }]) => state === 'gone').map(([key]) => key);
  return new Set([...abi.reserved.map(({ module, name }) => linkKey(module, name)), ...reserved]);
}

/** Imports of the candidate under names that were given up. */
function reusedNames(context: PolicyContext) {
  const { from, to, differing } = context.step();
  const reserved = new Map(from.abi.reserved.map(({ module, name, reason }) => [linkKey(module, name), reason]));
  const before = linkedOf(from, differing.from);
  return [...linkedOf(to, differing.to)].flatMap(([key, { item, state, ...name }]) => {
    // What is served means something again too, and may be declared in the next version.
    if (state !== 'declared' && state !== 'served') return [];
    const was = before.get(key)?.state;
    const reason = reserved.get(key);
    const why =
      reason !== undefined ? `is reserved: ${reason}` : was === 'tombstone' ? 'is a tombstone' : was === 'gone' ? 'is reserved' : undefined;
    return why === undefined ? [] : [{ key, item, text: linkText(name), why }];
  });
}
