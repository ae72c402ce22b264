import type { Severity } from '../finding.js';
import type { Hit, RuleText } from '../rule.js';
import type { PolicyContext } from './context.js';
import type { Policy } from './policy.js';

/** A rule about the process: notice, windows, the ledger. It sees what the rules before it found. */
export interface PolicyRule extends RuleText {
  readonly severity: Severity | ((policy: Policy) => Severity);
  /** Whether a waiver may cover it. */
  readonly waivable: boolean;
  readonly find: (context: PolicyContext) => Iterable<Hit>;
}

/** What most rules about the process have in common: nobody's code breaks by them, and they ask for no version. */
export const processOnly = { bump: 'none', harm: { oldGuest: '-', newGuest: '-', hostSource: '-', guestSource: '-' } } as const;
