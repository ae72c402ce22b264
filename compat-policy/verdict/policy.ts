import type { Windows } from '../../generator/ir/windows.js';
import defaults from '../policy.json' with { type: 'json' };

export type { Window, Windows } from '../../generator/ir/windows.js';

/** Leave to break a rule once, for a time. */
export interface Waiver {
  readonly id: string;
  readonly rule: string;
  readonly item: string;
  readonly fingerprint: string;
  /** Fingerprints of findings that follow from the waived one. */
  readonly covers: readonly string[];
  readonly reason: string;
  /** An advisory or a decision that stands behind it. */
  readonly advisory: string | undefined;
  readonly approvers: readonly string[];
  /** UTC dates. */
  readonly granted: string;
  readonly expires: string;
  /** JSON pointer in the policy file. */
  readonly pointer: string;
}

export interface Policy {
  readonly windows: Windows;
  /** Whether a deprecation must say in which version it ends. */
  readonly removeIn: 'required' | 'recommended';
  /** The longest time for which a waiver may be granted. */
  readonly waiverDays: number;
  /** How many different people must have approved a waiver. */
  readonly waiverApprovers: number;
  readonly waivers: readonly Waiver[];
  /** File that overrides the defaults, for messages; undefined where there is none. */
  readonly file: string | undefined;
}

/** What holds where an ABI says nothing of its own. */
export const defaultPolicy: Policy = {
  windows: defaults.windows,
  removeIn: defaults.removeIn === 'required' ? 'required' : 'recommended',
  waiverDays: defaults.waiverDays,
  waiverApprovers: defaults.waiverApprovers,
  waivers: [],
  file: undefined,
};
