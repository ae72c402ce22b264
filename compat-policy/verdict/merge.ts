import type { Finding, Severity } from '../finding.js';

/** A finding with the versions against which it was found, in the order in which they were compared. */
export interface MergedFinding extends Finding {
  readonly against: readonly string[];
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/**
 * Findings of one candidate against several baselines, each change once. Of several it keeps the gravest, and of equally
 * grave ones the last, whose places are nearest to the candidate; it is waived only if it is waived against all.
 */
export function mergeFindings(
  baselines: readonly { readonly version: string; readonly findings: readonly Finding[] }[],
): readonly MergedFinding[] {
  const merged = new Map<string, MergedFinding>();
  for (const { version, findings } of baselines)
    for (const finding of findings) {
      const before = merged.get(finding.fingerprint);
      const against = [...(before?.against ?? []).filter((v) => v !== version), version];
      merged.set(finding.fingerprint, { ...(before && isGraver(before, finding) ? before : finding), against });
    }
  return [...merged.values()];
}

/** One that no waiver covers is graver than one that is waived. */
function isGraver(a: Finding, b: Finding): boolean {
  if ((a.waivedBy === undefined) !== (b.waivedBy === undefined)) return a.waivedBy === undefined;
  return severities.indexOf(a.severity) < severities.indexOf(b.severity);
}
