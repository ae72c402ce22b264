import { type Side, sideOf } from '../../../compat-policy/pair/pair.js';
import { BrokenRelease, type Release } from '../../../compat-policy/verdict/verdict.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import { type LedgerEntry, ledgerFile, readLedger } from '../../history/ledger.js';
import { type FoundVersion, listVersions, verifyVersion } from '../../history/versions.js';
import { digestVersion } from '../../pipeline.js';
import { compileVersion, type Subject } from '../subject.js';
import { type Located, labelOf, placed } from './locate.js';

/** A version that was compiled, and where it was found. */
export interface CompiledVersion extends Subject {
  readonly at: Located;
  readonly side: Side;
}

/** Two versions, compiled. */
export interface Versions {
  readonly baseline: CompiledVersion;
  readonly candidate: CompiledVersion;
}

/** Compiles a version. What an earlier one has in common with it is taken over. */
export const compileLocated = (at: Located, earlier?: CompiledVersion): Result<CompiledVersion> =>
  asLocated(at, compileVersion(at.host, at.found, earlier));

/** A compiled version with the place where it was found, of which its diagnostics speak. */
export function asLocated(at: Located, { value, diagnostics }: Result<Subject>): Result<CompiledVersion> {
  return { value: value && { ...value, at, side: sideOf(value.lowered) }, diagnostics: placedIn(at, at.found, diagnostics) };
}

/**
 * The releases in the ledger beside a version, oldest first; none where there is no ledger. Each of their folders is held to
 * its digest, whether or not it is asked for later, so that no edit of a released version goes unseen. `compiled` are those
 * that need not be compiled again.
 */
export function readReleases(at: Located, compiled: readonly CompiledVersion[]): Result<readonly Release[]> {
  const { host, abi } = at;
  if (host.kind(`${abi}/${ledgerFile}`) === 'missing') return { value: [], diagnostics: [] };
  const ledger = readLedger(host, abi);
  const versions = ledger.value && listVersions(host, abi);
  if (!ledger.value || !versions?.value) {
    const faults = versions?.diagnostics ?? ledger.diagnostics;
    return { value: undefined, diagnostics: placed(faults, (file) => labelOf(at.origin, abi, file)) };
  }

  const diagnostics: Diagnostic[] = [];
  const releases: Release[] = [];
  let earlier = compiled[0]?.sources;
  for (const found of versions.value.filter((version) => version.released)) {
    const known = compiled.find((version) => version.at.host === host && version.found.folder === found.folder);
    if (!known) {
      const { value, diagnostics: faults } = digestVersion(host, found.folder, earlier);
      earlier = value?.sources ?? earlier;
      diagnostics.push(...placedIn(at, found, faults).filter((fault) => fault.severity === 'error'));
      if (value) diagnostics.push(...placedIn(at, found, digestFaults(found, ledger.value.abi, value.digest)));
    }
    if (found.entry) releases.push(releaseOf(at, found, found.entry, known, compiled[0]));
  }
  return { value: diagnostics.length === 0 ? releases : undefined, diagnostics };
}

const digestFaults = (found: FoundVersion, name: string, digest: string): Diagnostic[] =>
  verifyVersion(found, { name, version: found.version, digest });

/** Diagnostics about a version or its entry in the ledger, with files that a reader can find. */
const placedIn = ({ abi, origin }: Located, { folder }: FoundVersion, diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  placed(diagnostics, (file) => labelOf(origin, file === ledgerFile ? abi : folder, file));

function releaseOf(
  at: Located,
  found: FoundVersion,
  { version, date, digest, windows }: LedgerEntry,
  known: CompiledVersion | undefined,
  earlier: Subject | undefined,
): Release {
  let side = known?.side;
  return {
    version,
    date,
    digest,
    windows,
    side: () => {
      side ??= sideOf(compileOrThrow(at, found, earlier).lowered);
      return side;
    },
  };
}

function compileOrThrow(at: Located, found: FoundVersion, earlier: Subject | undefined): Subject {
  const { value, diagnostics } = compileVersion(at.host, found, earlier);
  if (!value) throw new BrokenRelease(placedIn(at, found, diagnostics));
  return value;
}
