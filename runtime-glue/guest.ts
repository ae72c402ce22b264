import { AbiTrap } from './failure.js';
import type { Capabilities } from './grants.js';

export interface GuestOptions {
  /**
   * Told about every failure of the host itself, which the guest sees only as the declared internal error. Bytes of the guest that
   * a codec cannot decode are no such failure: the guest gets its error for them, and this is not told.
   */
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
  /** What stops the tasks whose answer the guest has not taken. Made when the first one starts. */
  tasks: Set<AbortController> | undefined;
  /** Without a prototype also before there are any: the start function runs before the exports are told. */
  exports: WebAssembly.Exports = Object.create(null);
  /** Stands around the guest exports that the glue calls, where somebody records them. */
  around: ((name: string, values: readonly (number | bigint)[], run: GuestFunction) => unknown) | undefined;
  /** Is told what the module imports, where somebody records its run. */
  importing: ((imports: readonly { readonly module: string; readonly name: string }[]) => void) | undefined;
  /** What the guest may do. Without a prototype: whoever looks a name up finds it only if it is there. */
  capabilities: Capabilities = Object.freeze(Object.create(null));
  /** Payload codecs, by name. */
  codecs: Readonly<Record<string, unknown>> = {};
  /** Handle tables by kind, and streams by type: made when an import that needs them is bound. */
  readonly tables: unknown[] = [];
  readonly streams = new Map<object, unknown>();
  /** The guest's memory, once it is told; see `attachMemory`. */
  memory: WebAssembly.Memory | undefined;
  /** Whether an instance runs on these bindings: its memory stays. */
  linked = false;
  /** Whether an instance is being made for these bindings. */
  linking = false;
  /** What poisoned the instance. */
  ended: AbiTrap | undefined;

  /** The options are the guest's own: what the host does to those that it gave changes nothing. */
  constructor(
    readonly options: GuestOptions,
    readonly threads: 'disabled' | 'optional' | 'required',
  ) {}

  /** A view of all memory, valid until the guest runs again. Growing detaches a view, which then has length 0. */
  mem(): Uint8Array {
    return this.u8.length === 0 || this.shared ? this.refresh() : this.u8;
  }

  refresh(): Uint8Array {
    const { memory } = this;
    if (memory === undefined) return this.trap('the guest', 'called an import that needs memory before its memory was attached');
    const { buffer } = memory;
    if (buffer !== this.u8.buffer || buffer.byteLength !== this.u8.length) {
      this.u8 = new Uint8Array(buffer);
      this.dv = new DataView(buffer);
    }
    return this.u8;
  }

  /** Poisons the instance, and throws. */
  trap(what: string, why: string): never {
    throw this.poison(`${what} ${why}`);
  }

  /** Poisons the instance; `by` holds what was thrown across it, if that is no trap of ours. */
  poison(why: string, by?: { readonly cause: unknown }): AbiTrap {
    this.gate = 2;
    this.ended ??= new AbiTrap(why, by);
    this.tasks?.forEach((task) => {
      task.abort();
    });
    return this.ended;
  }

  /** Throws if the instance is poisoned. Nobody looks then at what the host returned. */
  alive(returned?: unknown): void {
    if (this.gate !== 2) return;
    unheard(returned);
    throw this.ended;
  }

  /** The host method came back: calls may enter again, unless the instance was poisoned under it and the host kept that to itself. */
  leave(returned?: unknown): void {
    this.alive(returned);
    this.gate = 0;
  }
}

/** What a promise of the host comes to must not end the process where nobody looks at it. */
export function unheard(returned: unknown): void {
  if (typeof returned === 'object') new Promise((done) => done(returned)).catch(() => {});
}
