import type { Finding } from '../finding.js';
import { daysBetween } from './dates.js';
import type { Policy, Waiver } from './policy.js';

/** A reason that says less than this says nothing. */
const leastReason = 20;

/** Why a waiver has not been granted as the policy demands, or undefined. */
export function unjustified({ reason, approvers, granted, expires }: Waiver, policy: Policy): string | undefined {
  const people = new Set(
    approvers.map((name) =>
      name
        .normalize('NFKC')
        .replace(/[^\p{L}\p{N}]/gu, '')
        .toLowerCase(),
    ),
  ).size;
  // Characters that show nothing say nothing.
  if (reason.replace(/\p{C}/gu, '').trim().length < leastReason) return `gives a reason of less than ${leastReason} characters`;
  if (people < policy.waiverApprovers) return `has ${people} of ${policy.waiverApprovers} approvers`;
  return expires < granted ? `expires on ${expires}, before it is granted on ${granted}` : undefined;
}

/** Why a waiver covers more than one may, or undefined. */
export function overbroad({ granted, expires }: Waiver, policy: Policy): string | undefined {
  const days = daysBetween(granted, expires);
  return days > policy.waiverDays ? `lasts ${days} days; at most ${policy.waiverDays} are allowed` : undefined;
}

export const inForce = (waiver: Waiver, policy: Policy, asOf: string): boolean =>
  waiver.granted <= asOf && asOf <= waiver.expires && unjustified(waiver, policy) === undefined && overbroad(waiver, policy) === undefined;

/** Whether a finding is the one that a waiver is for. */
export const isSubject = ({ rule, item, fingerprint }: Waiver, finding: Finding): boolean =>
  finding.fingerprint === fingerprint && finding.rule.id === rule && finding.item === item;

/** Whether a finding follows from another: it has the same cause, or is about what the other shows through. */
export const follows = (finding: Finding, from: Finding): boolean =>
  finding.cause === from.cause || finding.item === from.item || finding.places.includes(from.item) || from.places.includes(finding.item);

/** Marks what is waived. `known` are the findings so far, among which those are that others follow from. */
export function waived(found: readonly Finding[], known: readonly Finding[], waivers: readonly Waiver[]): Finding[] {
  if (waivers.length === 0) return [...found];
  const subjects = waivers.map((waiver) => ({ waiver, subject: [...known, ...found].find((finding) => isSubject(waiver, finding)) }));
  return found.map((finding) => {
    const by = subjects.find(
      ({ waiver, subject }) =>
        subject && (subject === finding || (waiver.covers.includes(finding.fingerprint) && follows(finding, subject))),
    );
    return by ? { ...finding, waivedBy: by.waiver.id } : finding;
  });
}
