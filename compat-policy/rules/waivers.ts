import { itemKey } from '../pair/items.js';
import type { Hit } from '../rule.js';
import type { PolicyContext } from '../verdict/context.js';
import type { Waiver } from '../verdict/policy.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';
import { follows, inForce, isSubject, overbroad, unjustified } from '../verdict/waivers.js';

/** A rule about each waiver of the policy. What it says follows the name of the waiver. */
const waiverRule = (
  text: Pick<PolicyRule, 'id' | 'summary' | 'why' | 'fix'>,
  fault: (waiver: Waiver, context: PolicyContext) => string | undefined,
): PolicyRule => ({
  ...text,
  ...processOnly,
  severity: 'error',
  waivable: false,
  *find(context) {
    for (const waiver of context.policy.waivers) {
      const why = fault(waiver, context);
      if (why !== undefined) yield hitOf(waiver, why, context);
    }
  },
});

const hitOf = ({ id, pointer }: Waiver, why: string, { policy }: PolicyContext): Hit => ({
  item: itemKey.abi,
  what: `the waiver ${id}`,
  message: `the waiver ${id} ${why}`,
  to: policy.file === undefined ? undefined : { file: policy.file, pointer },
});

/** What is wrong with waivers. These come last, when all that can be waived was found. */
export const waiverRules: readonly PolicyRule[] = [
  waiverRule(
    {
      id: 'waiver-expired',
      summary: 'A waiver is over.',
      why: 'It was granted for a time, in which the cause was to go away.',
      fix: 'Remove the cause, and then the waiver.',
    },
    ({ expires }, { asOf }) => (expires < asOf ? `expired on ${expires}` : undefined),
  ),
  waiverRule(
    {
      id: 'waiver-unjustified',
      summary: 'A waiver lacks a reason, approvers, or a time.',
      why: 'Who reads it later must find out why the rule did not hold, and whom to ask.',
      fix: 'Give the reason in a sentence, and the approvers that the policy demands.',
    },
    (waiver, { policy }) => unjustified(waiver, policy),
  ),
  waiverRule(
    {
      id: 'waiver-overbroad',
      summary: 'A waiver lasts too long, covers what does not follow from its finding, or names a rule that knows no exception.',
      why: 'One waiver is for one finding.',
      fix: 'Shorten it, take out what it need not cover, or grant one waiver for each finding.',
    },
    (waiver, context) => overbroad(waiver, context.policy) ?? stray(waiver, context),
  ),
  waiverRule(
    {
      id: 'waiver-unused',
      summary: 'A waiver is in force and covers nothing.',
      why: 'It would hide the next finding that happens to be the same.',
      fix: 'Remove it. If it was to cover something, compare its rule, item and fingerprint with the report.',
    },
    (waiver, context) => {
      if (context.asOf < waiver.granted) return `is not in force before ${waiver.granted}`;
      if (!inForce(waiver, context.policy, context.asOf) || stray(waiver, context) !== undefined) return undefined;
      return context.findings.some((finding) => finding.waivedBy === waiver.id) ? undefined : 'covers nothing';
    },
  ),
];

/** Why a waiver that was found to be about something is too broad. */
function stray(waiver: Waiver, { findings, isWaivable }: PolicyContext): string | undefined {
  if (!isWaivable(waiver.rule)) return `is for ${waiver.rule}, which cannot be waived`;
  const subject = findings.find((finding) => isSubject(waiver, finding));
  const nothing = subject && waiver.covers.find((fingerprint) => !findings.some((finding) => finding.fingerprint === fingerprint));
  if (nothing !== undefined) return `covers ${nothing}, which is the fingerprint of no finding`;
  const other = subject && findings.find((finding) => waiver.covers.includes(finding.fingerprint) && !follows(finding, subject));
  return other && `covers ${other.rule.id} of ${other.item}, which does not follow from ${waiver.item}`;
}
