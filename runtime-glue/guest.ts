import { AbiLinkError, AbiTrap, Failure } from './failure.js';

/** What the glue must know of one import besides its code: only slow paths look at it. */
export interface FunctionInfo {
  /** `interface.function`. */
  readonly name: string;
  /** Domains whose failures it may answer. */
  readonly domains: readonly string[];
  /** Core result for an error code of its domains. */
  readonly encode: (code: number) => number | bigint;
  /** Code for a host that failed; undefined: trap. */
  readonly internal: number | undefined;
  /** Code for a call while the guest may not call; undefined: trap. */
  readonly busy: number | undefined;
}

export interface GuestOptions {
  /** Told about every failure of the host itself, which the guest sees only as the declared internal error. */
  readonly onHostError?: (failed: { readonly function: string; readonly cause: unknown }) => void;
  /** Lets the guest share its memory between threads, where the target leaves that open. */
  readonly threads?: boolean;
  /** First generation of handle numbers; differing seeds keep the numbers of several guests apart. */
  readonly handleSeed?: number;
}

/** State of one guest instance, shared by its imports. */
export class Guest {
  /** View of all memory. Use `mem()`: this one may be detached. */
  u8: Uint8Array = new Uint8Array(0);
  dv: DataView = new DataView(this.u8.buffer);
  /** Made when first needed. */
  decoder: TextDecoder | undefined;
  strictDecoder: TextDecoder | undefined;
  encoder: TextEncoder | undefined;
  /** 0: calls may enter. 1: the glue is inside a guest allocator. 2: poisoned. */
  gate: 0 | 1 | 2 = 0;
  /** Whether a host method runs that may not re-enter the guest. */
  busy = false;
  shared = false;
  exports: WebAssembly.Exports = {};
  /** Payload codecs, by name. */
  codecs: Readonly<Record<string, unknown>> = {};
  /** Handle tables by kind, and streams by type: made when an import that needs them is bound. */
  readonly tables: unknown[] = [];
  readonly streams = new Map<object, unknown>();
  #memory: WebAssembly.Memory | undefined;
  #trap: AbiTrap | undefined;

  constructor(
    readonly options: GuestOptions,
    readonly threads: 'disabled' | 'optional' | 'required',
  ) {}

  /** Tells the guest's memory. Shared memory is refused where the target or the host does not allow threads. */
  attach(memory: WebAssembly.Memory): void {
    this.shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    if (this.shared && (this.threads === 'disabled' || (this.threads === 'optional' && this.options.threads !== true)))
      throw new AbiLinkError([
        this.threads === 'disabled'
          ? 'the memory is shared, and this target has no threads'
          : 'the memory is shared: set the option `threads` if the host is thread-safe',
      ]);
    this.#memory = memory;
    this.refresh();
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
    this.gate = 2;
    this.#trap ??= new AbiTrap(`${what} ${why}`);
    throw this.#trap;
  }

  /** Ends the instance by what the host threw from a call that never returns: it passes on, and nothing runs after it. */
  end(cause: unknown): never {
    this.gate = 2;
    this.#trap ??= new AbiTrap('the guest has ended');
    throw cause;
  }

  /** Answers a call that may not enter. */
  refuse(info: FunctionInfo): number | bigint {
    if (this.gate === 1 && info.busy !== undefined) return info.encode(info.busy);
    if (this.gate === 2) throw this.#trap;
    return this.trap(info.name, 'was called from inside a guest allocator');
  }

  /** Turns what a host method returned or threw, and is not a value of its result, into the core result. */
  fail(info: FunctionInfo, returned: unknown): number | bigint {
    if (returned instanceof Failure && info.domains.includes(returned.domain)) return info.encode(returned.code);
    this.blame(
      info.name,
      returned instanceof HostThrew ? returned.cause : new TypeError(`${info.name}: the host returned ${describe(returned)}`),
    );
    if (info.internal === undefined) return this.trap(info.name, 'has no error for a failing host');
    return info.encode(info.internal);
  }

  /** Reports a failure of the host; a hook that fails itself is the host's affair and changes nothing for the guest. */
  blame(name: string, cause: unknown): void {
    try {
      this.options.onHostError?.({ function: name, cause });
    } catch {}
  }
}

/** Whether a host's answer is an object with several outputs. */
export const isRecord = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Failure) &&
  !(value instanceof HostThrew) &&
  typeof (value as { then?: unknown }).then !== 'function';

/** Whether a host's answer can be the resource behind a handle: any object of its own. */
export const isResource = isRecord;

export const isBytes = (value: unknown): boolean => value instanceof Uint8Array;

/** Marks what a host method threw, so that it is not mistaken for a value. */
class HostThrew {
  constructor(readonly cause: unknown) {}
}

/** What a thrown value stands for: a declared failure, a trap on its way up, or a failing host. */
export const threw = (cause: unknown): unknown => {
  if (cause instanceof AbiTrap) throw cause;
  return cause instanceof Failure ? cause : new HostThrew(cause);
};

const describe = (value: unknown): string => {
  if (value instanceof Promise) return 'a promise from a method that must answer at once';
  if (value instanceof Failure) return `the error ${value.domain} ${value.name}, which it does not declare`;
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value} of the wrong kind`;
};
