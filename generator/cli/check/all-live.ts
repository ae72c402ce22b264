import { inOrder } from '../../../compat-policy/verdict/judge.js';
import { mergeFindings } from '../../../compat-policy/verdict/merge.js';
import type { Verdict } from '../../../compat-policy/verdict/verdict.js';

/** A verdict against one of several baselines. */
export interface VerdictAgainst {
  readonly version: string;
  readonly verdict: Verdict;
}

/**
 * One verdict of several, the last of which is the one against the baseline: it passes if each does. A finding that several
 * have is one. Where one fails its bumps are told, since they are what must be understood; else those of the last.
 */
export function mergeVerdicts(
  others: readonly VerdictAgainst[],
  last: VerdictAgainst,
): { readonly verdict: Verdict; readonly against: ReadonlyMap<string, readonly string[]> } {
  const all = [...others, last];
  const findings = mergeFindings(all.map(({ version, verdict }) => ({ version, findings: verdict.findings })));
  const { pass, requiredBump, declaredBump } = (all.findLast(({ verdict }) => !verdict.pass) ?? last).verdict;
  return {
    verdict: { pass, requiredBump, declaredBump, findings: inOrder(findings), removals: last.verdict.removals },
    against: new Map(findings.map(({ fingerprint, against }) => [fingerprint, against])),
  };
}
