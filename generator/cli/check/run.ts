import { findingsOf } from '../../../compat-policy/findings.js';
import { type AbiPair, pairOf, type Side } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import type { MatrixReport } from '../../../compat-policy/report/model.js';
import { judge } from '../../../compat-policy/verdict/judge.js';
import { liveReleases } from '../../../compat-policy/verdict/live.js';
import { matrixOf } from '../../../compat-policy/verdict/matrix.js';
import type { Policy } from '../../../compat-policy/verdict/policy.js';
import { BrokenRelease, type Release, type Verdict } from '../../../compat-policy/verdict/verdict.js';
import { type Diagnostic, hasErrors, type Result } from '../../diagnostics/diagnostic.js';
import { keepHeapLow } from '../heap.js';
import { loadPolicy } from '../policy.js';
import type { Progress } from '../progress.js';
import { mergeVerdicts } from './all-live.js';
import { incomparable } from './comparable.js';
import { readReleases, type Versions } from './releases.js';
import { dateOf, readVersions, type VersionOptions } from './versions.js';
import { type Witnesses, witnessesOf } from './witnesses.js';

export interface CheckOptions extends VersionOptions {
  /** UTC date of the check, `YYYY-MM-DD`. */
  readonly asOf?: string;
  /** File of a policy in place of the one beside the ledger. */
  readonly policy?: string;
  /** Whether guests are built and run to show what breaks. */
  readonly witness?: boolean;
  /** Whether the candidate is held against every live release, not the baseline alone. */
  readonly allLive?: boolean;
}

/** Everything that a check found. */
export interface Checked extends Versions {
  readonly asOf: string;
  /** The releases in the candidate's ledger, oldest first. */
  readonly releases: readonly Release[];
  readonly policy: Policy;
  /** Where the candidate is held against several, it passes if it passes against each. */
  readonly verdict: Verdict;
  /** Versions against which a finding was made, by its fingerprint; the baseline for those that are not in it. */
  readonly against: ReadonlyMap<string, readonly string[]>;
  readonly matrix: MatrixReport | undefined;
  readonly witnesses: Witnesses;
}

/**
 * `molt-abi check` without its output: finds the two versions, compiles them, holds every release to the ledger, compares and
 * judges. Whatever keeps it from a verdict is an error, never a pass.
 */
export async function checkVersions(options: CheckOptions, folder: string, progress: Progress = silent): Promise<Result<Checked>> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics);
    return step.value;
  };
  const versions = take(
    await readVersions(
      { ...options, whole: options.allLive === true || options.whole === true },
      { baseline: '--against', candidate: '--candidate' },
      folder,
    ),
  );
  const fit = versions && incomparable(versions);
  diagnostics.push(...(fit ?? []));
  if (!versions || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const asOf = take(dateOf(options.asOf, versions.candidate));
  const releases = asOf && take(readReleases(versions.candidate.at, [versions.baseline, versions.candidate]));
  const policy = releases && take(loadPolicy(versions.candidate.at.host, versions.candidate.at.abi, options.policy));
  if (!policy || !asOf) return { value: undefined, diagnostics };
  keepHeapLow(versions.candidate.side.functions.length);
  try {
    const ground: Ground = { ...versions, asOf, releases, policy };
    const { pairs, ...judged } = options.allLive ? judgeAllLive(ground, progress) : judgeBaseline(ground);
    if (options.witness) progress.step('running witnesses');
    const witnesses: Witnesses = options.witness ? await witnessesOf(pairs, judged.verdict.findings) : new Map();
    return { value: { ...ground, ...judged, witnesses }, diagnostics };
  } catch (cause) {
    if (!(cause instanceof BrokenRelease)) throw cause;
    return { value: undefined, diagnostics: [...diagnostics, ...cause.diagnostics] };
  }
}

interface Judged {
  readonly pairs: readonly AbiPair[];
  readonly verdict: Verdict;
  readonly against: Checked['against'];
  readonly matrix: MatrixReport | undefined;
}

/** What every judgement of a run has in common. */
type Ground = Pick<Checked, 'baseline' | 'candidate' | 'asOf' | 'releases' | 'policy'>;

function judgeBaseline({ baseline, candidate, ...rest }: Ground): Judged {
  const pair = pairOf(baseline.side, candidate.side);
  return { pairs: [pair], verdict: judge({ ...rest, pair, findings: findingsOf(pair, rules) }), against: new Map(), matrix: undefined };
}

/** Holds the candidate against the baseline and every release that hosts must still serve. */
function judgeAllLive({ baseline, candidate, ...rest }: Ground, progress: Progress): Judged {
  const live = liveReleases(rest.releases, candidate.found.version, rest.asOf, rest.policy);
  const others = live.filter(({ version }) => version !== baseline.found.version);
  const compare = remembered((from, to) => {
    const pair = pairOf(from, to);
    return { pair, findings: findingsOf(pair, rules) };
  });
  const judgeOne = (version: string, side: Side) => {
    progress.step(`comparing ${version} with ${candidate.found.version}`);
    return { version, verdict: judge({ ...rest, ...compare(side, candidate.side) }) };
  };
  const verdicts = others.map(({ version, side }) => judgeOne(version, side()));
  const last = judgeOne(baseline.found.version, baseline.side);
  progress.step('comparing every version with every other');
  const versions = [
    ...live.map(({ version, side }) => ({ version, side: side() })),
    { version: candidate.found.version, side: candidate.side },
  ];
  return {
    pairs: [...others.map(({ side }) => side()), baseline.side].map((side) => compare(side, candidate.side).pair),
    ...mergeVerdicts(verdicts, last),
    matrix: matrixOf(versions, (from, to) => compare(from, to).findings),
  };
}

/** What a comparison gave, for those that are asked for twice. */
function remembered<T>(compare: (from: Side, to: Side) => T): (from: Side, to: Side) => T {
  const known = new Map<Side, Map<Side, T>>();
  return (from, to) => {
    const row = known.get(from) ?? new Map<Side, T>();
    known.set(from, row);
    const found = row.get(to) ?? compare(from, to);
    row.set(to, found);
    return found;
  };
}

const silent: Progress = { step: () => {}, end: () => {} };
