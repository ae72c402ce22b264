import type { Finding } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { type AbiPair, pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { inOrder, judge } from '../../../compat-policy/verdict/judge.js';
import { BrokenRelease, type Release, type Removal } from '../../../compat-policy/verdict/verdict.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import { loadPolicy } from '../policy.js';
import { readReleases, type Versions } from './releases.js';
import { dateOf, readVersions } from './versions.js';
import { type Witnesses, witnessesOf } from './witnesses.js';

/** What differs between two versions. */
export interface Comparison extends Versions {
  readonly pair: AbiPair;
  /** Date of the newer one; undefined if it says none. */
  readonly asOf: string | undefined;
  /** Of the rules that compare versions, the worst first. */
  readonly findings: readonly Finding[];
  /** What the newer one deprecates; none if there is no date to count from. */
  readonly removals: readonly Removal[];
  readonly releases: readonly Release[];
  readonly witnesses: Witnesses;
}

export interface CompareOptions {
  readonly abi?: string;
  readonly witness?: boolean;
}

/** Compares two versions without judging them. */
export async function compareVersions(from: string, to: string, options: CompareOptions, folder: string): Promise<Result<Comparison>> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics);
    return step.value;
  };
  const wanted = { ...options, against: from, candidate: to };
  const versions = take(await readVersions(wanted, { baseline: 'FROM', candidate: 'TO' }, folder));
  const releases = versions && take(readReleases(versions.candidate.at, [versions.baseline, versions.candidate]));
  const policy = releases && take(loadPolicy(versions.candidate.at.host, versions.candidate.at.abi, undefined));
  if (!policy) return { value: undefined, diagnostics };
  const pair = pairOf(versions.baseline.side, versions.candidate.side);
  const findings = inOrder(findingsOf(pair, rules));
  // Without a date there is nothing to count from; everything else needs none.
  const asOf = dateOf(undefined, versions.candidate).value;
  try {
    const removals = asOf === undefined ? [] : judge({ pair, asOf, releases, policy, findings }).removals;
    const witnesses: Witnesses = options.witness ? await witnessesOf([pair], findings) : new Map();
    return { value: { ...versions, pair, asOf, findings, removals, releases, witnesses }, diagnostics };
  } catch (cause) {
    if (!(cause instanceof BrokenRelease)) throw cause;
    return { value: undefined, diagnostics: [...diagnostics, ...cause.diagnostics] };
  }
}
