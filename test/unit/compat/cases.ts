import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf, type Side } from '../../../compat-policy/pair/pair.js';
import { policyRules, rules } from '../../../compat-policy/registry.js';
import { judge } from '../../../compat-policy/verdict/judge.js';
import { defaultPolicy, type Policy } from '../../../compat-policy/verdict/policy.js';
import { readPolicy } from '../../../compat-policy/verdict/policy-file.js';
import type { Judgement, Release, Verdict } from '../../../compat-policy/verdict/verdict.js';
import { readJson } from '../../../generator/history/ledger.js';
import type { Windows } from '../../../generator/ir/windows.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

/** A version by its number and a merge patch of the version before it, the first one of the base. */
export interface CaseVersion {
  readonly version: string;
  readonly patch?: Files;
}

/** What policy rules judge. Whatever the near miss leaves out is as in the case. */
export interface Situation {
  readonly releases: readonly (CaseVersion & { readonly date: string; readonly windows?: Windows })[];
  /** A merge patch of the last release. */
  readonly candidate: CaseVersion;
  /** False: the releases are folders that no ledger knows. */
  readonly ledger?: boolean;
  /** Version of the baseline; the last release where it is absent. */
  readonly against?: string;
  readonly asOf: string;
  /** Content of `policy.json`. */
  readonly policy?: Files;
}

/** `test/compat/<rule-id>/case.json`. Expected are all findings of policy rules, as `severity rule item`. */
export interface PolicyCase extends Situation {
  readonly expected: readonly string[];
  readonly nearMiss: Partial<Situation> & { readonly why: string; readonly expected: readonly string[] };
}

const numbered = (files: Json, version: string): Json => merged(files, { 'abi.json': { version } });

/** Everything that `judge` needs of a situation. `root`: what the first patch is one of. */
export function judgementOf({ releases, candidate, ledger = true, against, asOf, policy }: Situation, root: Json = base): Judgement {
  let files: Json = root;
  const sides = new Map<string, Side>();
  for (const { version, patch } of releases) {
    files = numbered(merged(files, patch), version);
    sides.set(version, sideOfFiles(files));
  }
  const sideOf = (version: string): Side => {
    const side = sides.get(version);
    if (!side) throw new Error(`there is no release ${version}`);
    return side;
  };
  const known = releases.map(({ version, date, windows }): Release => {
    const side = sideOf(version);
    return { version, date, digest: side.abi.digest, windows, side: () => side };
  });
  const to = sideOfFiles(numbered(merged(files, candidate.patch), candidate.version));
  const pair = pairOf(sideOf(against ?? releases.at(-1)?.version ?? ''), to);
  return { pair, asOf, releases: ledger ? known : [], policy: policyOf(policy), findings: findingsOf(pair, rules) };
}

export function policyOf(content: Files | undefined): Policy {
  if (content === undefined) return defaultPolicy;
  const document = readJson(memoryHost({ 'abi/policy.json': JSON.stringify(content) }), 'abi', 'policy.json').value;
  const read = document && readPolicy(document);
  if (!read?.value) throw new Error(`the policy is wrong: ${JSON.stringify(read?.diagnostics)}`);
  return read.value;
}

const ofPolicy = new Set(policyRules.map((rule) => rule.id));

/** Findings of policy rules, as cases write them. */
export const policyLines = ({ findings }: Verdict): string[] =>
  findings
    .filter((finding) => ofPolicy.has(finding.rule.id))
    .map((finding) => `${finding.severity} ${finding.rule.id} ${finding.item}`)
    .sort();

export const judged = (situation: Situation, root?: Json): Verdict => judge(judgementOf(situation, root));
