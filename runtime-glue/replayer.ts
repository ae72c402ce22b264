import type { Layer } from './bind.js';
import { type MemorySum, memorySum, sameBytes } from './digest.js';
import { Divergence, lineOf, MemoryDivergence } from './divergence.js';
import { type Definition, EventReader, type LogEvent, type Origin } from './events.js';
import { type ExportInfo, end, invoke } from './exports.js';
import { AbiLinkError } from './failure.js';
import type { Guest } from './guest.js';
import { type Core, LogError } from './log.js';
import { type CallView, viewOf } from './logged.js';
import { shown } from './names.js';
import type { Import } from './row.js';
import {
  type Callable,
  importsByKey,
  isResultOf,
  type Memory,
  memoryOf,
  type Seen,
  type Stretch,
  type Surface,
  seenBy,
} from './touched.js';

/** Where a run was recorded. `granted` fits the option `grants` of the target that was recorded, whichever it is. */
export interface ReplayOrigin extends Omit<Origin, 'granted'> {
  // biome-ignore lint/suspicious/noExplicitAny: each target has a type of its own for what can be granted there
  readonly granted: readonly any[];
}

/** Replays one guest. */
export interface Replayer {
  /** For the option `layers` of `createImports`; no hosts are needed. */
  readonly layer: Layer;
  /** Where the run was recorded: the replay needs an entry of the same target, and the same grants. */
  readonly origin: ReplayOrigin;
  /**
   * Call it when the guest has done what it did when the log was taken.
   * @throws Divergence if the run was another one, or the log has calls that the guest did not make.
   * @throws MemoryDivergence if the calls were the same, but the memory of the guest is not.
   */
  done(): void;
}

/**
 * Makes a replayer from a log.
 * @throws LogError for bytes that are no log, cut short or damaged, and for the log of another ABI or version.
 */
export function replaying(surface: Surface, log: Uint8Array): Replayer {
  const run = new Replaying(surface, log);
  return { layer: (call, next, guest) => run.layer(call, next, guest), origin: run.origin, done: () => run.done() };
}

type EnterEvent = LogEvent & { kind: 'enter' };

class Replaying {
  readonly #events: EventReader;
  readonly #importOf: ReturnType<typeof importsByKey>;
  readonly #exports: ReadonlyMap<string, Callable>;
  #guest: Guest | undefined;
  #memory: Memory = () => new Uint8Array(0);
  #calls = 0;
  /** What the memory was when the log was taken, once the replay has come there. */
  #end: MemorySum | undefined;
  /** The guest export that runs, called from inside an import. */
  #inside: EnterEvent | undefined;
  /** Why the replay cannot go on. */
  #failed: Error | undefined;

  constructor(surface: Surface, log: Uint8Array) {
    this.#events = new EventReader(log);
    this.#importOf = importsByKey(surface);
    this.#exports = new Map(surface.exports.map((e) => [e.name, e]));
    const { abi, version, digest } = this.origin;
    const here = surface.abi;
    if (abi !== here.name || version !== here.version || digest !== here.digest)
      throw new LogError(
        shown(`the log is of ${abi} ${version} (${digest}); this package is of ${here.name} ${here.version} (${here.digest})`),
      );
  }

  get origin(): Origin {
    return this.#events.origin;
  }

  layer({ module, field, target, granted }: Parameters<Layer>[0], run: Import, guest: Guest): Import {
    if (this.#guest === undefined) {
      this.#guest = guest;
      this.#memory = memoryOf(guest);
      this.#compare('target', this.origin.target, target);
      this.#compare('grants', this.origin.granted.join(', ') || 'none', granted.join(', ') || 'none');
    } else if (this.#guest !== guest) throw new AbiLinkError(['a replayer replays one guest: make another for this one']);
    const of = this.#importOf(module, field);
    return of === undefined ? run : (...values: Core[]) => this.#call(guest, of, values);
  }

  #compare(what: string, recorded: string, here: string): void {
    if (recorded !== here)
      throw new AbiLinkError([shown(`the run was recorded with the ${what} ${recorded}, and is replayed with ${here}`)]);
  }

  done(): void {
    if (this.#failed) throw this.#failed;
    const event = this.#events.next();
    if (event?.kind === 'end') this.#end = event.memory;
    else if (event !== undefined)
      this.#failed =
        event.kind === 'call' ? new Divergence(this.#calls, recordedView(event), undefined) : new LogError('a call has not ended');
    if (this.#end !== undefined) {
      const now = memorySum(this.#memory());
      if (now.length !== this.#end.length || !sameBytes(now.digest, this.#end.digest)) this.#failed = new MemoryDivergence(this.#end, now);
    }
    if (this.#failed) throw this.#failed;
  }

  /** Answers a call from the log. What ends the replay ends the guest. */
  #call(guest: Guest, of: Callable, values: readonly Core[]): Core | undefined {
    if (this.#failed) throw this.#failed;
    try {
      this.#check(of, values);
      return this.#answer(guest, of, values);
    } catch (cause) {
      if (cause instanceof LogError) this.#failed ??= cause;
      if (this.#failed) return end(guest, this.#failed, 'the replay has ended');
      throw cause;
    }
  }

  #check(of: Callable, values: readonly Core[]): void {
    const seen = seenBy(this.#memory, of, values, this.origin.keep);
    const event = this.#events.next();
    if (event === undefined && this.#inside !== undefined) stopped(this.#inside.of, this.#inside.values);
    if (event?.kind === 'call' && event.of.name === of.name) hold(event.of, of);
    if (event?.kind !== 'call' || event.of.name !== of.name || !event.values.every(sameAt(values)) || !event.seen.every(sameSeen(seen)))
      this.#diverge(event && recordedView(event), viewOf(of, values, seen));
    this.#calls++;
  }

  #answer(guest: Guest, of: Callable, values: readonly Core[]): Core | undefined {
    let thrown: { readonly cause: unknown } | undefined;
    for (;;) {
      const event = this.#events.next() ?? stopped(of, values);
      if (event.kind === 'enter') thrown = this.#enter(guest, event) ?? thrown;
      else if (event.kind === 'return') {
        if (!isResultOf(of, event.value)) throw new LogError(`the log has a result of ${of.name} that is not of its type`);
        this.#write(event.writes);
        return event.value;
      } else if (event.kind === 'throw') {
        this.#write(event.writes);
        return throwAgain(guest, event, thrown);
      } else return this.#events.misplaced(event);
    }
  }

  /** Calls a guest export as the host did. Gives what it threw, if it did, and if it did so when it was recorded. */
  #enter(guest: Guest, entered: EnterEvent): { readonly cause: unknown } | undefined {
    const { of, values, gate, writes } = entered;
    hold(of, this.#exports.get(of.name));
    const before = guest.gate;
    const around = this.#inside;
    // No host enters a guest that has ended.
    if (before === 2) return this.#events.misplaced(entered);
    this.#write(writes);
    const info: ExportInfo = { name: of.name, params: of.params.map(([, type]) => type) };
    guest.gate = gate;
    this.#inside = entered;
    let result: Core | undefined;
    let thrown: { readonly cause: unknown } | undefined;
    try {
      result = invoke(guest, info, values) as Core | undefined;
      // What ended the guest meanwhile it may have caught: it stays ended.
      if (guest.gate === gate) guest.gate = before;
    } catch (cause) {
      if (this.#failed) throw this.#failed;
      thrown = { cause };
    }
    this.#inside = around;
    const event = this.#events.next() ?? stopped(of, values);
    if (thrown !== undefined && event.kind === 'left-throwing') return thrown;
    if (thrown === undefined && event.kind === 'left' && Object.is(event.value, result)) return undefined;
    const recorded = event.kind === 'left' ? viewOf(of, values, [], event.value) : recordedView(event, viewOf(of, values, []));
    return this.#diverge(recorded, thrown === undefined ? viewOf(of, values, [], result) : viewOf(of, values, []));
  }

  #write(writes: readonly Stretch[]): void {
    if (writes.length === 0) return;
    const memory = this.#memory();
    for (const { address, bytes } of writes) {
      if (address + bytes.length > memory.length) throw new LogError('the log writes where the guest has no memory');
      memory.set(bytes, address);
    }
  }

  #diverge(recorded: CallView | undefined, replayed: CallView | undefined): never {
    this.#failed = new Divergence(this.#calls, recorded, replayed);
    throw this.#failed;
  }
}

/** A log of this schema tells of functions what the schema does, or somebody made it up. */
function hold({ name, params, reads }: Definition, of: Callable | undefined): void {
  const told =
    params.length === of?.params.length &&
    reads.length === of.reads.length &&
    params.every(([param, type], i) => param === of.params[i]?.[0] && type === of.params[i]?.[1]) &&
    reads.every((read, i) => read === of.reads[i]?.[0]);
  if (!told) throw new LogError(`the log has ${shown(name)} otherwise than the ABI`);
}

/** A log that was taken inside a call, or of a process that ended there, has nothing further. */
function stopped({ name, params }: Pick<Definition, 'name' | 'params'>, values: readonly Core[]): never {
  const line = lineOf(viewOf({ name, params, reads: [] }, values, []));
  throw new LogError(`the recording stops here, inside ${line}: it had not come back when the log was taken`);
}

/** What the log has where something else happened: a call, or that a guest export came back. */
const recordedView = (event: LogEvent, otherwise?: CallView): CallView | undefined =>
  event.kind === 'call' ? viewOf(event.of, event.values, event.seen) : otherwise;

const sameAt =
  (values: readonly Core[]) =>
  (value: Core, i: number): boolean =>
    Object.is(value, values[i]);

const sameSeen =
  (seen: readonly (Seen | undefined)[]) =>
  (recorded: Seen | undefined, i: number): boolean => {
    const now = seen[i];
    if (recorded === undefined || now === undefined) return recorded === now;
    return recorded.length === now.length && sameBytes(contentOf(recorded), contentOf(now));
  };

const contentOf = ({ bytes, digest }: Seen): Uint8Array => bytes ?? digest ?? new Uint8Array(0);

/** Ends a call as it ended when it was recorded: by the same exception of the guest, or by an error of the same name, message and properties. */
function throwAgain(
  guest: Guest,
  { ending, thrown: { name, message, properties } }: LogEvent & { kind: 'throw' },
  thrown: { readonly cause: unknown } | undefined,
): never {
  if (ending === 1) {
    // The glue's own words, or somebody else's.
    throw guest.poison(shown(message));
  }
  const cause = thrown === undefined ? new Error(message) : thrown.cause;
  if (thrown === undefined) {
    // As an error has it: a recorder of the replay must not find the name among its own properties.
    const field = (value: unknown, enumerable: boolean) => ({ value, enumerable, writable: true, configurable: true });
    Object.defineProperty(cause, 'name', field(name, false));
    for (const [key, value] of properties) Object.defineProperty(cause, key, field(value, true));
  }
  if (ending === 2) return end(guest, cause);
  throw cause;
}
