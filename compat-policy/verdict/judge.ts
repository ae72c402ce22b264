import { type Finding, failureModes, type Severity } from '../finding.js';
import { findingOf, findingsOf } from '../findings.js';
import { policyRules, rules } from '../registry.js';
import type { Bump } from '../rule.js';
import { requiredBump } from '../rules/version.js';
import { compareBumps, declaredBump } from './bump.js';
import { contextOf, type PolicyContext } from './context.js';
import type { PolicyRule } from './policy-rule.js';
import { removalsOf } from './removals.js';
import type { Judgement, Verdict } from './verdict.js';
import { inForce, waived } from './waivers.js';

/**
 * Judges a candidate. Waivers that are in force are applied to what the pair rules found; then each policy rule sees what was
 * found before it. Throws `BrokenRelease` if a rule needs a release that does not compile.
 */
export function judge(judgement: Judgement): Verdict {
  const { policy, asOf, pair } = judgement;
  const waivers = policy.waivers.filter((waiver) => inForce(waiver, policy, asOf));
  const context = contextOf(judgement, isWaivable, (step) => findingsOf(step, rules));
  let findings: readonly Finding[] = waived(judgement.findings, [], waivers);
  for (const rule of policyRules) {
    const found = foundBy(rule, { ...context, findings });
    findings = [...findings, ...(rule.waivable ? waived(found, findings, waivers) : found)];
  }
  const declared = declaredBump(pair.from.abi.version, pair.to.abi.version);
  const judged = findings.map((finding) => {
    const severity = severityOf(finding, declared);
    return severity === finding.severity ? finding : { ...finding, severity };
  });
  return {
    pass: !judged.some((finding) => finding.severity === 'error'),
    requiredBump: requiredBump({ findings }),
    declaredBump: declared,
    findings: inOrder(judged),
    removals: removalsOf(context),
  };
}

const unwaivable = new Set(policyRules.filter((rule) => !rule.waivable).map((rule) => rule.id));
const isWaivable = (rule: string): boolean => !unwaivable.has(rule);

function foundBy(rule: PolicyRule, context: PolicyContext): Finding[] {
  const severity = typeof rule.severity === 'function' ? rule.severity(context.policy) : rule.severity;
  return [...rule.find(context)].map((hit) => findingOf(rule, hit, context.step(), severity));
}

/** What is waived never fails the verdict; what the version does not announce always does. */
function severityOf({ severity, bump, waivedBy }: Finding, declared: Bump): Severity {
  if (waivedBy !== undefined) return severity === 'error' ? 'warning' : severity;
  return compareBumps(bump, declared) > 0 ? 'error' : severity;
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** By severity, then the worst failure first; findings of one cause stand together, where the worst of them would. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = (f: Finding) => severities.indexOf(f.severity) * failureModes.length + failureModes.indexOf(f.failureMode);
  // By severity and cause.
  const worst = new Map(severities.map((severity) => [severity, new Map<string, number>()]));
  const worstOf = (f: Finding) => worst.get(f.severity)?.get(f.cause) ?? Number.POSITIVE_INFINITY;
  for (const f of findings) worst.get(f.severity)?.set(f.cause, Math.min(worstOf(f), rank(f)));
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      worstOf(a) - worstOf(b) ||
      text(a.cause, b.cause) ||
      rank(a) - rank(b) ||
      text(a.item, b.item) ||
      text(a.rule.id, b.rule.id) ||
      text(a.fingerprint, b.fingerprint),
  );
}
