import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import { entryDigest, type Ledger, ledgerFile, readLedger } from '../../history/ledger.js';
import { compare } from '../../ir/version.js';
import { type Located, labelOf } from './locate.js';
import type { Versions } from './releases.js';

/** Why a verdict on two versions would say nothing, or nothing true. */
export function incomparable({ baseline, candidate }: Versions): Diagnostic[] {
  const [from, to] = [baseline.at, candidate.at];
  const isOneTree = from.host === to.host && from.abi === to.abi;
  if (compare(baseline.abi.version, candidate.abi.version) > 0) return [newer(baseline, candidate)];
  if (isOneTree) return [];
  if (baseline.abi.name !== candidate.abi.name)
    return [diagnostic('reference/other-abi', undefined, { ref: from.ref, name: baseline.abi.name, candidate: candidate.abi.name })];
  return rewritten(from, to);
}

const newer = (baseline: Versions['baseline'], candidate: Versions['candidate']): Diagnostic =>
  diagnostic('reference/newer', undefined, { baseline: baseline.abi.version, candidate: candidate.abi.version });

/** A ledger only grows: what that of the baseline has, the candidate's must have too. */
function rewritten(from: Located, to: Located): Diagnostic[] {
  const [old, now] = [ledgerOf(from), ledgerOf(to)];
  const faults = [...old.diagnostics, ...now.diagnostics];
  if (faults.length > 0) return faults;
  const lost = old.value?.entries.find((entry, i) => {
    const other = now.value?.entries[i];
    return !other || entryDigest(other) !== entryDigest(entry);
  });
  if (!lost) return [];
  const ledger = labelOf(to.origin, to.abi, ledgerFile);
  return [diagnostic('reference/rewritten', undefined, { version: lost.version, ref: from.ref, ledger })];
}

const ledgerOf = ({ host, abi }: Located): Result<Ledger> =>
  host.kind(`${abi}/${ledgerFile}`) === 'missing' ? { value: undefined, diagnostics: [] } : readLedger(host, abi);
