import type { Severity } from './finding.js';
import type { Hit, RuleText } from './rule.js';
import type { Judgement } from './verdict.js';

/** A rule about the process: notice, windows, the ledger. It sees what the pair rules found. */
export interface PolicyRule extends RuleText {
  readonly severity: Severity;
  /** Whether a waiver may cover it. */
  readonly waivable: boolean;
  readonly find: (judgement: Judgement) => Iterable<Hit>;
}
