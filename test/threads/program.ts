import type { Bindings, Call, Entry } from '../runtime/support.js';

/** What is called while another thread changes the memory under the call. */
export const kinds = ['text', 'long', 'cell', 'list', 'bytes'] as const;
export type Kind = (typeof kinds)[number];

/** What one thread saw of its calls: `wrong` is what no host must be given. */
export interface Seen {
  readonly fine: number;
  readonly refused: number;
  readonly wrong: readonly string[];
}

/** What the program answers: what the page and the worker saw, alone under a storm and both at once, and what is refused. */
export interface Report {
  readonly isolated: readonly [page: boolean, worker: boolean];
  readonly page: Readonly<Record<Kind, Seen>>;
  readonly worker: Readonly<Record<Kind, Seen>>;
  readonly both: readonly [page: Seen, worker: Seen];
  readonly withoutOption: string;
}

type Job =
  | { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }
  | { readonly act: 'storm' | 'call'; readonly kind: Kind }
  | 'both';

/** How often both outcomes must have been seen, and after how many calls it is given up. */
const enough = 2_000;
const most = 2_000_000;
const rounds = 3_000;

/** One thread of the guest: an instance and bindings of its own, on the memory that all share. */
class Thread {
  readonly wrong: string[] = [];
  readonly #exports: Record<string, Call>;

  constructor(
    abi: Entry,
    /** Where it may write: the page and the worker have a range each. */
    readonly own: number,
    make: (bindings: Bindings) => WebAssembly.Instance,
  ) {
    const bindings = abi.createImports({ mem: this.#host() }, { threads: true });
    const instance = make(bindings);
    abi.attach(bindings, instance);
    this.#exports = instance.exports as unknown as Record<string, Call>;
  }

  #host(): object {
    const bad = (what: string): void => {
      if (this.wrong.length < 5) this.wrong.push(what);
    };
    // Another thread has all the time between two looks.
    const still = (bytes: Uint8Array): void => {
      const before = bytes.slice().join();
      if (bytes.buffer instanceof SharedArrayBuffer) bad('a view of shared memory');
      for (let i = 0; i < 3; i++) if (bytes.slice().join() !== before) bad('bytes that changed');
    };
    return {
      text: (text: string) => (/^a+$/.test(text) ? undefined : bad(`the text ${JSON.stringify(text)}`)),
      read: still,
      cell: ({ mode }: { mode: number }) => (mode === 1 || mode === 2 ? undefined : bad(`the mode ${mode}`)),
      gather: (list: readonly Uint8Array[]) => (list[0]?.length === 8 ? undefined : bad(`a buffer of ${list[0]?.length}`)),
      recv: (view: Uint8Array) => {
        still(view);
        view.fill(this.own & 0xff);
        return view.length;
      },
      change: (data: Uint8Array | null) => void data?.reverse(),
      scatter: () => 0,
    };
  }

  run(name: string, ...values: number[]): number {
    return Number(this.#exports[name]?.(...values));
  }

  /** Calls until both outcomes of a race were seen, or something is wrong. */
  calls(kind: Kind): Seen {
    let [fine, refused] = [0, 0];
    for (let i = 0; i < most && this.wrong.length === 0 && (fine < enough || (refused < enough && kind !== 'bytes')); i++)
      if (this.run(`call_${kind}`) === 0) fine++;
      else refused++;
    return { fine, refused, wrong: this.wrong };
  }

  /** Calls with text and bytes, in and out, while the other thread does the same. */
  both(): Seen {
    let [fine, refused] = [0, 0];
    for (let i = 0; i < rounds; i++) {
      const good = this.run('call_quiet') === 0 && this.run('call_recv', this.own, 64) === 64 && this.run('filled', this.own, 64) === 1;
      if (good) fine++;
      else refused++;
    }
    return { fine, refused, wrong: this.wrong };
  }
}

const flags = (memory: WebAssembly.Memory): Int32Array => new Int32Array(memory.buffer, 0, 4);
const [stop, begun, waits] = [0, 1, 2];

/** The other thread: it does what the page says, and says when it is done. */
function serve(abi: Entry, scope: DedicatedWorker): void {
  let thread: Thread | undefined;
  let memory: WebAssembly.Memory | undefined;
  const done = (data: Job): unknown => {
    if (data !== 'both' && 'module' in data) {
      memory = data.memory;
      thread = threadOf(abi, data.module, data.memory, 4096);
      return { isolated: crossOriginIsolated };
    }
    if (thread === undefined || memory === undefined) throw new Error('no guest yet');
    if (data === 'both') {
      meet(memory);
      return thread.both();
    }
    if (data.act === 'storm') return thread.run(`storm_${data.kind}`);
    while (Atomics.load(flags(memory), begun) === 0);
    return thread.calls(data.kind);
  };
  scope.onmessage = ({ data }) => {
    let answer: unknown;
    try {
      answer = done(data);
    } catch (cause) {
      answer = { failed: String(cause) };
    }
    // The page may be in a storm, and hears of no answer before it ends.
    if (memory) Atomics.store(flags(memory), stop, 1);
    scope.postMessage(answer);
  };
}

/** Both threads go on when both are here. */
function meet(memory: WebAssembly.Memory): void {
  Atomics.add(flags(memory), waits, 1);
  while (Atomics.load(flags(memory), waits) < 2);
}

interface DedicatedWorker {
  onmessage: (event: { readonly data: Job }) => void;
  postMessage(value: unknown): void;
}

const threadOf = (abi: Entry, module: WebAssembly.Module, memory: WebAssembly.Memory, own: number): Thread =>
  new Thread(abi, own, (bindings) => {
    const { env } = bindings.imports;
    return new WebAssembly.Instance(module, { env: { ...env, memory } } as unknown as WebAssembly.Imports);
  });

/** The program of the page; in the worker that it starts, the same module serves. */
export function program(abi: Entry, self: string) {
  if ('WorkerGlobalScope' in globalThis) serve(abi, globalThis as unknown as DedicatedWorker);
  return async (_: null, { modules }: { readonly modules: Readonly<Record<string, WebAssembly.Module>> }): Promise<Report> => {
    const module = modules.guest as WebAssembly.Module;
    const refused = await abi.instantiate(module, abi.createImports({}, {})).then(
      () => 'linked',
      (cause: Error) => cause.message,
    );
    // The page's own instance is made by the package, which makes the memory too.
    const bindings = abi.createImports({}, { threads: true });
    const memory = (await abi.instantiate(module, bindings)).exports.memory as WebAssembly.Memory;
    const thread = threadOf(abi, module, memory, 8192);
    thread.run('prepare');
    const worker = new Worker(self, { type: 'module' });
    const tell = <T>(job: Job): Promise<T> =>
      new Promise((done, failed) => {
        worker.onerror = (event) => failed(new Error(event.message));
        worker.onmessage = ({ data }) => (data?.failed === undefined ? done(data as T) : failed(new Error(data.failed)));
        worker.postMessage(job);
      });
    const at = flags(memory);
    const reset = (): void => void at.fill(0);
    const { isolated } = await tell<{ readonly isolated: boolean }>({ module, memory });
    const page = {} as Record<Kind, Seen>;
    const other = {} as Record<Kind, Seen>;
    for (const kind of kinds) {
      reset();
      const storm = tell({ act: 'storm', kind });
      while (Atomics.load(at, begun) === 0) await new Promise((done) => setTimeout(done));
      page[kind] = thread.calls(kind);
      Atomics.store(at, stop, 1);
      await storm;
      reset();
      const calls = tell<Seen>({ act: 'call', kind });
      // Until the worker is done, the page does nothing but change what the worker's host is given.
      thread.run(`storm_${kind}`);
      other[kind] = await calls;
    }
    reset();
    const there = tell<Seen>('both');
    meet(memory);
    const here = thread.both();
    const both = [here, await there] as const;
    worker.terminate();
    return { isolated: [crossOriginIsolated, isolated], page, worker: other, both, withoutOption: refused };
  };
}

/** A guest in WAT: `call_K` makes a call, `storm_K` changes what it is about until it is told to stop. `imports` declares them as `$name`. */
export const guestText = (imports: string): string => {
  const storm = (kind: Kind, at: number, [a, b]: readonly [string, string]): string => `
  (func (export "storm_${kind}") (result i32)
    (i32.atomic.store (i32.const 4) (i32.const 1))
    (loop $again
      (i64.atomic.store (i32.const ${at}) (i64.const ${a}))
      (i64.atomic.store (i32.const ${at}) (i64.const ${b}))
      (br_if $again (i32.eqz (i32.atomic.load (i32.const 0)))))
    (i32.const 0))`;
  const texts = ['0x6161616161616161', '0xff61616161616161'] as const;
  return `(module (import "env" "memory" (memory 1 4 shared)) ${imports} (export "memory" (memory 0))
  (func (export "prepare")
    (memory.fill (i32.const 128) (i32.const 97) (i32.const 8))
    (memory.fill (i32.const 512) (i32.const 97) (i32.const 64))
    (memory.fill (i32.const 384) (i32.const 97) (i32.const 64)))
  (func (export "call_text") (result i32) (call $text (i32.const 128) (i32.const 8)))
  (func (export "call_long") (result i32) (call $text (i32.const 512) (i32.const 64)))
  (func (export "call_cell") (result i32) (call $cell (i32.const 64)))
  (func (export "call_list") (result i32) (call $gather (i32.const 72) (i32.const 1)))
  (func (export "call_bytes") (result i32) (call $read (i32.const 256) (i32.const 64)))
  (func (export "call_quiet") (result i32) (call $text (i32.const 384) (i32.const 64)))
  (func (export "call_recv") (param i32 i32) (result i32) (call $recv (local.get 0) (local.get 1)))
  ;; Whether all bytes of a range are the lowest byte of its address, which clears them.
  (func (export "filled") (param $at i32) (param $size i32) (result i32) (local $i i32)
    (loop $next
      (if (i32.ne (i32.load8_u (i32.add (local.get $at) (local.get $i))) (i32.and (local.get $at) (i32.const 255))) (then (return (i32.const 0))))
      (i32.store8 (i32.add (local.get $at) (local.get $i)) (i32.const 1))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $size))))
    (i32.const 1))
  ${storm('text', 128, texts)} ${storm('long', 520, texts)}
  ${storm('cell', 64, ['0x0000000700000001', '0x0000000700000063'])}
  ${storm('list', 72, ['0x0000000800000100', '0x00000008ffff0000'])}
  ${storm('bytes', 264, ['0x0101010101010101', '0x0202020202020202'])})`;
};
