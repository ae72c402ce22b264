import type { Guest } from './guest.js';

/** An import as the engine calls it. */
export type Import = (...values: never[]) => number | bigint | undefined;

type Binder = (guest: Guest, host: never, row: HostRow) => Import;
/** How an import is answered where no host is asked: by a core result, by null for nothing; undefined: by a trap. */
export type Answer = number | bigint | null | undefined;

/** How functions of an interface say that they failed: by nothing but a trap, if all but `of` is absent. */
export interface Failing {
  /** The interface. */
  readonly of: string;
  /** Domains whose failures they may answer. */
  readonly domains?: readonly string[];
  /** How a code becomes the core result: 1 negated, 2 as an i64, 3 both, 0 as it is. */
  readonly style?: number;
  /** Code for a host that failed; absent: trap. */
  readonly internal?: number;
  /** Code for a call while the guest may not call; absent: trap. */
  readonly busy?: number;
  /** The code that means success, which no failure may have; 0 if it is absent. */
  readonly success?: number;
}

/** An import that a host method answers. The slow paths of its binder know the function by it. */
export type HostRow = readonly [
  /** Position among the functions of the target. */
  position: number,
  method: string,
  bind: Binder,
  /** How many parameters the method has. */
  params: number,
  /** Capabilities that it needs: `a`, `a&b` for all of several, `a|b` for any; '' for none. */
  grants: string,
  failing: Failing,
  denied?: Answer,
  /** Whether a host may lack the method (absent), must have it (1), or is bound without it (2). */
  need?: 1 | 2 | undefined,
  /** Name of the function, where it is not that of the method. */
  name?: string,
];
