import type { HostAction, Plan, Spec } from './program.js';

/**
 * The host of the tests: it does what the plan of a call says, whether the glue calls it or the model. It stands outside of
 * what is compared, and writes the log of what it saw.
 */
export interface World {
  /** Lines of the run: calls of the host and of the guest, and what they answered. */
  readonly log: string[];
  failure(domain: string, name: string, code: number, text: string | undefined): unknown;
  grow(pages: number): void;
  hook(hook: number): void;
  enter(name: string, args: readonly number[]): unknown;
  /** A view of guest memory, as a host makes it of a view it was given. */
  window(at: number, length: number): Uint8Array;
  /** A promise, and what settles it. */
  promise(value: unknown, rejects: boolean): { readonly promise: unknown; settle(): void };
  /** An error that is the glue's or the engine's own, by its class. */
  classify(thrown: unknown): string;
}

/** What a method that runs as a task is given. */
interface Context {
  readonly signal: { readonly aborted: boolean };
}

interface Sink {
  send(bytes: Uint8Array): void;
  close(): void;
}

export class ScriptedHost {
  readonly #resources = new Map<number, object>();
  readonly #ids = new Map<unknown, number>();
  readonly #streams: Sink[] = [];
  readonly #tasks: Context[] = [];
  #promises: { left: number; readonly settle: () => void }[] = [];
  #left: number;

  constructor(
    readonly world: World,
    actions: number,
  ) {
    this.#left = actions;
  }

  /** Carries out a call: answers or throws as planned. */
  call(method: string, args: readonly unknown[], plan: Plan): unknown {
    this.world.log.push(`host ${method}(${args.map((a) => this.show(a)).join(', ')})`);
    for (const a of args) {
      if (isSink(a)) this.#streams.push(a);
      if (isContext(a)) this.#tasks.push(a);
    }
    for (const action of plan.before) {
      if (this.#left-- <= 0) break;
      this.#act(action, args);
    }
    const answer = this.make(plan.answer);
    if (plan.throws) throw answer;
    return answer;
  }

  #act(action: HostAction, args: readonly unknown[]): void {
    const { world } = this;
    try {
      switch (action.do) {
        case 'grow':
          world.grow(action.pages);
          break;
        case 'hook':
          world.hook(action.hook);
          break;
        case 'enter':
          world.log.push(`host got ${this.show(world.enter(action.name, action.args))}`);
          break;
        case 'fill':
          for (const view of [args[action.arg]].flat()) if (view instanceof Uint8Array) fill(view, action.byte, action.length);
          break;
        case 'send':
          this.#streams[action.stream % this.#streams.length]?.send(Uint8Array.from(action.bytes));
          break;
        case 'end':
          this.#streams[action.stream % this.#streams.length]?.close();
          break;
        case 'ask':
          for (const token of args) if (isToken(token)) world.log.push(`host asked ${token.isCancelled()}`);
          break;
        case 'look':
          world.log.push(`host looked ${this.#tasks.map((t) => t.signal.aborted).join(', ')}`);
          break;
        case 'poke':
          for (const pointer of args)
            if (isPointer(pointer)) world.log.push(`host poked ${pointer.write(action.offset, Uint8Array.from(action.bytes))}`);
          break;
      }
    } catch (thrown) {
      world.log.push(`host met ${world.classify(thrown)}`);
      if (!action.swallow) throw thrown;
    }
  }

  make(spec: Spec): unknown {
    switch (spec.k) {
      case 'undefined':
        return undefined;
      case 'null':
        return null;
      case 'thenable':
        return new Proxy({}, { get: (_, name) => (name === 'then' ? () => undefined : undefined) });
      case 'hostile':
        return new Proxy(
          {},
          {
            get: () => {
              throw new Secret();
            },
          },
        );
      case 'error':
        return new Secret();
      case 'bytes':
        return spec.lying ? new Lying(spec.v) : Uint8Array.from(spec.v);
      case 'list':
        return spec.v.map((item) => this.make(item));
      case 'rec':
        return this.#record(spec);
      case 'failure':
        return this.world.failure(spec.domain, spec.name, spec.code, spec.text);
      case 'resource':
        return this.#resource(spec.id);
      case 'promise':
        return this.#promise(spec);
      case 'window':
        return this.world.window(spec.at, spec.length);
      default:
        return spec.v;
    }
  }

  #promise({ value, rejects, after }: Extract<Spec, { k: 'promise' }>): unknown {
    const { promise, settle } = this.world.promise(this.make(value), rejects);
    if (after === 0) settle();
    else this.#promises.push({ left: after, settle });
    return promise;
  }

  /** A step is over: settles the promises whose time has come. */
  tick(): void {
    for (const p of this.#promises) {
      p.left--;
      if (p.left === 0) p.settle();
    }
    this.#promises = this.#promises.filter((p) => p.left > 0);
  }

  #record(spec: Extract<Spec, { k: 'rec' }>): object {
    const made: Record<string, unknown> = {};
    for (const [key, value] of spec.v) {
      let once: { readonly value: unknown } | undefined = { value: this.make(value) };
      if (!spec.fickle) made[key] = once.value;
      else
        Object.defineProperty(made, key, {
          enumerable: true,
          get: () => {
            const now = once?.value;
            once = undefined;
            return now;
          },
        });
    }
    return made;
  }

  #resource(id: number): object {
    const known = this.#resources.get(id) ?? (id % 2 === 0 ? {} : () => undefined);
    this.#resources.set(id, known);
    this.#ids.set(known, id);
    return known;
  }

  /** A value as the log has it. Objects of the glue are told by what they can do. */
  show(value: unknown): string {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string')
      return value.length > 200 ? `text ${value.length} ${digest(new TextEncoder().encode(value))}` : JSON.stringify(value);
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (this.#ids.has(value)) return `#${this.#ids.get(value)}`;
    if (value instanceof Uint8Array) return `bytes ${value.length} ${digest(value)}`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return `[${value.map((v) => this.show(v)).join(', ')}]`;
    if (isSink(value)) return 'a stream';
    if (isToken(value)) return 'a token';
    if (isContext(value)) return 'a task';
    if (isPointer(value)) return `a pointer ${value.address}`;
    return `{${Object.entries(value)
      .map(([key, v]) => `${JSON.stringify(key)}: ${this.show(v)}`)
      .join(', ')}}`;
  }
}

/** What hosts throw of their own. */
class Secret extends Error {
  override readonly message = 'secret';
}

/** What was thrown, where it is neither of the package nor of the engine: an error of the host, or one that nobody documents, by its class. */
export function foreign(thrown: unknown): string {
  if (thrown instanceof Secret) return 'an error of the host';
  if (!(thrown instanceof Error)) return typeof thrown;
  return thrown.constructor === Error ? 'an error' : `a ${thrown.constructor.name}`;
}

class Lying extends Uint8Array {
  override get length(): number {
    return 3;
  }
}

function fill(view: Uint8Array, byte: number, length: number): void {
  const most = length < 0 ? view.length : Math.min(length, view.length);
  for (let i = 0; i < most; i++) view[i] = (byte + i) & 0xff;
}

/** FNV-1a. */
export function digest(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

const has = (value: unknown, member: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Readonly<Record<string, unknown>>)[member] === 'function';
const isSink = (value: unknown): value is Sink => has(value, 'send') && has(value, 'close');
const isContext = (value: unknown): value is Context =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Context>).signal?.aborted === 'boolean';
const isToken = (value: unknown): value is { isCancelled(): boolean } => has(value, 'isCancelled');
const isPointer = (value: unknown): value is { readonly address: number; write(offset: number, bytes: Uint8Array): boolean } =>
  has(value, 'write') && has(value, 'read');
