import { isLate } from './answers.js';
import { converted, type ExportInfo, end } from './exports.js';
import { broken, idOf, settle } from './failing.js';
import { AbiLinkError } from './failure.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';
import type { HostRow, Import } from './row.js';

type Core = number | bigint | undefined;
/** What a host method came to: gives its value, or throws what it threw. */
type Outcome = () => unknown;
/** Answers a call: checks the outcome and writes the outputs. `lent` is what the host was given to fill. */
type Finish = (outcome: Outcome, lent: readonly unknown[]) => Core;
type GuestFunction = (...values: (number | bigint)[]) => unknown;

/** JavaScript Promise Integration, which not every engine has. */
interface Jspi {
  readonly Suspending: new (run: Import) => Import;
  readonly promising: (run: GuestFunction) => (...values: (number | bigint)[]) => Promise<unknown>;
}

/** The engine's JSPI where the embedder asked for it and the engine has it. */
function jspiOf(guest: Guest): Jspi | undefined {
  const engine = WebAssembly as unknown as Partial<Jspi>;
  return guest.options.suspend === true && engine.Suspending && engine.promising ? (engine as Jspi) : undefined;
}

/** Imports whose host may answer later, of guests that the engine can suspend. */
const late = new WeakSet<Import>();

/** Marks an import whose host may answer later, if that means anything for this guest: a set of all of them is dear to make. */
export function suspending(guest: Guest, run: Import): Import {
  if (jspiOf(guest)) late.add(run);
  return run;
}

/**
 * Finds the imports that suspend the guest, before layers stand around them, and gives what makes them suspend afterwards. An
 * engine that was told to suspend at an import does so at every call of it, also where the host answers at once.
 */
export function suspendImports(guest: Guest, imports: Readonly<Record<string, Record<string, Import>>>): () => void {
  const jspi = jspiOf(guest);
  if (!jspi) return () => {};
  const found = Object.values(imports).flatMap((fields) =>
    Object.keys(fields).flatMap((field) => (late.has(fields[field] as Import) ? [{ fields, field }] : [])),
  );
  return () => {
    for (const { fields, field } of found) fields[field] = new jspi.Suspending(fields[field] as Import);
  };
}

/** What tells calls of one import apart: numbers and texts by value, bytes by content; null for what is absent. */
type Part = number | bigint | string | Uint8Array | null;

/** A call that was answered by would-block, and what became of it. */
interface Pending {
  readonly key: readonly Part[];
  readonly lent: readonly unknown[];
  outcome: Outcome | undefined;
}

/** How many calls of one import may wait for the guest to ask again. */
const limit = 64;

/**
 * The calls of one import whose host may answer by a promise. Where the engine suspends the guest, at most one call is
 * suspended at a time: a guest whose stack lies in its memory could not run on another stack meanwhile. Elsewhere the call
 * is answered by would-block, and the same call made again gets what the host answered.
 */
export class PendingCalls {
  #calls: Pending[] = [];
  readonly #suspends: boolean;

  /**
   * `wouldBlock` is the core result for a guest that has to ask again; undefined if there is none.
   * @throws AbiLinkError for an async method that could cross neither way.
   */
  constructor(
    readonly guest: Guest,
    readonly row: HostRow,
    method: unknown,
    readonly wouldBlock?: number | bigint,
  ) {
    this.#suspends = jspiOf(guest) !== undefined;
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
    const earlier = this.#calls.find((other) => isSame(other.key, key));
    if (earlier !== undefined) {
      if (earlier.outcome === undefined) return wouldBlock;
      this.#forget(earlier);
      return finish(earlier.outcome, earlier.lent);
    }
    if (polls && !this.#room(key)) return wouldBlock;
    let returned: unknown;
    try {
      // A host may change the bytes that it is given.
      const kept = key.map((part) => (part instanceof Uint8Array ? part.slice() : part));
      returned = call();
      if (isLate(returned) && this.#suspends) return this.#suspend(returned, finish, lent);
      if (isLate(returned) && polls) {
        // The host may have had the guest make the same call meanwhile: the last one is asked again.
        const same = this.#calls.findIndex((other) => isSame(other.key, kept));
        this.#calls[same < 0 ? this.#calls.length : same] = waiting(returned, kept, lent);
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

  #forget(call: Pending): void {
    this.#calls = this.#calls.filter((other) => other !== call);
  }

  /**
   * Whether one more call can wait: so many, and what they hold takes no more than the guest's own memory, if it is not one alone.
   * Guests that lost interest do not ask again: the oldest answer makes room.
   */
  #room(key: readonly Part[]): boolean {
    while (
      this.#calls.length === limit ||
      (this.#calls.length > 0 && sizeOf([...this.#calls.flatMap((other) => other.key), ...key]) > this.guest.u8.length)
    ) {
      const oldest = this.#calls.find(({ outcome }) => outcome !== undefined);
      if (oldest === undefined) return false;
      this.#forget(oldest);
    }
    return true;
  }
}

const sizeOf = (key: readonly Part[]): number =>
  key.reduce<number>((sum, part) => sum + (typeof part === 'string' || part instanceof Uint8Array ? part.length : 0), 0);

const isSame = (one: readonly Part[], other: readonly Part[]): boolean =>
  one.length === other.length && one.every((part, i) => part === other[i] || Object.is(part, other[i]) || isSameBytes(part, other[i]));

function isSameBytes(one: unknown, other: unknown): boolean {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array) || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function waiting(returned: PromiseLike<unknown>, key: readonly Part[], lent: readonly unknown[]): Pending {
  const pending: Pending = { key, lent, outcome: undefined };
  whenSettled(returned, (outcome) => {
    pending.outcome = outcome;
  });
  return pending;
}

export const failing =
  (cause: unknown): Outcome =>
  () => {
    throw cause;
  };

/** Goes on when a promise of the host is settled, by the engine's own `then`: the host may have put another in its place. */
export const whenSettled = <T>(returned: PromiseLike<unknown>, go: (outcome: Outcome) => T): Promise<T> =>
  Promise.prototype.then.call(
    Promise.resolve(returned),
    (value) => go(() => value),
    (cause) => go(failing(cause)),
  ) as Promise<T>;

/**
 * An export of the guest that imports may suspend. While it has not come back the guest serves no other call of this kind,
 * since it has one stack in its memory. Where the engine cannot suspend, the export runs to its end at once.
 *
 * @throws TypeError for what is no function, such as an export that the guest lacks
 */
export function promisingOf(guest: Guest, run: GuestFunction, known?: string): (...values: (number | bigint)[]) => Promise<unknown> {
  if (typeof run !== 'function')
    throw new TypeError(`what the guest is entered by must be a function that it exports; it is ${kindOf(run)}`);
  const enter = jspiOf(guest)?.promising(run) ?? run;
  const name = known ?? Object.keys(guest.exports).find((key) => guest.exports[key] === run) ?? run.name;
  return async (...values) => {
    guest.alive();
    if (guest.gate !== 0 || guest.depth !== 0) throw new Error(`${name} was called while the guest is inside another call`);
    guest.fiber = 1;
    guest.depth = 1;
    try {
      return await enter(...values);
    } catch (cause) {
      return end(guest, cause, `the guest export ${name} threw`);
    } finally {
      guest.fiber = 0;
      guest.depth = 0;
    }
  };
}

/** The declared functions that a guest exports, as `promisingOf` makes them, with their parameters converted. */
export function asyncExportsOf(guest: Guest, infos: readonly ExportInfo[]): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const info of infos) {
    const value = guest.exports[info.name];
    if (typeof value !== 'function') continue;
    const run = promisingOf(guest, value as GuestFunction, info.name);
    found[info.name] = async (...values: (number | bigint)[]) => run(...converted(info, values));
  }
  return found;
}
