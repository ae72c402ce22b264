import { itemKey } from '../pair/items.js';
import type { Hit } from '../rule.js';
import { type Break, breaksOf } from '../verdict/breaks.js';
import type { PolicyContext } from '../verdict/context.js';
import { daysBetween } from '../verdict/dates.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';
import { isBefore } from '../verdict/removals.js';
import type { Notice } from '../verdict/window.js';

/** Every break needs notice: a marker, the published minors that carry it, the days, and a major. */
const lacking = (
  text: Pick<PolicyRule, 'id' | 'summary' | 'why' | 'fix'>,
  find: (found: Break, context: PolicyContext) => Iterable<Omit<Hit, 'item'>>,
): PolicyRule => ({
  ...text,
  ...processOnly,
  severity: 'error',
  waivable: true,
  *find(context) {
    for (const found of breaksOf(context)) for (const hit of find(found, context)) yield { ...found.hit, ...hit };
  },
});

/** What each announcement lacks of its window. Where there is no ledger, `history-unknown` says so instead. */
const cutShort = (
  text: Pick<PolicyRule, 'id' | 'summary' | 'why' | 'fix'>,
  fault: (notice: Notice, context: PolicyContext) => Omit<Hit, 'item'> | undefined,
): PolicyRule =>
  lacking(text, function* ({ notices }, context) {
    for (const notice of notices) {
      const hit = fault(notice, context);
      if (hit) yield { ...hit, to: notice.item.origin };
    }
  });

export const windowRules: readonly PolicyRule[] = [
  lacking(
    {
      id: 'removed-without-deprecation',
      summary: 'Something is gone that no release announced as deprecated.',
      why: 'Those who rely on it had no time to move.',
      fix: 'Put it back and deprecate it in a minor. It may go when its window is over.',
    },
    function* ({ hit, gone, notices }) {
      if (gone && notices.length === 0) yield { message: `${hit.item} is gone, and no release deprecated it` };
    },
  ),
  lacking(
    {
      id: 'changed-without-deprecation',
      summary: 'Something changed in a way that breaks those who rely on it, and no release announced that.',
      why: 'To change the meaning of something is to remove what it was. That needs the same notice.',
      fix: 'Leave it as it is and add the new form under a new name; or deprecate it first and change it when the window is over.',
    },
    function* ({ hit, gone, notices }) {
      if (!gone && notices.length === 0) yield { message: `${hit.item} changed incompatibly, and no release deprecated it` };
    },
  ),
  cutShort(
    {
      id: 'removed-before-releases',
      summary: 'Too few published minors carried the deprecation.',
      why: 'Those who update from minor to minor must meet the announcement before they meet the removal.',
      fix: 'Publish more minors that carry the marker.',
    },
    ({ item, minors, window }, { releases }) =>
      releases.length > 0 && minors < window.minors
        ? { message: `${item.key} was deprecated in ${minors} published ${minors === 1 ? 'minor' : 'minors'}; ${window.minors} are needed` }
        : undefined,
  ),
  cutShort(
    {
      id: 'removed-before-days',
      summary: 'The days of the window have not passed since the release that announced the deprecation.',
      why: 'Those who rely on it were promised that long.',
      fix: 'Wait for the date that is named.',
    },
    ({ item, release, over, window }, { asOf }) =>
      release && over !== undefined && asOf < over
        ? {
            message: `${item.key} was deprecated on ${release.date} with ${release.version}, ${daysBetween(release.date, asOf)} days before ${asOf}; ${window.days} are needed, until ${over}`,
          }
        : undefined,
  ),
  cutShort(
    {
      id: 'removed-before-sunset',
      summary: 'Something is gone, or changed, before the version that its deprecation named.',
      why: 'Until that version it was promised to stay.',
      fix: 'Keep it until the version that `removeIn` names.',
    },
    ({ item, marker }, { candidate }) =>
      marker.removeIn !== undefined && isBefore(candidate, marker.removeIn)
        ? { message: `${item.key} was promised to stay until ${marker.removeIn}; this is ${candidate}` }
        : undefined,
  ),
  lacking(
    {
      id: 'removed-outside-major',
      summary: 'Something stable is gone, or changed incompatibly, in a version that may not carry breaks.',
      why: 'Who takes a minor or a patch does not expect to lose anything.',
      fix: 'Keep it until the next major (before 1.0.0: the next 0.y).',
    },
    function* ({ hit, stable, gone }, context) {
      if (stable && context.step().declared !== 'major')
        yield { message: `${hit.item} ${gone ? 'is gone' : 'changed incompatibly'} in ${context.candidate}, which is no major` };
    },
  ),
  {
    id: 'history-unknown',
    summary: 'Something was removed or changed after a deprecation, and no ledger says when that was published.',
    why: 'A window is counted from release dates. Where none are known, nothing shows that it is over.',
    fix: 'Compare an ABI that has a `releases.json`; `molt-abi release` writes it.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const announced = breaksOf(context).filter((found) => found.notices.length > 0);
      if (context.releases.length > 0 || announced.length === 0) return;
      yield {
        item: itemKey.abi,
        places: announced.map((found) => found.hit.item),
        message: 'there is no ledger, so that no window can be counted',
      };
    },
  },
];
