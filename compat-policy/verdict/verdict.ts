import type { Diagnostic } from '../../generator/diagnostics/diagnostic.js';
import type { Finding } from '../finding.js';
import type { AbiPair, Side } from '../pair/pair.js';
import type { Bump } from '../rule.js';
import type { Policy, Windows } from './policy.js';

/** A released version as the ledger has it. */
export interface Release {
  readonly version: string;
  /** UTC calendar date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly digest: string;
  /** The windows that were promised with it; undefined in ledgers that do not say. */
  readonly windows: Windows | undefined;
  /** The version itself, compiled when first asked for. Throws `BrokenRelease` if it does not compile. */
  readonly side: () => Side;
}

/** A release that does not compile, so that nothing can be judged by it. */
export class BrokenRelease extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('a release does not compile');
  }
}

/** What a verdict is made from: two versions, what lies before them, and the rules of the house. Nothing else counts. */
export interface Judgement {
  readonly pair: AbiPair;
  /** Date of the check: `--as-of`, else the candidate's `released`. */
  readonly asOf: string;
  /** Every release in the ledger, oldest first. Empty where there is no ledger. */
  readonly releases: readonly Release[];
  readonly policy: Policy;
  /** What the pair rules found, waived ones included. */
  readonly findings: readonly Finding[];
}

/** When something deprecated may go at the earliest. */
export interface Removal {
  readonly item: string;
  readonly deprecatedIn: string;
  readonly deprecatedOn: string | null;
  readonly replacement: string | null;
  /** What the schema promises. */
  readonly removeIn: string | null;
  /** The lowest version that may do without it: a major. */
  readonly earliestVersion: string;
  /** UTC date from which on that version may be released. */
  readonly earliestDate: string;
}

export interface Verdict {
  readonly pass: boolean;
  readonly requiredBump: Bump;
  readonly declaredBump: Bump;
  /** Silent ones first within a severity; those of one cause beside each other. */
  readonly findings: readonly Finding[];
  readonly removals: readonly Removal[];
}
