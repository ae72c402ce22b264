import type { MemorySum } from './digest.js';
import { type Definition, EventReader, type LogEvent, type Origin } from './events.js';
import type { Core, Primitive } from './log.js';
import type { Callable, Seen, Stretch } from './touched.js';

/** One call as a log has it, or as a guest makes it. */
export interface CallView {
  /** `interface.function`, or the name of a guest export. */
  readonly function: string;
  /** Core values by parameter name. */
  readonly arguments: Readonly<Record<string, Core>>;
  /** What the host could read, by parameter name; undefined if it was not in memory, or longer than hosts get. */
  readonly reads: Readonly<Record<string, Seen | undefined>>;
  readonly result?: Core | undefined;
}

/** A call of an import. */
export interface LoggedCall extends CallView {
  /** How it ended if it did not come back: the guest was trapped, it was ended by what the host threw, or what was thrown left it alive. */
  readonly threw?: {
    readonly how: 'trapped' | 'ended' | 'threw';
    readonly name: string;
    readonly message: string;
    /** Own enumerable properties of what was thrown that are primitive values. */
    readonly properties: Readonly<Record<string, Primitive>>;
  };
  /** The log was taken before it came back: it may have written, and what follows is not in the log. */
  readonly unfinished?: true;
  /** What the host wrote into guest memory since it ran last. */
  readonly writes: readonly Stretch[];
  /** Guest exports that were called meanwhile. */
  readonly entered: readonly LoggedEntry[];
}

/** A call of a guest export from inside an import. */
export interface LoggedEntry extends CallView {
  readonly threw: boolean;
  /** The log was taken before it came back. */
  readonly unfinished?: true;
  /** What the host wrote into guest memory before. */
  readonly writes: readonly Stretch[];
  /** Imports that the guest called meanwhile. */
  readonly calls: readonly LoggedCall[];
}

/** A log for people. */
export interface Log extends Origin {
  readonly calls: readonly LoggedCall[];
  /** The memory of the guest when the log was taken. Absent where it was taken inside a call, and of guests that have no memory, or share it. */
  readonly memory?: MemorySum;
}

type Described = Pick<Definition, 'name' | 'params'> & { readonly reads: Definition['reads'] | Callable['reads'] };

/** A call as an object, by the names of its parameters. */
export const viewOf = (
  of: Described,
  values: readonly Core[],
  seen: readonly (Seen | undefined)[],
  ...result: [result?: Core | undefined]
): CallView => {
  const view = { function: of.name, arguments: argumentsOf(of, values), reads: readsOf(of, seen) };
  return result.length > 0 ? { ...view, result: result[0] } : view;
};

// Logs have a million calls: what `Object.fromEntries` makes of lists costs several times as much.
function argumentsOf({ params }: Described, values: readonly Core[]): Record<string, Core> {
  const made: Record<string, Core> = {};
  for (let i = 0; i < params.length; i++) put(made, params[i]?.[0] as string, values[i] ?? 0);
  return made;
}

const noReads: Record<string, Seen | undefined> = Object.freeze({});

function readsOf({ reads }: Described, seen: readonly (Seen | undefined)[]): Record<string, Seen | undefined> {
  if (reads.length === 0) return noReads;
  const made: Record<string, Seen | undefined> = {};
  for (let i = 0; i < reads.length; i++) {
    const read = reads[i] as Described['reads'][number];
    put(made, typeof read === 'string' ? read : read[0], seen[i]);
  }
  return made;
}

/** Sets a property, whatever it is called: one name would set the prototype. */
function put<T>(into: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}

const endings = ['trapped', 'ended', 'threw'] as const;
/** Host and guest can be inside each other 256 times. */
const maxDepth = 256;

/**
 * Reads a log of any ABI: where it was recorded, and its calls in order, each with what happened inside it. Of a log that was taken
 * inside a call, that call is `unfinished`.
 * @throws LogError for bytes that are no log, cut short, or damaged.
 */
export function readLog(log: Uint8Array): Log {
  const events = new EventReader(log);
  const calls: LoggedCall[] = [];
  const reading = callsIn(events);
  for (;;) {
    const { done, value } = reading.next();
    if (!done) calls.push(value);
    else return { ...events.origin, calls, ...(value && { memory: value }) };
  }
}

/**
 * Gives the calls of a log one by one, in order, as `readLog` does all at once: of a long log no more than one is in memory, and
 * whoever has seen enough need not read the rest.
 * @throws LogError for bytes that are no log, cut short, or damaged.
 */
export function callsOf(log: Uint8Array): Generator<LoggedCall, void, void> {
  const reading = callsIn(new EventReader(log));
  return (function* () {
    yield* reading;
  })();
}

/** The calls of a log; then the memory that it ends with, if it has that. */
function* callsIn(events: EventReader): Generator<LoggedCall, MemorySum | undefined, void> {
  for (let event = events.next(); event !== undefined; event = events.next()) {
    if (event.kind === 'end') return event.memory;
    yield readCall(events, event, 0);
  }
  return undefined;
}

/** The call that an event begins. */
function readCall(events: EventReader, event: LogEvent, depth: number): LoggedCall {
  if (event.kind !== 'call' || depth > maxDepth) return events.misplaced(event);
  const { of, values, seen } = event;
  const call = { function: of.name, arguments: argumentsOf(of, values), reads: readsOf(of, seen), entered: [] as LoggedEntry[] };
  for (let next = events.next(); next !== undefined; next = events.next()) {
    if (next.kind === 'return') return { ...call, result: next.value, writes: next.writes };
    if (next.kind === 'throw') {
      const { name, message, properties } = next.thrown;
      const threw = { how: endings[next.ending - 1] ?? 'threw', name, message, properties: Object.fromEntries(properties) };
      return { ...call, threw, writes: next.writes };
    }
    if (next.kind !== 'enter') return events.misplaced(next);
    call.entered.push(readEntry(events, next, depth));
  }
  return { ...call, unfinished: true, writes: [] };
}

function readEntry(events: EventReader, { of, values, writes }: LogEvent & { kind: 'enter' }, depth: number): LoggedEntry {
  const calls: LoggedCall[] = [];
  for (let next = events.next(); next !== undefined; next = events.next()) {
    if (next.kind === 'left') return { ...viewOf(of, values, [], next.value), threw: false, writes, calls };
    if (next.kind === 'left-throwing') return { ...viewOf(of, values, []), threw: true, writes, calls };
    calls.push(readCall(events, next, depth + 1));
  }
  return { ...viewOf(of, values, []), threw: false, unfinished: true, writes, calls };
}
