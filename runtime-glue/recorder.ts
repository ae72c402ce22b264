import type { Layer } from './bind.js';
import { memorySum } from './digest.js';
import { type Ending, EventWriter, type Thrown } from './events.js';
import { AbiLinkError, AbiTrap } from './failure.js';
import { onlyKnown } from './given.js';
import type { Guest } from './guest.js';
import { type Core, LogError, type Primitive } from './log.js';
import { keyOf, kindOf, shown } from './names.js';
import type { Import } from './row.js';
import {
  type Callable,
  changesSince,
  importsByKey,
  isResultOf,
  type Memory,
  memoryOf,
  type Stretch,
  type Surface,
  seenBy,
  writable,
} from './touched.js';

export interface RecorderOptions {
  /** Up to how many bytes of an in-buffer are kept in the log; of longer ones it has a digest. 64 if not given. */
  readonly keep?: number;
  /**
   * Is given the log in pieces while it is made: the first with the first import, then one whenever a call begins, before the host
   * runs, or ends. What was given until then, put together in order, is always a log. The recorder keeps none of it: at the end
   * `log()` gives the last piece. It must write at once (`appendFileSync`), or a process that is killed loses what it holds. If it
   * throws, the run goes on, and `log()` says so.
   */
  readonly onBytes?: (bytes: Uint8Array) => void;
}

/** Records one guest. */
export interface Recorder {
  /** For the option `layers` of `createImports`. */
  readonly layer: Layer;
  /**
   * The log up to now, and outside of all calls a digest of the guest's memory, which the replay compares. With `onBytes`: the last
   * piece of it, which is asked for once.
   * @throws LogError if the run is not one that a log can hold, saying why.
   */
  log(): Uint8Array;
}

/** A call that has not come back: of an import, which the host answers, or of an export, in which the guest runs. */
interface Frame {
  readonly of: Callable;
  readonly values: readonly Core[];
  readonly host: boolean;
  /** What the host may write, as it was when the host began to run. */
  before: readonly Stretch[];
}

/**
 * Makes a recorder for the imports of an ABI. It changes nothing of a run: what it cannot hold is told by `log`.
 * @throws AbiLinkError for options that there are not, or that are not of their type
 */
export function recording(surface: Surface, options: RecorderOptions = {}): Recorder {
  onlyKnown('option', options, ['keep', 'onBytes']);
  const { keep = 64, onBytes } = options;
  if (keep !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(keep) && keep >= 0))
    throw new AbiLinkError([
      `the option keep must be a number of bytes or Infinity; it is ${typeof keep === 'number' ? keep : kindOf(keep)}`,
    ]);
  if (onBytes !== undefined && typeof onBytes !== 'function')
    throw new AbiLinkError([`the option onBytes must be a function; it is ${kindOf(onBytes)}`]);
  const run = new Recording(surface, Math.min(keep, Number.MAX_SAFE_INTEGER), onBytes);
  return { layer: (call, next, guest) => run.layer(call, next, guest), log: () => run.log() };
}

class Recording {
  readonly #events: EventWriter;
  readonly #importOf: ReturnType<typeof importsByKey>;
  readonly #exports: ReadonlyMap<string, Callable>;
  readonly #frames: Frame[] = [];
  /** Keys of the function imports that the ABI has. */
  readonly #bound = new Set<string>();
  #guest: Guest | undefined;
  #memory: Memory = () => new Uint8Array(0);
  /** A copy of all memory that nobody needs any longer. */
  #spare: Uint8Array | undefined;
  /** Why the run cannot be held. */
  #lost: string | undefined;

  constructor(
    readonly surface: Surface,
    readonly keep: number,
    onBytes: RecorderOptions['onBytes'],
  ) {
    this.#events = new EventWriter(onBytes && ((bytes) => this.#tell(onBytes, bytes)));
    this.#importOf = importsByKey(surface);
    this.#exports = new Map(surface.exports.map((e) => [e.name, e]));
  }

  log(): Uint8Array {
    if (this.#guest === undefined) throw new LogError('nothing was recorded: give the layer to `createImports`');
    if (this.#lost !== undefined) throw new LogError(`the run cannot be recorded: ${this.#lost}`);
    // Inside a call the host may have written half of what it will.
    const memory = this.#frames.length > 0 || this.#guest.shared ? undefined : this.#memory();
    return this.#events.seal(memory?.length ? memorySum(memory) : undefined);
  }

  layer({ module, field, target, granted }: Parameters<Layer>[0], run: Import, guest: Guest): Import {
    if (this.#guest === undefined) {
      if (guest.around !== undefined) throw new AbiLinkError(['the guest is recorded by another recorder']);
      const { name, version, digest } = this.surface.abi;
      this.#events.begin({ abi: name, version, digest, target, granted, keep: this.keep });
      this.#guest = guest;
      this.#memory = memoryOf(guest);
      guest.around = (name, values, enter) => this.#enter(guest, name, values, enter);
      guest.importing = (imports) => this.#importing(imports);
    } else if (this.#guest !== guest) throw new AbiLinkError(['a recorder records one guest: make another for this one']);
    this.#bound.add(keyOf(module, field));
    const of = this.#importOf(module, field);
    if (of === undefined) return run;
    // What the engine gets for a suspended call is a promise, which the type of an import does not tell.
    return (...values: Core[]) => this.#call(guest, of, values, run as (...values: Core[]) => Answer) as Core | undefined;
  }

  #tell(onBytes: (bytes: Uint8Array) => void, bytes: Uint8Array): void {
    try {
      if (this.#lost === undefined) onBytes(bytes);
    } catch (cause) {
      this.#lost = `\`onBytes\` threw ${thrownOf(cause).message}`;
    }
  }

  #importing(imports: readonly { readonly module: string; readonly name: string }[]): void {
    const open = imports.find((i) => this.surface.openModules.includes(i.module) && !this.#bound.has(keyOf(i.module, i.name)));
    if (open !== undefined)
      this.#lost ??= `the guest imports ${shown(`${open.module}.${open.name}`)}, which is in the option \`modules\`: what a host answers there no log has`;
  }

  #call(guest: Guest, of: Callable, values: readonly Core[], run: (...values: Core[]) => Answer): Answer {
    if (guest.shared) this.#lost ??= 'the memory is shared, and other threads can change it at any time';
    const over = this.#frames.at(-1);
    if (over?.host)
      this.#lost ??= `${of.name} was called while the host answered ${over.of.name}, other than through an export that the glue calls`;
    if (this.#lost !== undefined) return run(...values);
    this.#events.call(of, values, seenBy(this.#memory, of, values, this.keep));
    const frame: Frame = { of, values, host: true, before: this.#writable(of, values) };
    this.#frames.push(frame);
    let answer: Answer;
    try {
      answer = run(...values);
    } catch (cause) {
      this.#threw(guest, frame, cause);
      throw cause;
    }
    if (!(answer instanceof Promise)) {
      this.#returned(frame, answer);
      return answer;
    }
    // The guest is suspended until the host has answered.
    return answer.then(
      (value) => {
        this.#returned(frame, value);
        return value;
      },
      (cause) => {
        this.#threw(guest, frame, cause);
        throw cause;
      },
    );
  }

  #returned(frame: Frame, value: unknown): void {
    const isCore = value === undefined || typeof value === 'number' || typeof value === 'bigint';
    if (!isCore || !isResultOf(frame.of, value))
      this.#lost ??= `${frame.of.name} answered ${kindOf(value)}, which is no core value that an engine takes there`;
    if (this.#close(frame)) this.#events.returned(value, this.#changes(frame));
  }

  #threw(guest: Guest, frame: Frame, cause: unknown): void {
    if (!this.#close(frame)) return;
    const ending: Ending = guest.gate !== 2 ? 3 : cause instanceof AbiTrap ? 1 : 2;
    this.#events.threw(ending, thrownOf(cause), this.#changes(frame));
  }

  /** An export that the glue calls: recorded while the host answers an import, and not where the embedder calls it from outside. */
  #enter(guest: Guest, name: string, values: readonly Core[], enter: (...values: Core[]) => unknown): unknown {
    const over = this.#frames.at(-1);
    // A replay has no moment between the answer to a suspended guest and its going on.
    if (over === undefined && guest.fiber > 0)
      this.#lost ??= `${name} was called while another call of the guest had not come back, and no host ran`;
    if (this.#lost !== undefined || over?.host !== true) return enter(...values);
    // The glue calls no export that the ABI does not have.
    const of = this.#exports.get(name) as Callable;
    const delivered = writable(this.#memory, of, values);
    this.#events.enter(of, values, guest.gate, [...this.#changes(over), ...delivered]);
    const frame: Frame = { of, values, host: false, before: [] };
    this.#frames.push(frame);
    let answer: unknown;
    try {
      answer = enter(...values);
    } catch (cause) {
      if (this.#close(frame)) this.#events.leftThrowing();
      throw cause;
    } finally {
      // The host runs again: what the guest wrote meanwhile is not the host's.
      over.before = this.#writable(over.of, over.values);
    }
    if (this.#close(frame)) this.#events.left(answer);
    return answer;
  }

  #writable(of: Callable, values: readonly Core[]): Stretch[] {
    const spare = this.#spare;
    if (of.writes === 'memory') this.#spare = undefined;
    return writable(this.#memory, of, values, spare);
  }

  /** What the host wrote since it began to run; looked at once. */
  #changes({ of, before }: Frame): Stretch[] {
    const changes = changesSince(this.#memory, before);
    if (of.writes === 'memory') this.#spare = before[0]?.bytes;
    return changes;
  }

  /** Whether a call ends that began last. Calls of suspended guests can end in any order; a log has only one. */
  #close(frame: Frame): boolean {
    if (this.#lost === undefined && this.#frames.pop() !== frame) this.#lost = `${frame.of.name} came back while a later call had not`;
    return this.#lost === undefined;
  }
}

type Answer = Core | undefined | Promise<Core | undefined>;

/** What was thrown, as far as a log has it. Looking at it may run code that throws again. */
function thrownOf(cause: unknown): Thrown {
  const given = (typeof cause === 'object' && cause !== null ? cause : {}) as { readonly name?: unknown; readonly message?: unknown };
  const tried = <T>(look: () => T, otherwise: T): T => {
    try {
      return look();
    } catch {
      return otherwise;
    }
  };
  const own = () =>
    Object.entries(given)
      .filter((entry): entry is [string, Primitive] => isPrimitive(entry[1]))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: tried(() => (typeof given.name === 'string' ? given.name : ''), ''),
    message: tried(() => (typeof given.message === 'string' ? given.message : String(cause)), ''),
    properties: tried(own, []),
  };
}

const isPrimitive = (value: unknown): value is Primitive =>
  value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
