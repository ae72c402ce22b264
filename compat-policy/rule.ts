import type { Origin } from '../generator/ir/abi.js';
import type { AbiPair } from './pair/pair.js';
import type { Reader } from './pair/uses.js';

/** The part of a version that a change needs to raise. `none`: it says something of the process and asks for no version. */
export type Bump = 'none' | 'patch' | 'minor' | 'major';

/**
 * What a change does to a guest. `L`: it does not link. `E`: a loud error or trap when it calls. `S`: silently wrong values.
 * `L/S`: L where the engine checks types, S where the host is plain JavaScript. With `*`: only to guests that use what is new.
 */
export type GuestHarm = '-' | 'L' | 'E' | 'S' | 'L/S' | 'L/E' | 'E/S' | 'L*' | 'E*' | 'S*' | 'L/E*' | 'E/S*';

/** What a change does to source code. `x`: it must be edited. `c`: it compiles, and its contract must be read again. */
export type SourceHarm = '-' | 'x' | 'c';

/** Who suffers, and how. */
export interface Harm {
  /** An old guest on a new host. */
  readonly oldGuest: GuestHarm;
  /** A new guest on an old host, which need not hold below the guest's floor. */
  readonly newGuest: GuestHarm;
  readonly hostSource: SourceHarm;
  readonly guestSource: SourceHarm;
}

/** `harm('S', 'S*', 'c', '-')`: old guest, new guest, host source, guest source, as in the tables of POLICY.md. */
export const harm = (oldGuest: GuestHarm, newGuest: GuestHarm, hostSource: SourceHarm, guestSource: SourceHarm): Harm => ({
  oldGuest,
  newGuest,
  hostSource,
  guestSource,
});

export const harmless: Harm = harm('-', '-', '-', '-');

/** Who reads the value that the rule is about. */
export type Direction = 'argument' | 'result' | 'any';

/** What a real guest and a real host can show of a rule: how `compat-policy/witness` stages it, or why nothing can be seen. */
export type Witness = 'link' | 'call' | 'value' | 'limits' | { readonly none: string };

/** What every rule says of itself. */
export interface RuleText {
  /** The name of the rule and of its folder in `test/compat/`. */
  readonly id: string;
  /** What it finds, in one sentence. */
  readonly summary: string;
  /** Why that breaks, or why it does not. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly bump: Bump;
  readonly harm: Harm;
  /** Where a condition makes it less grave, such as an enum that is declared open. */
  readonly mild?: { readonly when: string; readonly bump: Bump; readonly harm: Harm };
}

/** A rule that compares two versions. */
export interface Rule extends RuleText {
  readonly direction: Direction;
  /** The rule that fires when baseline and candidate are exchanged, which may be the rule itself; or why there is none. */
  readonly mirror: string | { readonly none: string };
  readonly witness: Witness;
  readonly find: (pair: AbiPair) => Iterable<Hit>;
}

/** What differs at one item: where a rule fires, in words that can be turned round. */
export interface Hit {
  /** Key of the item that is the cause (see items.ts), as the baseline has it; as the candidate has it where it is new. */
  readonly item: string;
  /** Its key in the candidate, where that is another. */
  readonly itemNow?: string;
  /** What of the item differs, such as `the unit`; absent where it is the item itself. */
  readonly what?: string | undefined;
  /** What it was, in words that never depend on the rest of the ABI: `u32`. Absent where it is new. */
  readonly was?: string | undefined;
  /** What it is now. Absent where it is gone. */
  readonly is?: string | undefined;
  /** The change in full, for the fingerprint, where `was` and `is` are shortened. */
  readonly exactly?: string | undefined;
  /** A sentence in place of the one that is made of the above; for rules that have no mirror. */
  readonly message?: string;
  readonly from?: Origin | undefined;
  readonly to?: Origin | undefined;
  /** Who reads the value; for rules that depend on it. */
  readonly readers?: readonly Reader[];
  /** Keys of the items through which it shows, such as every parameter of a type. */
  readonly places?: readonly string[] | undefined;
  /** Targets on which it shows; all that the item or its places are on where it is not said. */
  readonly targets?: readonly string[] | undefined;
  /** Whether the condition of `mild` holds. */
  readonly mild?: boolean;
  /** Key of the item whose change leads to this one, where it is another. */
  readonly cause?: string | undefined;
  /** Better advice than the rule's own. */
  readonly help?: string | undefined;
  /** A payload that shows it, as JSON text. */
  readonly example?: string | undefined;
}
