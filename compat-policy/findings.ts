import { breaksOf, type Finding, failureModeOf, type Severity } from './finding.js';
import { fingerprint } from './fingerprint.js';
import { type AbiPair, formerOf, type Side } from './pair/pair.js';
import type { Bump, Hit, Rule, RuleText } from './rule.js';

/** Runs rules over a pair. A finding is a warning if it breaks somebody; the verdict may make it an error. */
export function findingsOf(pair: AbiPair, rules: readonly Rule[]): Finding[] {
  return rules.flatMap((rule) => [...rule.find(pair)].map((hit) => findingOf(rule, hit, pair, undefined)));
}

/** A hit with everything that its rule and its item say of it. */
export function findingOf(rule: RuleText, hit: Hit, pair: AbiPair, severity: Severity | undefined): Finding {
  const { bump, harm } = hit.mild && rule.mild ? rule.mild : rule;
  return {
    rule,
    severity: severity ?? (bump === 'major' ? 'warning' : 'info'),
    bump: lowered(bump, hit, pair),
    breaking: bump === 'major',
    harm,
    failureMode: failureModeOf(harm),
    breaks: breaksOf(harm),
    item: hit.item,
    cause: hit.cause ?? hit.item,
    message: hit.message ?? sentence(hit),
    help: hit.help ?? rule.fix,
    places: hit.places ?? [],
    targets: hit.targets ?? targetsOf(hit, pair),
    from: hit.from,
    to: hit.to,
    fingerprint: fingerprint(rule.id, hit),
    example: hit.example,
    waivedBy: undefined,
  };
}

/** What is not stable may change in a minor, unless it shows through something that is. */
function lowered(bump: Bump, { item, places }: Hit, pair: AbiPair): Bump {
  const isUnstable = (key: string) => (formerOf(pair, key)?.stability ?? 'stable') !== 'stable';
  return bump === 'major' && [item, ...(places ?? [])].every(isUnstable) ? 'minor' : bump;
}

/** Those of the item, as it was or is; all targets for what they do not part. */
function targetsOf({ item, places }: Hit, { from, to }: AbiPair): readonly string[] {
  const all = to.abi.targets.map((t) => t.name);
  const keys = places && places.length > 0 ? places : [item];
  const found = new Set(keys.flatMap((key) => (nearest(key, from) ?? nearest(key, to))?.targets ?? all));
  return [...found].sort();
}

const nearest = (key: string, side: Side) => side.items().get(key);

function sentence({ item, what, was, is }: Hit): string {
  const subject = what === undefined ? item : `${what} of ${item}`;
  if (was === undefined && is === undefined) return `${subject} has changed`;
  if (was === undefined) return `${subject} is new: ${is}`;
  return is === undefined ? `${subject} is gone: it was ${was}` : `${subject} was ${was}, is now ${is}`;
}
