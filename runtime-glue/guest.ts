import { AbiLinkError, AbiTrap, Failure } from './failure.js';
import type { Capabilities } from './grants.js';

/** What the glue must know of one import besides its code: only slow paths look at it. */
export interface FunctionInfo {
  /** `interface.function`. */
  readonly name: string;
  /** Domains whose failures it may answer. */
  readonly domains: readonly string[];
  /** How a code becomes the core result: 1 negated, 2 as an i64, 3 both, 0 as it is. */
  readonly style: number;
  /** Code for a host that failed; undefined: trap. */
  readonly internal: number | undefined;
  /** Code for a call while the guest may not call; undefined: trap. */
  readonly busy: number | undefined;
  /** The code that means success, which no failure may have. */
  readonly success: number;
}

export interface GuestOptions {
  /** Told about every failure of the host itself, which the guest sees only as the declared internal error. */
  readonly onHostError?: (failed: { readonly function: string; readonly cause: unknown }) => void;
  /** Lets the guest share its memory between threads, where the target leaves that open. */
  readonly threads?: boolean;
  /** First generation of handle numbers; differing seeds keep the numbers of several guests apart. */
  readonly handleSeed?: number;
  /** Suspends the guest where a host answers later and the engine can (JSPI). */
  readonly suspend?: boolean;
}

/** A function that a guest exports. */
export type GuestFunction = (...values: (number | bigint)[]) => unknown;

/** State of one guest instance, shared by its imports. */
export class Guest {
  /** View of all memory. Use `mem()`: this one may be detached. */
  u8: Uint8Array = new Uint8Array(0);
  dv: DataView = new DataView(this.u8.buffer);
  /** 0: calls may enter, in both directions. 1: the host or a guest allocator runs, and may not re-enter. 2: poisoned. */
  gate: 0 | 1 | 2 = 0;
  /** Calls of guest exports that have not come back. */
  depth = 0;
  /** The depth at which the engine can suspend the guest; 0 for none, -1 while it is suspended. */
  fiber = 0;
  shared = false;
  /** What stops the tasks that run. Made when the first one starts. */
  tasks: Set<AbortController> | undefined;
  exports: WebAssembly.Exports = {};
  /** Stands around the guest exports that the glue calls, where somebody records them. */
  around: ((name: string, values: readonly (number | bigint)[], run: GuestFunction) => unknown) | undefined;
  /** What the guest may do. Without a prototype: whoever looks a name up finds it only if it is there. */
  capabilities: Capabilities = Object.freeze(Object.create(null));
  /** Payload codecs, by name. */
  codecs: Readonly<Record<string, unknown>> = {};
  /** Handle tables by kind, and streams by type: made when an import that needs them is bound. */
  readonly tables: unknown[] = [];
  readonly streams = new Map<object, unknown>();
  /** A copy: what the host does to its options afterwards changes nothing. */
  readonly options: GuestOptions;
  #memory: WebAssembly.Memory | undefined;
  #linked = false;
  #trap: AbiTrap | undefined;

  constructor(
    { onHostError, threads: allowed, handleSeed, suspend }: GuestOptions,
    readonly threads: 'disabled' | 'optional' | 'required',
  ) {
    this.options = {
      ...(onHostError === undefined ? {} : { onHostError }),
      threads: allowed === true,
      handleSeed: (handleSeed ?? 0) >>> 0,
      suspend: suspend === true,
    };
  }

  /** Tells the guest's memory. Shared memory is refused where the target or the host does not allow threads. */
  attach(memory: WebAssembly.Memory): void {
    if (this.#linked && memory !== this.#memory)
      throw new AbiLinkError(['the bindings serve another instance: make new ones for this one']);
    const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    if (shared && (this.threads === 'disabled' || (this.threads === 'optional' && this.options.threads !== true)))
      throw new AbiLinkError([
        this.threads === 'disabled'
          ? 'the memory is shared, and this target has no threads'
          : 'the memory is shared: set the option `threads` if the host is thread-safe',
      ]);
    if (shared && globalThis.crossOriginIsolated === false)
      throw new AbiLinkError(['the memory is shared, and this page is not cross-origin isolated: send it the headers COOP and COEP']);
    this.shared = shared;
    this.#memory = memory;
    this.refresh();
  }

  /** Tells that an instance runs on these bindings: its memory stays. */
  linked(exports: WebAssembly.Exports): void {
    this.exports = exports;
    this.#linked = this.#memory !== undefined;
  }

  /** A view of all memory, valid until the guest runs again. Growing detaches a view, which then has length 0. */
  mem(): Uint8Array {
    return this.u8.length === 0 || this.shared ? this.refresh() : this.u8;
  }

  refresh(): Uint8Array {
    const memory = this.#memory;
    if (memory === undefined) return this.trap('the guest', 'called an import that needs memory before its memory was attached');
    const { buffer } = memory;
    if (buffer !== this.u8.buffer || buffer.byteLength !== this.u8.length) {
      this.u8 = new Uint8Array(buffer);
      this.dv = new DataView(buffer);
    }
    return this.u8;
  }

  /** Poisons the instance. */
  trap(what: string, why: string): never {
    throw this.#poison(`${what} ${why}`);
  }

  /** Ends the instance by what was thrown across it: by a call that never returns, or out of the guest. It passes on, and nothing runs after it. */
  end(cause: unknown, why = 'the guest has ended'): never {
    this.#poison(why, cause);
    throw cause;
  }

  #poison(why: string, cause?: unknown): AbiTrap {
    this.gate = 2;
    this.#trap ??= new AbiTrap(why, { cause });
    this.tasks?.forEach((task) => {
      task.abort();
    });
    return this.#trap;
  }

  /** Throws if the instance is poisoned. */
  alive(): void {
    if (this.gate === 2) throw this.#trap;
  }

  /** The host method came back: calls may enter again, unless the instance was poisoned under it and the host kept that to itself. */
  leave(): void {
    if (this.gate === 2) throw this.#trap;
    this.gate = 0;
  }

  /**
   * What a host method threw, as an answer. What poisoned the instance passes on, and no error code hides it; what the host threw
   * in its place does not reach the guest.
   */
  threw(cause: unknown): unknown {
    if (this.gate === 2) throw cause === this.#trap?.cause ? cause : this.#trap;
    this.gate = 0;
    return new HostThrew(cause);
  }

  /** Answers a call that may not enter. */
  refuse(info: FunctionInfo): number | bigint {
    this.alive();
    if (info.busy !== undefined) return encode(info, info.busy);
    return this.trap(info.name, 'was called while the guest may not call: from its allocator, or from inside another import');
  }

  /**
   * Turns what a host method returned or threw, and is not a value of its result, into the core result. Looking at it may
   * run code of the host, which may throw again.
   */
  fail(info: FunctionInfo, answer: unknown): number | bigint {
    this.alive();
    let cause: unknown;
    try {
      const returned = answer instanceof HostThrew ? answer.cause : answer;
      if (declared(info, returned)) return encode(info, returned.code);
      cause = answer instanceof HostThrew && !(returned instanceof Failure) ? returned : wrong(info, returned);
      if (returned instanceof Promise) Promise.prototype.then.call(returned, undefined, (late) => this.blame(info.name, late));
    } catch (hostile) {
      cause = hostile;
    }
    this.blame(info.name, cause);
    if (info.internal === undefined) return this.trap(info.name, 'has no error for a failing host');
    return encode(info, info.internal);
  }

  /** Reports a failure of the host; a hook that fails itself is the host's affair and changes nothing for the guest. */
  blame(name: string, cause: unknown): void {
    const { gate } = this;
    if (gate === 0) this.gate = 1;
    try {
      this.options.onHostError?.({ function: name, cause });
    } catch {}
    if (gate === 0 && this.gate === 1) this.gate = 0;
  }
}

/** Marks what a host method threw, so that it is not mistaken for a value. */
export class HostThrew {
  constructor(readonly cause: unknown) {}
}

/** Whether an answer is a failure that the function declares. One that a host made up must not read as success, or as a value. */
export const declared = (info: FunctionInfo, answer: unknown): answer is Failure => {
  if (!(answer instanceof Failure) || !info.domains.includes(answer.domain)) return false;
  const { code } = answer;
  return Number.isInteger(code) && code !== info.success && code >= (info.style & 1 ? 1 : -0x80000000) && code <= 0x7fffffff;
};

const encode = (info: FunctionInfo, code: number): number | bigint => {
  const signed = info.style & 1 ? -code : code;
  return info.style & 2 ? BigInt(signed) : signed;
};

const wrong = (info: FunctionInfo, returned: unknown): TypeError => new TypeError(`${info.name}: the host answered ${describe(returned)}`);

const describe = (value: unknown): string => {
  if (value instanceof Promise) return 'a promise from a method that must answer at once';
  if (value instanceof Failure) return `the error ${value.domain} ${value.name} ${value.code}, which it does not declare`;
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value} of the wrong kind`;
};
