/** What a guest and its hosts do where the engine suspends guests. Runs in any host: see `suspend.test.ts`. */

type Core = number | bigint;
type Call = (...values: Core[]) => unknown;
type AsyncCall = (...values: Core[]) => Promise<unknown>;
interface Bindings {
  readonly imports: object;
}

/** The entry of the generated package, as far as it is used here. */
export interface Abi {
  createImports(hosts: object, options: object): Bindings;
  instantiate(module: WebAssembly.Module, bindings: Bindings): Promise<WebAssembly.Instance>;
  guestExports(bindings: Bindings): Readonly<Record<string, Call>>;
  asyncGuestExports(bindings: Bindings): Readonly<Record<string, AsyncCall>>;
  promising(bindings: Bindings, run: unknown): AsyncCall;
  readonly Errno: Readonly<Record<string, object>>;
}

export interface Running {
  readonly abi: Abi;
  readonly bindings: Bindings;
  readonly raw: Readonly<Record<string, Call>>;
  readonly memory: WebAssembly.Memory;
  readonly blamed: string[];
  /** Calls an import from inside the guest, which may be suspended in it. */
  call(field: string, ...values: Core[]): Promise<unknown>;
  put(at: number, what: string | readonly number[]): number;
  get(at: number, length: number): number[];
}

/** A promise that is settled from outside. */
export function gate<T>() {
  let open: (value: T) => void = () => {};
  let fail: (cause: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Starts a guest; methods that `io` lacks do nothing. Without `io` it has no host at all. */
export async function start(abi: Abi, module: WebAssembly.Module, io: object | undefined, options: object = {}): Promise<Running> {
  const blamed: string[] = [];
  const hosts = io && { io: new Proxy(io, { get: (own, name) => Reflect.get(own, name) ?? (() => undefined) }) };
  const onHostError = ({ cause }: { cause: unknown }) => void blamed.push(String(cause));
  const bindings = abi.createImports(hosts ?? {}, { suspend: true, onHostError, ...options });
  const instance = await abi.instantiate(module, bindings);
  const memory = instance.exports.memory as WebAssembly.Memory;
  const raw = instance.exports as unknown as Record<string, Call>;
  return {
    abi,
    bindings,
    raw,
    memory,
    blamed,
    call: (field, ...values) => abi.promising(bindings, raw[`do_${field}`])(...values),
    put(at, what) {
      const bytes = typeof what === 'string' ? new TextEncoder().encode(what) : Uint8Array.from(what);
      new Uint8Array(memory.buffer).set(bytes, at);
      return bytes.length;
    },
    get: (at, length) => [...new Uint8Array(memory.buffer, at, length)],
  };
}

const text = (bytes: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(bytes));
export const tried = async (run: () => unknown): Promise<unknown> => {
  try {
    return await run();
  } catch (cause) {
    return String(cause);
  }
};
export const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

type Scenario = (abi: Abi, module: WebAssembly.Module) => Promise<unknown>;

export const scenarios: Readonly<Record<string, Scenario>> = {
  /** The host fills its view after the memory has grown, and the guest gets all of it. */
  async fills(abi, module) {
    const answer = gate<void>();
    const g = await start(abi, module, {
      open: async () => ({}),
      async read(_file: object, buf: Uint8Array) {
        await answer.promise;
        buf.set([7, 8, 9]);
        return 3;
      },
    });
    const file = (await g.call('open', 0, 0)) as number;
    g.put(64, [1, 1, 1, 1, 1, 1]);
    const late = g.call('read', file, 64, 5);
    await turn();
    const before = g.get(64, 6);
    g.memory.grow(2);
    answer.open();
    return { opened: file > 0, before, result: await late, after: g.get(64, 6) };
  },

  /** What the host reads is a copy from before it was called. */
  async copies(abi, module) {
    const answer = gate<void>();
    const g = await start(abi, module, {
      async invert(data: Uint8Array) {
        await answer.promise;
        for (const [i, byte] of data.entries()) data[i] = 255 - byte;
      },
      async launch({ items }: { items: { data: Uint8Array }[] }) {
        await answer.promise;
        for (const { data } of items) data.reverse();
      },
      async scatter(parts: Uint8Array[]) {
        await answer.promise;
        for (const [i, part] of parts.entries()) part.fill(i + 1);
        return 3;
      },
    });
    g.put(64, [1, 2, 3]);
    const inverted = g.call('invert', 64, 3);
    g.put(64, [9, 9, 9]);
    await turn();
    g.memory.grow(1);
    answer.open();
    const first = [await inverted, g.get(64, 3)];
    const length = g.put(256, '{"items":[{"ptr":64,"len":3}]}');
    const launched = g.call('launch', 256, length);
    g.put(256, '{"items":[{"ptr":70,"len":3}]}');
    const second = [await launched, g.get(64, 3)];
    g.put(512, [64, 0, 0, 0, 2, 0, 0, 0, 80, 0, 0, 0, 2, 0, 0, 0]);
    const scattered = g.call('scatter', 512, 2);
    g.put(512, [0, 0, 0, 0, 9, 9, 9, 9]);
    return { first, second, third: [await scattered, g.get(64, 3), g.get(80, 2), g.get(0, 2)] };
  },

  /** One call at a time: what comes meanwhile is refused, and the suspended call is not disturbed. */
  async overlaps(abi, module) {
    const answer = gate<number>();
    const calls: number[] = [];
    const g = await start(abi, module, {
      open: () => ({}),
      wait: (_file: object, events: number) => (calls.push(events) > 1 ? events : answer.promise),
    });
    const file = (await g.call('open', 0, 0)) as number;
    const late = g.abi.promising(g.bindings, g.raw.twice)(file);
    await turn();
    const meanwhile = [
      await tried(() => g.call('ping')),
      await tried(() => g.abi.guestExports(g.bindings).g_run?.(file)),
      await tried(() => g.abi.asyncGuestExports(g.bindings).g_run?.(file)),
      await tried(() => g.raw.do_ping?.()),
    ];
    answer.open(4);
    return { meanwhile, result: await late, calls, after: await g.abi.asyncGuestExports(g.bindings).g_run?.(file) };
  },

  /** A handle that is closed while the call waits: what the host answers is dropped. */
  async closes(abi, module) {
    const answer = gate<number>();
    const g = await start(abi, module, {
      open: () => ({}),
      async visit(): Promise<number> {
        await answer.promise;
        g.abi.guestExports(g.bindings).g_run?.(file);
        return 5;
      },
    });
    const file = (await g.call('open', 0, 0)) as number;
    const late = g.call('visit', file);
    await turn();
    answer.open(0);
    return [await late, await g.call('visit', file), g.blamed];
  },

  /** Hosts that reject, declare an error, or answer nonsense later. */
  async fails(abi, module) {
    const answers: (() => Promise<unknown>)[] = [
      () => Promise.reject(new Error('secret')),
      () => Promise.reject(abi.Errno.EACCES),
      async () => abi.Errno.EINVAL,
      async () => 'text',
      () => {
        throw new Error('at once');
      },
      () => Object.defineProperty(Promise.resolve({ size: 1n, mode: 2 }), 'constructor', { get: () => Number.NaN.toFixed(200) }),
    ];
    const g = await start(abi, module, { stat: () => answers.shift()?.() });
    const results: unknown[] = [];
    while (answers.length > 0) results.push(await g.call('stat', 64, 72));
    return { results, written: g.get(64, 9), blamed: g.blamed };
  },

  /** The instance is poisoned while a call waits: nothing is written, and nothing runs after it. */
  async poisons(abi, module) {
    const answer = gate<Uint8Array>();
    const g = await start(abi, module, { fetch: () => answer.promise });
    g.put(0, 'url');
    const late = g.call('fetch', 0, 3, 64, 8, 96);
    await turn();
    const poison = await tried(() => g.raw.do_mark?.(1));
    answer.open(Uint8Array.of(1, 2, 3));
    return [poison, await tried(() => late), g.get(64, 8), await tried(() => g.raw.do_ping?.())];
  },

  /** A call that cannot be suspended never reaches the host. */
  async plainly(abi, module) {
    let calls = 0;
    const io = { hold: async (n: number) => n + ++calls };
    const g = await start(abi, module, io);
    const good = await g.call('hold', 41);
    const bad = await tried(() => g.raw.do_hold?.(1));
    return { good, bad, calls };
  },

  /** Nor does one that the guest makes beneath an import that it answers itself; the host is free for the next call. */
  async beneath(abi, module) {
    const calls: number[] = [];
    const g = await start(abi, module, { hold: async (n: number) => void calls.push(n) });
    const beneath = await tried(() => g.call('pass_on', 7));
    await turn();
    return { beneath, calls, after: await tried(() => g.call('ping')) };
  },

  /** Without the option the same host crosses by asking again, in this engine too. */
  async polls(abi, module) {
    const g = await start(abi, module, { fetch: async (url: string) => new TextEncoder().encode(url.toUpperCase()) }, { suspend: false });
    g.put(0, 'url');
    const first = g.raw.do_fetch?.(0, 3, 64, 8, 96);
    await turn();
    return [first, g.raw.do_fetch?.(0, 3, 64, 8, 96), text(g.get(64, 3)), g.get(96, 4)];
  },

  /** Streams are opened and pumped after the await; a layer sees the promise. */
  async streams(abi, module) {
    let stream: { send(bytes: Uint8Array): void; close(): void } | undefined;
    const seen: string[] = [];
    const layer =
      ({ field }: { field: string }, run: Call) =>
      (...values: Core[]) => {
        const answer = run(...values);
        seen.push(`${field} ${answer instanceof Promise ? 'later' : answer}`);
        return answer;
      };
    const io = {
      async query(reply: typeof stream) {
        await turn();
        stream = reply;
      },
      async pump() {
        await turn();
        stream?.send(Uint8Array.of(104, 105));
        stream?.close();
      },
    };
    const g = await start(abi, module, io, { layers: [layer] });
    const opened = [await g.call('query', 64), g.get(64, 8)];
    return { opened, pumped: [await g.call('pump'), text(g.get(4096, 2)), g.get(4, 1)], ping: await g.call('ping'), seen };
  },
};

/** Runs every scenario; what one throws is its answer. */
export async function runAll(abi: Abi, module: WebAssembly.Module): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, run] of Object.entries(scenarios)) found[name] = await tried(() => run(abi, module));
  return found;
}
