import { isLate } from './answers.js';
import { broken, idOf, report, settle } from './failing.js';
import { AbiLinkError } from './failure.js';
import type { Guest } from './guest.js';
import type { Handles } from './handles.js';
import type { HostRow } from './row.js';
import { failing, jspiOf, type Outcome, whenSettled } from './suspend.js';

type Core = number | bigint | undefined;
/** Answers a call: checks the outcome and writes the outputs. `lent` is what the host was given to fill. */
type Finish = (outcome: Outcome, lent: readonly unknown[]) => Core;
/** What tells calls of one import apart: numbers and texts by value, bytes by content; null for what is absent. */
type Part = number | bigint | string | Uint8Array | null;

/** A call that was answered by would-block, and what became of it. */
interface Pending {
  readonly key: readonly Part[];
  readonly lent: readonly unknown[];
  readonly size: Size;
  outcome: Outcome | undefined;
}

/** What a call holds, in bytes or units of text: of what the guest gave, and of what the host may fill. */
interface Size {
  readonly given: number;
  readonly lent: number;
}

/** How many calls of one import may wait for the guest to ask again, whatever they carry. */
const limit = 64;

/**
 * The calls of one import whose host may answer by a promise. Where the engine suspends the guest, at most one call is
 * suspended at a time: a guest whose stack lies in its memory could not run on another stack meanwhile. Elsewhere the call
 * is answered by would-block, and the same call made again gets what the host answered. A call is forgotten when a handle
 * that it carries closes.
 */
export class PendingCalls {
  /** The calls that wait, by the number of the first handle that they carry, oldest first. */
  readonly #calls = new Map<number, Pending[]>();
  readonly #tables: readonly Handles<object>[];
  readonly #suspends: boolean;
  /** How many wait, and what they hold. */
  #count = 0;
  #given = 0;
  #lent = 0;

  /**
   * `wouldBlock` is the core result for a guest that has to ask again; undefined if there is none. `tables` are those of the
   * handles that a call carries, which are the first parts of its key.
   * @throws AbiLinkError for an async method that could cross neither way.
   */
  constructor(
    readonly guest: Guest,
    readonly row: HostRow,
    method: unknown,
    readonly wouldBlock?: number | bigint,
    ...tables: Handles<object>[]
  ) {
    this.#tables = tables;
    this.#suspends = jspiOf(guest) !== undefined;
    for (const [i, table] of tables.entries()) table.closed.push((handle) => this.#close(i, handle));
    if (this.#suspends || wouldBlock !== undefined || Object.prototype.toString.call(method) !== '[object AsyncFunction]') return;
    const why = guest.options.suspend ? 'the engine has no JSPI (WebAssembly.Suspending)' : 'the option `suspend` is not set';
    throw new AbiLinkError([`${idOf(row)} has an async host method and can only suspend the guest, but ${why}`]);
  }

  /** Calls the host, or takes what it answered to the same call before. `keyOf` gives what tells calls apart. */
  run(keyOf: () => readonly Part[], call: () => unknown, finish: Finish, lent: readonly unknown[]): Core | Promise<Core> {
    const { guest, wouldBlock } = this;
    if (this.#suspends && (guest.fiber < 1 || guest.fiber !== guest.depth))
      return broken(
        guest,
        this.row,
        'suspends the guest: call its exports by `asyncGuestExports` or `promising`, and not from inside an import',
      );
    const polls = !this.#suspends && wouldBlock !== undefined;
    const key = polls ? keyOf() : [];
    const earlier = this.#find(key);
    if (earlier !== undefined) {
      if (earlier.outcome === undefined) return wouldBlock;
      this.#forget(earlier);
      return finish(earlier.outcome, earlier.lent);
    }
    // Measured before the host can change it.
    const size = { given: sizeOf(key), lent: sizeOf(lent) };
    if (polls && !this.#room(size)) return wouldBlock;
    let returned: unknown;
    try {
      // A host may change the bytes that it is given.
      const kept = key.map((part) => (part instanceof Uint8Array ? part.slice() : part));
      const open = this.#open(key);
      returned = call();
      if (isLate(returned) && this.#suspends) return this.#suspend(returned, finish, lent);
      if (isLate(returned) && polls) {
        const pending = waiting(returned, kept, lent, size);
        // A host may have closed what the call carries: nobody asks again.
        if (this.#open(kept) === open) this.#add(pending);
        guest.leave();
        return wouldBlock;
      }
    } catch (cause) {
      // What poisoned the instance passes on as it is.
      settle(guest, cause, true);
      return finish(failing(cause), lent);
    }
    guest.alive(returned);
    return finish(() => returned, lent);
  }

  /** The gate stays as the call left it until the host has answered. */
  #suspend(returned: PromiseLike<unknown>, finish: Finish, lent: readonly unknown[]): Promise<Core> {
    const { guest } = this;
    const resume = (outcome: Outcome): Core => {
      guest.fiber = guest.depth;
      return finish(outcome, lent);
    };
    const answer = whenSettled(returned, resume);
    guest.fiber = -1;
    return answer;
  }

  #group(key: readonly Part[]): number {
    return this.#tables.length > 0 ? Number(key[0]) : 0;
  }

  #find(key: readonly Part[]): Pending | undefined {
    return this.#calls.get(this.#group(key))?.find((other) => isSame(other.key, key));
  }

  #add(call: Pending): void {
    // The host may have had the guest make the same call meanwhile: the last one is asked again.
    const same = this.#find(call.key);
    if (same !== undefined) this.#forget(same);
    const group = this.#group(call.key);
    this.#calls.set(group, [...(this.#calls.get(group) ?? []), call]);
    this.#sum(call, 1);
  }

  #forget(call: Pending): void {
    const group = this.#group(call.key);
    const left = (this.#calls.get(group) ?? []).filter((other) => other !== call);
    if (left.length > 0) this.#calls.set(group, left);
    else this.#calls.delete(group);
    this.#sum(call, -1);
  }

  #sum({ size }: Pending, sign: 1 | -1): void {
    this.#count += sign;
    this.#given += sign * size.given;
    this.#lent += sign * size.lent;
  }

  /** Forgets the calls that carry a handle, which was the one at `i` of their key. */
  #close(i: number, handle: number): void {
    const calls = i === 0 ? this.#calls.get(handle) : [...this.#calls.values()].flat();
    for (const call of calls ?? []) if (Number(call.key[i]) === handle) this.#forget(call);
  }

  /** How many of the handles that a call carries are open. */
  #open(key: readonly Part[]): number {
    return this.#tables.filter((table, i) => table.get(key[i] as number | bigint)).length;
  }

  /**
   * Whether one more call can wait. One alone can; so can 64, or as many as there may be handles that they carry, if what the guest
   * gave with them takes no more than its memory, and beyond 64 what the host may fill too. No answer to a call with an open handle
   * is given up: a guest that lost interest closes it. Of others the oldest makes room, and the host is told.
   */
  #room(size: Size): boolean {
    const { guest } = this;
    const most = Math.max(limit, ...this.#tables.map((table) => table.limit));
    while (this.#count > 0) {
      const given = this.#given + size.given;
      const held = this.#count < limit ? given : given + this.#lent + size.lent;
      if (this.#count < most && held <= guest.u8.length) break;
      const oldest = [...this.#calls.values()].flat().find((call) => call.outcome !== undefined && this.#open(call.key) === 0);
      if (oldest === undefined) return false;
      this.#forget(oldest);
      report(guest, idOf(this.row), new Error('an answer that the guest did not ask for was given up'));
      guest.alive();
    }
    return true;
  }
}

/** Bytes, or units of text, of what a call holds. */
const sizeOf = (held: unknown): number => {
  if (typeof held === 'string' || held instanceof Uint8Array) return held.length;
  if (Array.isArray(held)) return held.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  return (held as { readonly bytes?: Uint8Array } | null | undefined)?.bytes?.length ?? 0;
};

const isSame = (one: readonly Part[], other: readonly Part[]): boolean =>
  one.length === other.length && one.every((part, i) => part === other[i] || Object.is(part, other[i]) || isSameBytes(part, other[i]));

function isSameBytes(one: unknown, other: unknown): boolean {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array) || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function waiting(returned: PromiseLike<unknown>, key: readonly Part[], lent: readonly unknown[], size: Size): Pending {
  const pending: Pending = { key, lent, size, outcome: undefined };
  whenSettled(returned, (outcome) => {
    pending.outcome = outcome;
  });
  return pending;
}
