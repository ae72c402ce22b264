import { type Finding, guestFailureOf } from '../finding.js';
import type { Side } from '../pair/pair.js';
import type { Fit, MatrixCell, MatrixReport } from '../report/model.js';
import type { GuestHarm } from '../rule.js';

/** The worst first. */
const fits: readonly Fit[] = ['silent', 'call-time', 'link', 'floor', 'runs'];

/**
 * Which guests run on which hosts. Versions are given oldest first, and each two are compared once: what a change does to old
 * guests on new hosts and to new guests on old hosts is in the same finding. Waivers do not count: they allow a break and do
 * not undo it.
 */
export function matrixOf(
  versions: readonly { readonly version: string; readonly side: Side }[],
  compare: (from: Side, to: Side) => readonly Finding[],
): MatrixReport {
  const cells = versions.map((host) => versions.map((guest) => cellOf(host.version, guest.version, [])));
  for (const [i, older] of versions.entries())
    for (const [j, newer] of versions.entries()) {
      if (j <= i) continue;
      const findings = compare(older.side, newer.side);
      const [oldRow, newRow] = [cells[i], cells[j]];
      if (newRow) newRow[i] = cellOf(newer.version, older.version, harmsOf(findings, 'oldGuest'));
      if (oldRow) oldRow[j] = cellOf(older.version, newer.version, harmsOf(findings, 'newGuest'));
    }
  return { versions: versions.map((v) => v.version), cells };
}

interface RuleFit {
  readonly rule: string;
  readonly fit: Fit;
}

const harmsOf = (findings: readonly Finding[], guest: 'oldGuest' | 'newGuest'): readonly RuleFit[] =>
  findings.map(({ rule, harm }) => ({ rule: rule.id, fit: fitOf(harm[guest]) }));

/** Harm to guests that use what is new is no harm to those that keep below the host's version. */
function fitOf(harm: GuestHarm): Fit {
  const failure = guestFailureOf(harm);
  if (failure === 'none') return 'runs';
  return harm.endsWith('*') ? 'floor' : failure;
}

/** The worst that any rule says, and the rules that say it. */
function cellOf(host: string, guest: string, found: readonly RuleFit[]): MatrixCell {
  const fit = fits.find((worst) => found.some((f) => f.fit === worst)) ?? 'runs';
  const rules = fit === 'runs' ? [] : [...new Set(found.filter((f) => f.fit === fit).map((f) => f.rule))].sort();
  return { host, guest, fit, rules };
}
