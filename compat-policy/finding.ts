import type { Origin } from '../generator/ir/abi.js';
import type { Bump, Harm, RuleText } from './rule.js';

/** `error` fails the verdict unless waived; `warning` breaks somebody and is allowed; `info` is said for the changelog. */
export type Severity = 'error' | 'warning' | 'info';

/** How a break shows itself, the worst first. `none`: nothing breaks. */
export const failureModes = ['silent', 'call-time', 'link', 'compile', 'none'] as const;
export type FailureMode = (typeof failureModes)[number];

export const parties = ['old-guest', 'new-guest', 'host-source', 'guest-source'] as const;
export type Party = (typeof parties)[number];

/** A hit of a rule, judged by itself. `severity` is given when all of a verdict is known. */
export interface Finding {
  readonly rule: RuleText;
  readonly severity: Severity;
  readonly bump: Bump;
  readonly harm: Harm;
  readonly failureMode: FailureMode;
  readonly breaks: readonly Party[];
  readonly item: string;
  /** Key of the item under which findings of one root are grouped. */
  readonly cause: string;
  readonly message: string;
  readonly help: string;
  readonly places: readonly string[];
  readonly targets: readonly string[];
  readonly from: Origin | undefined;
  readonly to: Origin | undefined;
  /** 16 hex digits that stay while rule, item and change do. */
  readonly fingerprint: string;
  readonly example: string | undefined;
  /** Id of the waiver that covers it. */
  readonly waivedBy: string | undefined;
}

/** What a harm shows as: to the old guest, else to the new one, else to source code. */
export function failureModeOf(harm: Harm): FailureMode {
  const guest = harm.oldGuest !== '-' ? harm.oldGuest : harm.newGuest;
  if (guest.includes('S')) return 'silent';
  if (guest.includes('E')) return 'call-time';
  if (guest.includes('L')) return 'link';
  return harm.hostSource === 'x' || harm.guestSource === 'x' ? 'compile' : 'none';
}

export const breaksOf = ({ oldGuest, newGuest, hostSource, guestSource }: Harm): readonly Party[] =>
  parties.filter((_, i) => [oldGuest !== '-', newGuest !== '-', hostSource === 'x', guestSource === 'x'][i]);
