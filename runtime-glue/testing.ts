/**
 * Runs guests on a host and writes down what can be seen: how each call ended, bytes of the memory, and what the host was
 * called with. `observe` does it for hosts in JavaScript on this package; a host of another kind makes the same `Observed`
 * itself. `differences` compares it with what a vector says.
 */
import type { Bindings, InstantiateOptions } from './link.js';

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

/** A call of a host method: its name, `interface.method`, and its arguments as `shown` gives them. */
export type Traced = readonly [method: string, ...values: unknown[]];

/** What must be seen, or was seen. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly memory?: readonly Range[];
  readonly trace: readonly Traced[];
}

/** A test as data. */
export interface Vector extends Outcome {
  /** `area/name`. */
  readonly id: string;
  readonly doc: string;
  /** Name of the guest, a module of the kit. */
  readonly guest: string;
  /** What the host grants; absent: everything. */
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
  const { steps, memory = [], trace } = vector.differs?.on[target] ?? vector;
  return { steps, memory, trace };
};

type Method = (...values: unknown[]) => unknown;
type Hosts = Readonly<Record<string, object>>;

/** A target entry of a generated package, as far as the runner needs it. */
export interface Entry {
  createImports(hosts: Hosts, options: object): Bindings;
  instantiate(source: BufferSource | WebAssembly.Module, bindings: Bindings, options: InstantiateOptions): Promise<WebAssembly.Instance>;
  guestExports(bindings: Bindings): object;
  /** Of a package that has methods which may suspend the guest. */
  promising?(bindings: Bindings, run: Method): Method;
}

/** A host for one guest: its methods by interface, and what else it gives `createImports` and `instantiate`. */
export interface TestedHost {
  readonly hosts: Hosts;
  readonly options?: object;
  readonly linking?: InstantiateOptions;
}

/** Makes a fresh host. `guest` gives the exports of the guest once it is linked, for methods that call back. */
export type CreateHost<E extends Entry> = (abi: E, guest: () => object) => TestedHost;

/** How often a call is made again. A host that still has no answer then has none: what the call returned is what was seen. */
const mostTries = 2_000;

/** Runs one vector on a fresh host and a fresh guest. */
export async function observe<E extends Entry>(
  abi: E,
  createHost: CreateHost<E>,
  source: BufferSource | WebAssembly.Module,
  vector: Pick<Vector, 'steps' | 'memory' | 'grants' | 'again'>,
): Promise<Outcome> {
  const trace: Traced[] = [];
  const shown = shower();
  let guest: () => object = () => ({});
  const { hosts, options, linking } = createHost(abi, () => guest());
  const traced = Object.fromEntries(Object.entries(hosts).map(([key, host]) => [key, tracing(key, host, trace, shown)]));
  const { grants, again } = vector;
  const bindings = abi.createImports(traced, { ...options, ...(grants && { grants }), ...(again !== undefined && { suspend: true }) });
  guest = () => abi.guestExports(bindings);
  const steps: Step[] = [];
  let instance: WebAssembly.Instance;
  try {
    instance = await abi.instantiate(source, bindings, linking ?? {});
  } catch (cause) {
    return { steps: vector.steps.slice(0, 1).map(({ call }) => ({ call, ends: endingOf(cause) })), memory: [], trace };
  }
  // What the host does in the background has its turn between two calls.
  const turn = () => new Promise((done) => setTimeout(done));
  for (const { call } of vector.steps) {
    if (steps.length > 0) await turn();
    const run = functionOf(instance, call);
    const entered = again === undefined ? run : (abi.promising?.(bindings, run) ?? run);
    let step = await ended(call, entered);
    for (let tries = 0; again !== undefined && step.returns === again && tries < mostTries; tries++) {
      await turn();
      step = await ended(call, entered);
    }
    steps.push(step);
  }
  return { steps, memory: (vector.memory ?? []).map(({ at, bytes }) => rangeOf(instance, at, bytes.length / 2)), trace };
}

function functionOf({ exports }: WebAssembly.Instance, name: string): Method {
  const found = exports[name];
  if (typeof found !== 'function') throw new Error(`the guest does not export the function ${name}`);
  return found as Method;
}

async function ended(call: string, run: Method): Promise<Step> {
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

function rangeOf(instance: WebAssembly.Instance, at: number | string, size: number): Range {
  const { exports } = instance;
  const memory = Object.values(exports).find((e) => e instanceof WebAssembly.Memory);
  if (!memory) throw new Error('the guest exports no memory');
  const address = typeof at === 'number' ? at : Number((exports[at] as Method)()) >>> 0;
  return { at, bytes: hex(new Uint8Array(memory.buffer, address, size)) };
}

/** The same host, whose calls are written down. Methods that it lacks stay lacking. */
function tracing(key: string, host: object, trace: Traced[], shown: Shower): object {
  return new Proxy(host, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const run = (...values: unknown[]): unknown => {
        trace.push([`${key}.${String(name)}`, ...values.filter((v) => !isContext(v)).map((v) => shown.value(v))]);
        const answer: unknown = Reflect.apply(method, host, values);
        shown.remember(answer);
        return answer;
      };
      // The glue checks how many parameters a method takes.
      return Object.defineProperty(run, 'length', { value: method.length });
    },
  });
}

/** The context of a task, by which its host learns that it was cancelled: no argument of the guest. */
const isContext = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'signal' in value && value.signal instanceof AbortSignal;

interface Shower {
  value(value: unknown): unknown;
  remember(answer: unknown): void;
}

/**
 * Shows values as JSON: integers of 64 bits as `{ int }`, bytes as `{ bytes }`, addresses as `{ address }`, numbers that JSON
 * lacks as `{ float }`. Objects that the host made itself (resources), and those of the glue, are numbered as they appear.
 */
function shower(): Shower {
  const made = new WeakSet<object>();
  const numbers = new Map<object, string>();
  const number = (object: object): string => {
    const found = numbers.get(object) ?? `#${numbers.size + 1}`;
    numbers.set(object, found);
    return found;
  };
  const remember = (answer: unknown): void => {
    if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer) || made.has(answer)) return;
    made.add(answer);
    for (const inner of Object.values(answer)) remember(inner);
  };
  const value = (given: unknown): unknown => {
    if (given === undefined || given === null) return null;
    if (typeof given === 'bigint') return { int: String(given) };
    if (typeof given === 'number')
      return Number.isFinite(given) && !Object.is(given, -0) ? given : { float: Object.is(given, -0) ? '-0' : String(given) };
    if (typeof given !== 'object') return given;
    if (given instanceof Uint8Array) return { bytes: hex(given) };
    if (made.has(given)) return number(given);
    if (Array.isArray(given)) return given.map(value);
    if ('address' in given && 'writeU32' in given) return { address: given.address };
    const prototype: unknown = Object.getPrototypeOf(given);
    if (prototype !== Object.prototype && prototype !== null) return number(given);
    const fields = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, inner]) => [name, value(inner)]));
  };
  return { value, remember };
}

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');

/** One thing that is not as it must be. */
export interface Difference {
  /** `steps[0]`, `memory[0]`, `trace[2]`. */
  readonly at: string;
  readonly expected: unknown;
  readonly seen: unknown;
}

/** What differs, item by item; empty if all is as it must be. */
export function differences(expected: Outcome, seen: Outcome): Difference[] {
  const found: Difference[] = [];
  for (const part of ['steps', 'memory', 'trace'] as const) {
    const [want, have] = [expected[part] ?? [], seen[part] ?? []];
    for (let i = 0; i < Math.max(want.length, have.length); i++)
      if (ordered(want[i]) !== ordered(have[i])) found.push({ at: `${part}[${i}]`, expected: want[i] ?? null, seen: have[i] ?? null });
  }
  return found;
}

/** JSON in which the order of keys does not count. */
const ordered = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
