/**
 * Runs guests on a host and writes down what can be seen: how each call ended, the memory, and what the host was
 * called with. `observe` does it for hosts in JavaScript on this package; a host of another kind makes the same `Outcome`
 * itself. `differences` compares it with what a vector says.
 */

import type { Layer } from './bind.js';
import { hex } from './changes.js';
import { fencing, type Stray } from './fence.js';
import type { GuestFunction, GuestOptions } from './guest.js';
import type { Bindings, InstantiateOptions } from './link.js';
import type { Surface } from './touched.js';
import { shower, type Traced, tracing } from './tracing.js';
import { changedSince, type Difference, type MemoryOutcome, memoryDifferences, type WholeMemory } from './whole.js';

export type { Difference, MemoryOutcome, Stray, Surface, Traced, WholeMemory };

/**
 * How a call of a guest export ended: it returned; the glue trapped; the engine trapped; the guest threw;
 * the host ended the guest; it never began.
 */
export type Ending = 'return' | 'abi-trap' | 'wasm-trap' | 'exception' | 'exit' | 'link-error';

/** A call of a guest export without arguments, and its end. */
export interface Step {
  readonly call: string;
  /** The core value in decimal, integers as signed; null where there is none. Absent unless it returned. */
  readonly returns?: string | null;
  /** Absent: it returned. */
  readonly ends?: Ending;
}

/** A range of memory after the last step: at an address, or at the one that a guest export of that name answers. */
export interface Range {
  readonly at: number | string;
  /** The bytes in hexadecimal. */
  readonly bytes: string;
}

/** A failure of the host itself. */
export interface HostFailure {
  /** `interface.function`. */
  readonly function: string;
  /** The message of what it threw, or what is wrong with what it answered. */
  readonly message: string;
}

/** What must be seen, or was seen. */
export interface Outcome extends MemoryOutcome {
  readonly steps: readonly Step[];
  readonly memory?: readonly Range[];
  readonly trace: readonly Traced[];
  /** Why host methods failed, each failure once; absent: none did. It is not compared: it tells why something else differs. */
  readonly failures?: readonly HostFailure[];
}

/** A test as data. */
export interface Vector extends Outcome {
  /** `area/name`. */
  readonly id: string;
  readonly doc: string;
  /** Name of the guest, a module of the kit. */
  readonly guest: string;
  /** What is granted; absent: what the `options` of `createHost` grant. Those of a host for the kit grant everything. */
  readonly grants?: readonly string[];
  /**
   * A call may wait here. Where the engine cannot suspend the guest it returns this number, and is made again after the
   * background work of the host had its turn.
   */
  readonly again?: string;
  /** What not every target has, and what must be seen on those targets. */
  readonly differs?: Intended & { readonly on: Readonly<Record<string, Outcome>> };
}

/** Why targets may differ: a function that some lack, or memory that guests share between threads. */
export type Intended = { readonly function: string } | { readonly memory: 'shared' };

/** What must be seen on a target. */
export const expected = (vector: Vector, target: string): Outcome => {
  const { steps, memory = [], whole, chosen, trace } = vector.differs?.on[target] ?? vector;
  return { steps, memory, trace, ...(whole && { whole }), ...(chosen && { chosen }) };
};

type Hosts = Readonly<Record<string, object>>;

/** A target entry of a generated package, as far as the runner needs it. */
export interface Entry {
  createImports(hosts: Hosts, options: object): Bindings;
  instantiate(source: BufferSource | WebAssembly.Module, bindings: Bindings, options: InstantiateOptions): Promise<WebAssembly.Instance>;
  guestExports(bindings: Bindings): object;
  /** Of a package that has methods which may suspend the guest. */
  promising?(bindings: Bindings, run: GuestFunction): GuestFunction;
}

/** A host for one guest: its methods by interface, and what else it gives `createImports` and `instantiate`. */
export interface TestedHost {
  readonly hosts: Hosts;
  readonly options?: object & Pick<GuestOptions, 'onHostError'> & { readonly layers?: readonly Layer[] };
  readonly linking?: InstantiateOptions;
}

/** Makes a fresh host. `guest` gives the exports of the guest once it is linked, for methods that call back. */
export type CreateHost<E extends Entry> = (abi: E, guest: () => object) => TestedHost | Promise<TestedHost>;

/** How often a call is made again. A host that still has no answer then has none: what the call returned is what was seen. */
const mostTries = 2_000;

/** What of a vector says how it is run; of its memory counts where, and of its steps which. */
export type Observed = Pick<Vector, 'steps' | 'memory' | 'grants' | 'again'>;

/** Runs one vector on a fresh host and a fresh guest. */
export type Observe = <E extends Entry>(
  abi: E,
  createHost: CreateHost<E>,
  source: BufferSource | WebAssembly.Module,
  vector: Observed,
) => Promise<Outcome>;

/** Makes `observe` for an ABI: `surface` says where its hosts may write. */
export const observing =
  (surface: Surface): Observe =>
  (abi, createHost, source, vector) =>
    run(surface, abi, createHost, source, vector);

async function run<E extends Entry>(
  surface: Surface,
  abi: E,
  createHost: CreateHost<E>,
  source: BufferSource | WebAssembly.Module,
  vector: Observed,
): Promise<Outcome> {
  const trace: Traced[] = [];
  const shown = shower();
  let guest: () => object = () => ({});
  const { hosts, options, linking } = await createHost(abi, () => guest());
  const traced = Object.fromEntries(Object.entries(hosts).map(([key, host]) => [key, tracing(key, host, trace, shown)]));
  const { grants, again } = vector;
  const fence = fencing(surface);
  const layers = [fence.layer, ...(options?.layers ?? [])];
  const waiting = again !== undefined && { suspend: true };
  const failures = new Map<string, HostFailure>();
  const onHostError: GuestOptions['onHostError'] = (failed) => {
    const failure = { function: failed.function, message: messageOf(failed.cause) };
    failures.set(JSON.stringify(failure), failure);
    options?.onHostError?.(failed);
  };
  const failed = () => failures.size > 0 && { failures: [...failures.values()] };
  const bindings = abi.createImports(traced, { ...options, ...(grants && { grants }), ...waiting, layers, onHostError });
  guest = () => abi.guestExports(bindings);
  const steps: Step[] = [];
  let instance: WebAssembly.Instance;
  try {
    instance = await abi.instantiate(source, bindings, linking ?? {});
  } catch (cause) {
    return { steps: vector.steps.slice(0, 1).map(({ call }) => ({ call, ends: endingOf(cause) })), memory: [], trace, ...failed() };
  }
  const began = memoryOf(instance)?.slice();
  fence.leave();
  const entering = async (call: string, entered: GuestFunction): Promise<Step> => {
    fence.enter();
    const step = await ended(call, entered);
    fence.leave();
    return step;
  };
  // What the host does in the background has its turn after each call.
  const turn = () => new Promise((done) => setTimeout(done));
  for (const { call } of vector.steps) {
    const run = functionOf(instance, call);
    const entered = again === undefined ? run : (abi.promising?.(bindings, run) ?? run);
    let step = await entering(call, entered);
    for (let tries = 0; again !== undefined && step.returns === again && tries < mostTries; tries++) {
      await turn();
      step = await entering(call, entered);
    }
    steps.push(step);
    await turn();
  }
  // The exports that answer addresses are run after that: they may write, and are no part of the vector.
  const now = memoryOf(instance);
  const whole = began && now && changedSince(began, now);
  fence.enter();
  const memory = (vector.memory ?? []).map(({ at, bytes }) => rangeOf(instance, at, bytes.length / 2));
  return { steps, memory, trace, ...(whole && { whole }), ...(fence.strays.length > 0 && { strays: fence.strays }), ...failed() };
}

/** Looking at what a host threw may run its code. */
function messageOf(cause: unknown): string {
  try {
    return String(cause instanceof Error ? cause.message : cause);
  } catch {
    return 'something without a message';
  }
}

function functionOf({ exports }: WebAssembly.Instance, name: string): GuestFunction {
  const found = exports[name];
  if (typeof found !== 'function') throw new Error(`the guest does not export the function ${name}`);
  return found as GuestFunction;
}

async function ended(call: string, run: GuestFunction): Promise<Step> {
  try {
    const value = await run();
    return { call, returns: value === undefined ? null : Object.is(value, -0) ? '-0' : String(value) };
  } catch (cause) {
    return { call, ends: endingOf(cause) };
  }
}

/** The glue's own errors are told by name: a bundle may hold their classes twice. */
function endingOf(cause: unknown): Ending {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'AbiTrap') return 'abi-trap';
  if (name === 'AbiLinkError') return 'link-error';
  if (cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError) return 'wasm-trap';
  return cause instanceof WebAssembly.Exception ? 'exception' : 'exit';
}

/** The memory that a guest exports, valid until the guest runs again. */
function memoryOf({ exports }: WebAssembly.Instance): Uint8Array | undefined {
  const memory = Object.values(exports).find((e) => e instanceof WebAssembly.Memory);
  return memory && new Uint8Array(memory.buffer);
}

function rangeOf(instance: WebAssembly.Instance, at: number | string, size: number): Range {
  const address = typeof at === 'number' ? at : Number(functionOf(instance, at)()) >>> 0;
  const memory = memoryOf(instance);
  if (!memory) throw new Error('the guest exports no memory');
  return { at, bytes: hex(memory.subarray(address, address + size)) };
}

/** What differs, item by item; empty if all is as it must be. What should be an array and is none differs as a whole. */
export function differences(expected: Outcome, seen: Outcome): Difference[] {
  const found: Difference[] = [];
  for (const part of ['steps', 'memory', 'trace'] as const) {
    const [want, have] = [expected[part] ?? [], seen[part] ?? []];
    if (!Array.isArray(have)) found.push({ at: part, expected: want, seen: have });
    else
      for (let i = 0; i < Math.max(want.length, have.length); i++)
        if (ordered(want[i]) !== ordered(have[i])) found.push({ at: `${part}[${i}]`, expected: want[i] ?? null, seen: have[i] ?? null });
  }
  return [...found, ...memoryDifferences(expected, seen)];
}

/** JSON in which the order of keys does not count. A bigint, which JSON lacks, is like nothing that it has. */
const ordered = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'bigint'
      ? { bigint: `${inner}n` }
      : typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  );
