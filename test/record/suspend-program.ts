import { type Abi, gate, type Running, start, tried, turn } from '../async/suspend-program.js';
import type { RecordEntry } from './support.js';

/** The two entries of the generated package that a run needs. */
export type Recording = Abi & Pick<RecordEntry, 'recorder' | 'replayer' | 'readLog' | 'Divergence'>;

export interface Run {
  /** The host of the recorded guest, most of whose answers come later. */
  host(guest: () => Running): object;
  /** What is done with the guest, recorded or replayed. It knows no host. */
  work(guest: Running): Promise<unknown>;
}

/** How a run came out. Bytes are numbers, since they cross as JSON. */
export interface Outcome {
  readonly answers: unknown;
  readonly memory: readonly number[];
  readonly log: readonly number[];
}

interface Stream {
  send(bytes: Uint8Array): void;
  close(): void;
}

/** Makes an answer come after the engine did other things. */
const later = async <T>(value: T): Promise<T> => {
  await turn();
  return value;
};

export const runs: Readonly<Record<string, Run>> = {
  /** Buffers of every kind, filled and changed while the guest is suspended. */
  buffers: {
    host: () => ({
      open: (name: string) => later({ name }),
      async read(_file: object, buf: Uint8Array) {
        await turn();
        buf.set([7, 8, 9]);
        return 3;
      },
      fetch: (url: string) => later(new TextEncoder().encode(url.toUpperCase())),
      stat: () => later({ size: 2n ** 40n, mode: 7 }),
      async invert(data: Uint8Array) {
        await turn();
        for (const [i, byte] of data.entries()) data[i] = 255 - byte;
      },
      async launch({ items }: { items: { data: Uint8Array }[] }) {
        await turn();
        for (const { data } of items) data.reverse();
      },
      async scatter(parts: Uint8Array[]) {
        await turn();
        for (const [i, part] of parts.entries()) part.fill(i + 1);
        return parts.length;
      },
      // At once, among calls that are not.
      wait: (_file: object, events: number) => (events === 1 ? later(4) : 2),
    }),
    async work(g) {
      const file = (await g.call('open', 600, g.put(600, 'log'))) as number;
      const read = await g.call('read', file, 64, 5);
      const fetched = await g.call('fetch', 620, g.put(620, 'url'), 128, 8, 140);
      const stat = await g.call('stat', 160, 168);
      const inverted = await g.call('invert', 700, g.put(700, [1, 2, 3]));
      const launched = await g.call('launch', 256, g.put(256, '{"items":[{"ptr":700,"len":3}]}'));
      g.put(512, [64, 0, 0, 0, 2, 0, 0, 0, 80, 0, 0, 0, 2, 0, 0, 0]);
      const scattered = await g.call('scatter', 512, 2);
      const twice = await g.abi.promising(g.bindings, g.raw.twice)(file);
      return [read, fetched, stat, inverted, launched, scattered, twice, await g.call('read', 77, 64, 5)];
    },
  },

  /** Hosts that fail later, in every way that a guest lives through. */
  failures: {
    host(guest) {
      const answers: (() => Promise<unknown>)[] = [
        () => later(0).then(() => Promise.reject(new Error('secret'))),
        () => later(guest().abi.Errno.EACCES),
        () => Promise.reject(guest().abi.Errno.EINVAL),
        () => later('text'),
      ];
      return { stat: () => answers.shift()?.() };
    },
    async work(g) {
      const found: unknown[] = [];
      for (let i = 0; i < 4; i++) found.push(await g.call('stat', 64, 72));
      return found;
    },
  },

  /** Exports that the host calls while the guest is suspended: its own, and those of streams, which grow the memory. */
  entries: {
    host(guest) {
      let reply: Stream | undefined;
      return {
        open: () => later({}),
        async visit() {
          await turn();
          // The guest put the number of the file there: it is closed under the call that waits.
          const [low = 0, high = 0] = guest().get(96, 2);
          return guest()
            .abi.guestExports(guest().bindings)
            .g_run?.(low + 256 * high) === 0
            ? 5
            : 6;
        },
        async query(stream: Stream) {
          await turn();
          reply = stream;
        },
        async pump() {
          await turn();
          reply?.send(Uint8Array.of(104, 105));
          reply?.close();
        },
      };
    },
    async work(g) {
      const file = (await g.call('open', 0, 0)) as number;
      g.put(96, [file & 255, file >> 8]);
      const visited = await g.abi.promising(g.bindings, g.raw.do_visit)(file);
      return [file > 0, visited, await g.call('query', 64), await g.call('pump'), await g.abi.asyncGuestExports(g.bindings).g_run?.(file)];
    },
  },

  /** A host that fails where the function has no error for it: the guest is ended when the answer comes. */
  traps: {
    host: () => ({ hold: (n: number) => (n === 1 ? later(40) : later(0).then(() => Promise.reject(new Error('secret')))) }),
    work: async (g) => [await g.call('hold', 1), await tried(() => g.call('hold', 2)), await tried(() => g.call('hold', 1))],
  },
};

/** What a run that no log can hold is told, by name. */
export const refused: Readonly<Record<string, (abi: Recording, module: WebAssembly.Module) => Promise<unknown>>> = {
  /** The embedder calls the guest's own function while it is suspended: the log has one order, and replays it at once. */
  async overlapping(abi, module) {
    const answer = gate<number>();
    const { layer, log } = abi.recorder();
    const g = await start(abi, module, { hold: () => answer.promise }, { layers: [layer] });
    const late = g.call('hold', 1);
    await turn();
    await tried(() => g.raw.do_ping?.());
    answer.open(4);
    await late;
    return tried(log);
  },

  /**
   * The host has answered, and an export is called before the guest goes on, or before its embedder knows that it came back. The
   * replay has no such moment. Which tick after the answer that is, is for the engine to say: all of a few are tried.
   */
  async between(abi, module) {
    const told = new Set<unknown>();
    for (let ticks = 0; ticks < 12; ticks++) {
      const answer = gate<number>();
      const { layer, log } = abi.recorder();
      const g = await start(abi, module, { hold: () => answer.promise }, { layers: [layer] });
      const late = g.call('hold', 1);
      const run = abi.guestExports(g.bindings).g_run;
      const asking = (async () => {
        await answer.promise;
        for (let i = 0; i < ticks; i++) await undefined;
        return run?.(1);
      })();
      answer.open(4);
      await Promise.all([late, asking]);
      told.add(await tried(() => log().length > 0));
    }
    return [...told];
  },
};

/** Does the work of a run with a guest. */
async function outcome({ work }: Run, guest: Running): Promise<Omit<Outcome, 'log'>> {
  const answers = await work(guest);
  return { answers, memory: guest.get(0, guest.memory.buffer.byteLength) };
}

/** Does a run where the engine suspends guests. */
export async function record(abi: Recording, module: WebAssembly.Module, run: Run): Promise<Outcome> {
  const { layer, log } = abi.recorder();
  const guest: Running = await start(
    abi,
    module,
    run.host(() => guest),
    { layers: [layer] },
  );
  return { ...(await outcome(run, guest)), log: [...log()] };
}

/** Does a run again from its log, in any engine. With `io` the engine suspends the guest at each call, if it can. */
export async function replay(
  abi: Recording,
  module: WebAssembly.Module,
  run: Run,
  log: readonly number[],
  io?: object,
): Promise<Omit<Outcome, 'log'>> {
  const replaying = abi.replayer(Uint8Array.from(log));
  const found = await outcome(run, await start(abi, module, io, { layers: [replaying.layer] }));
  replaying.done();
  return found;
}

/** Records every run, and replays it in the same engine, without a host and suspending; and asks for the logs that cannot be. */
export async function recordAll(abi: Recording, module: WebAssembly.Module): Promise<Recorded> {
  const found: Record<string, RecordedRun> = {};
  for (const [name, run] of Object.entries(runs)) {
    const recorded = await record(abi, module, run);
    const again = [await replay(abi, module, run, recorded.log), await replay(abi, module, run, recorded.log, {})];
    found[name] = { ...recorded, same: again.every((one) => JSON.stringify({ ...one, log: recorded.log }) === JSON.stringify(recorded)) };
  }
  const told: Record<string, unknown> = {};
  for (const [name, refuse] of Object.entries(refused)) told[name] = await refuse(abi, module);
  return { runs: found, refused: told };
}

export interface RecordedRun extends Outcome {
  /** Whether both replays came to the same. */
  readonly same: boolean;
}

export interface Recorded {
  readonly runs: Readonly<Record<string, RecordedRun>>;
  readonly refused: Readonly<Record<string, unknown>>;
}
