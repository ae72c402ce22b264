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

/** A call as an object, by the names of its parameters. */
export const viewOf = (
  of: Pick<Definition, 'name' | 'params'> & { readonly reads: Definition['reads'] | Callable['reads'] },
  values: readonly Core[],
  seen: readonly (Seen | undefined)[],
  ...result: [result?: Core | undefined]
): CallView => ({
  function: of.name,
  arguments: Object.fromEntries(of.params.map(([name], i) => [name, values[i] ?? 0])),
  reads: Object.fromEntries(of.reads.map((read, i) => [typeof read === 'string' ? read : read[0], seen[i]])),
  ...(result.length > 0 ? { result: result[0] } : {}),
});

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
  for (let event = events.next(); event !== undefined; event = events.next()) {
    if (event.kind === 'end') return { ...events.origin, calls, memory: event.memory };
    calls.push(readCall(events, event, 0));
  }
  return { ...events.origin, calls };
}

/** The call that an event begins. */
function readCall(events: EventReader, event: LogEvent, depth: number): LoggedCall {
  if (event.kind !== 'call' || depth > maxDepth) return events.misplaced(event);
  const { of, values, seen } = event;
  const entered: LoggedEntry[] = [];
  for (let next = events.next(); next !== undefined; next = events.next()) {
    if (next.kind === 'return') return { ...viewOf(of, values, seen, next.value), writes: next.writes, entered };
    if (next.kind === 'throw') {
      const { name, message, properties } = next.thrown;
      const threw = { how: endings[next.ending - 1] ?? 'threw', name, message, properties: Object.fromEntries(properties) };
      return { ...viewOf(of, values, seen), threw, writes: next.writes, entered };
    }
    if (next.kind !== 'enter') return events.misplaced(next);
    entered.push(readEntry(events, next, depth));
  }
  return { ...viewOf(of, values, seen), unfinished: true, writes: [], entered };
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
