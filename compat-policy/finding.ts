import type { Origin } from '../generator/ir/abi.js';
import type { Bump, GuestHarm, Harm, RuleText } from './rule.js';

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
  /** Whether it breaks what was there: a major, or what would be one if the item were stable. Breaks need notice. */
  readonly breaking: boolean;
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
  const guest = guestFailureOf(harm.oldGuest !== '-' ? harm.oldGuest : harm.newGuest);
  if (guest !== 'none') return guest;
  return harm.hostSource === 'x' || harm.guestSource === 'x' ? 'compile' : 'none';
}

/** The worst that a guest meets. */
export function guestFailureOf(harm: GuestHarm): 'silent' | 'call-time' | 'link' | 'none' {
  if (harm.includes('S')) return 'silent';
  if (harm.includes('E')) return 'call-time';
  return harm.includes('L') ? 'link' : 'none';
}

export const breaksOf = ({ oldGuest, newGuest, hostSource, guestSource }: Harm): readonly Party[] =>
  parties.filter((_, i) => [oldGuest !== '-', newGuest !== '-', hostSource === 'x', guestSource === 'x'][i]);
