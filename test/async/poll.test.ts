import { beforeEach, describe, expect, test } from 'vitest';
import { type Core, call, changes, load, type Rig, rig, type Stub, stub } from '../runtime/support.js';
import { caller, streamExports } from './guest.js';

const EIO = -5;
const EBADF = -9;
const EAGAIN = -11;
const ENOMEM = -12;
const pkg = await load('late');
const guestText = caller(pkg.lowered, streamExports);

/** A promise that is settled from outside. */
function gate<T>() {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

let host: Stub;
let guest: Rig;
const ask = (field: string, ...values: Core[]): Core | undefined => call(guest, `do_${field}`, ...values);

beforeEach(async () => {
  host = stub({ open: () => ({}) });
  guest = await rig(pkg, { io: host.host }, {}, guestText);
});

describe('an async method where the guest is not suspended', () => {
  test('answers that it would block, and the same call made again gets what the host answered', async () => {
    host.answers.fetch = async (url: string) => new TextEncoder().encode(url.toUpperCase());
    guest.put(0, 'url');
    expect(changes(guest, () => ask('fetch', 0, 3, 64, 8, 96))).toEqual({ result: EAGAIN, at: [] });
    await turn();
    // The answer comes, where the guest wants it now.
    expect([ask('fetch', 0, 3, 128, 8, 160), guest.get(128, 4), guest.get(160, 4), guest.get(64, 3)]).toEqual([
      0,
      [85, 82, 76, 0],
      [3, 0, 0, 0],
      [0, 0, 0],
    ]);
    expect([host.calls.length, ask('fetch', 0, 3, 128, 8, 160), host.calls.length]).toEqual([1, EAGAIN, 2]);
  });

  test('may answer by a promise of another library', async () => {
    type Settle = (value: unknown) => void;
    for (const [then, outcome] of [
      [(answer: Settle) => void setTimeout(answer, 0, Uint8Array.of(65)), 0],
      [(_: Settle, fail: Settle) => void setTimeout(fail, 0, pkg.entry.Errno.ENOMEM), ENOMEM],
    ] as const) {
      host.answers.fetch = () => ({ then });
      guest.put(0, 'url');
      expect(ask('fetch', 0, 3, 64, 8, 96)).toBe(EAGAIN);
      await turn();
      await turn();
      expect([ask('fetch', 0, 3, 64, 8, 96), guest.blamed]).toEqual([outcome, []]);
    }
  });

  test('calls that give the host something else are other calls', async () => {
    const answers = new Map<number, ReturnType<typeof gate<number>>>();
    host.answers.wait = (_file: object, events: number) => {
      const made = gate<number>();
      answers.set(events, made);
      return made.promise;
    };
    const [one, two] = [ask('open', 0, 0) as number, ask('open', 0, 0) as number];
    expect([ask('wait', one, 1), ask('wait', one, 2), ask('wait', two, 3), ask('wait', one, 1)]).toEqual([EAGAIN, EAGAIN, EAGAIN, EAGAIN]);
    answers.get(2)?.open(20);
    await turn();
    expect([ask('wait', one, 1), ask('wait', one, 2), ask('wait', two, 3), answers.size]).toEqual([EAGAIN, 20, EAGAIN, 3]);
  });

  test('what the host was given to fill comes with its answer, and the memory is as it is now', async () => {
    host.answers.read = async (_file: object, buf: Uint8Array) => {
      await turn();
      buf.set([1, 2, 3]);
      return 3;
    };
    host.answers.scatter = async (parts: Uint8Array[]) => {
      await turn();
      for (const part of parts) part.fill(9);
      return 3;
    };
    const file = ask('open', 0, 0) as number;
    guest.view().setUint32(512, 80, true);
    guest.view().setUint32(516, 2, true);
    guest.view().setUint32(520, 90, true);
    guest.view().setUint32(524, 2, true);
    expect([ask('read', file, 64, 8), ask('scatter', 512, 2)]).toEqual([EAGAIN, EAGAIN]);
    guest.memory.grow(1);
    await turn();
    expect(guest.get(64, 3)).toEqual([0, 0, 0]);
    expect([ask('read', file, 70, 8), guest.get(64, 9)]).toEqual([3, [0, 0, 0, 0, 0, 0, 1, 2, 3]]);
    expect([ask('scatter', 512, 2), guest.get(80, 3), guest.get(90, 2)]).toEqual([3, [9, 9, 0], [9, 0]]);
  });

  test('an answer too long for the guest is kept where the schema says so', async () => {
    host.answers.fetch = async () => Uint8Array.of(1, 2, 3);
    ask('fetch', 0, 0, 64, 2, 96);
    await turn();
    expect([ask('fetch', 0, 0, 64, 2, 96), guest.get(64, 2), guest.get(96, 1)]).toEqual([ENOMEM, [0, 0], [3]]);
    expect([ask('fetch', 0, 0, 64, 4, 96), guest.get(64, 3), host.calls.length]).toEqual([0, [1, 2, 3], 1]);
  });

  test('a call without an optional buffer is another than a call with an empty one', async () => {
    const notes: unknown[] = [];
    host.answers.trade = async (note: Uint8Array | null) => {
      notes.push(note && [...note]);
      return 0;
    };
    expect([ask('trade', 0, 0, 64, 2, 72, 4), ask('trade', 16, 0, 64, 2, 72, 4)]).toEqual([EAGAIN, EAGAIN]);
    expect(notes).toEqual([null, []]);
  });

  test('what is changed in place comes back also beside a buffer whose filled length is answered', async () => {
    host.answers.trade = async (_note: null, data: Uint8Array, buf: Uint8Array) => {
      data.reverse();
      buf.set([7, 8]);
      return 1;
    };
    guest.put(64, [1, 2]);
    expect(changes(guest, () => ask('trade', 0, 0, 64, 2, 72, 4))).toEqual({ result: EAGAIN, at: [] });
    await turn();
    expect([ask('trade', 0, 0, 64, 2, 72, 4), guest.get(64, 2), guest.get(72, 2)]).toEqual([1, [2, 1], [7, 0]]);
  });

  test('what the guest export that the host called threw passes on as it is', async () => {
    guest = await rig(
      pkg,
      { io: host.host },
      {},
      caller(pkg.lowered, streamExports.replace('(call $close (local.get 0))', '(unreachable)')),
    );
    host.answers.visit = () => pkg.entry.guestExports(guest.bindings).g_run?.(0);
    expect(() => ask('visit', ask('open', 0, 0) as number)).toThrow(WebAssembly.RuntimeError);
    expect(() => ask('ping')).toThrow(pkg.entry.AbiTrap);
  });

  test('a host that rejects is the internal error, once the guest asks again', async () => {
    host.answers.stat = () => Promise.reject(new Error('secret'));
    expect([ask('stat', 64, 72), guest.blamed]).toEqual([EAGAIN, []]);
    await turn();
    expect([ask('stat', 64, 72), String(guest.blamed[0])]).toEqual([EIO, 'Error: secret']);
  });

  test('case 78: after its handle was closed, a late answer reaches nobody', async () => {
    const answer = gate<number>();
    host.answers.read = (_file: object, buf: Uint8Array) => answer.promise.then((n) => buf.fill(7).length && n);
    const file = ask('open', 0, 0) as number;
    expect([ask('read', file, 64, 8), ask('close', file)]).toEqual([EAGAIN, 0]);
    answer.open(8);
    await turn();
    expect([ask('read', file, 64, 8), guest.get(64, 2)]).toEqual([EBADF, [0, 0]]);
    const next = ask('open', 0, 0) as number;
    expect([next === file, ask('read', next, 64, 8)]).toEqual([false, EAGAIN]);
  });

  test('calls that wait are bounded, and no answer for an open handle is given up', async () => {
    const started: number[] = [];
    const answers: ReturnType<typeof gate<number>>[] = [];
    host.answers.wait = (_file: object, events: number) => {
      started.push(events);
      answers.push(gate<number>());
      return answers.at(-1)?.promise;
    };
    const file = ask('open', 0, 0) as number;
    for (let i = 0; i < 100; i++) expect(ask('wait', file, i)).toBe(EAGAIN);
    expect(started.length).toBe(64);
    answers[5]?.open(5);
    await turn();
    expect([ask('wait', file, 200), started.length]).toEqual([EAGAIN, 64]);
    expect([ask('wait', file, 5), started.length]).toEqual([5, 64]);
    expect([ask('wait', file, 200), started.length]).toEqual([EAGAIN, 65]);
  });

  test('what waits holds no more than the guest has memory, unless it is one call alone', async () => {
    const answers: ReturnType<typeof gate<Uint8Array>>[] = [];
    host.answers.fetch = () => {
      answers.push(gate());
      return answers.at(-1)?.promise;
    };
    const fetch = (length: number) => [ask('fetch', 0, length, 65_000, 8, 65_100), answers.length];
    expect([fetch(40_000), fetch(39_000), fetch(20_000), fetch(40_000)]).toEqual([
      [EAGAIN, 1],
      [EAGAIN, 1],
      [EAGAIN, 2],
      [EAGAIN, 2],
    ]);
    // The answer to a call that nobody makes again gives way to another, and the host is told.
    answers[0]?.open(Uint8Array.of(1));
    await turn();
    expect([fetch(39_000), fetch(64_000), fetch(20_000)]).toEqual([
      [EAGAIN, 3],
      [EAGAIN, 3],
      [EAGAIN, 3],
    ]);
    expect(guest.blamed.length).toBe(1);
  });

  test('bytes that the host changed are still those that it was asked with', async () => {
    host.answers.invert = async (data: Uint8Array) => {
      data.fill(9);
    };
    guest.put(64, 'abc');
    expect([ask('invert', 64, 3), ask('invert', 64, 3), host.calls.length]).toEqual([EAGAIN, EAGAIN, 1]);
    await turn();
    expect([ask('invert', 64, 3), guest.get(64, 4), host.calls.length]).toEqual([0, [9, 9, 9, 0], 1]);
  });

  test('of two same calls that wait, one made under the other, the last one is asked again', async () => {
    let begun = 0;
    host.answers.pump = async () => {
      // The host has the guest call it once more before it answers.
      if (begun++ === 0) expect(ask('pump')).toBe(EAGAIN);
    };
    expect([ask('pump'), begun]).toEqual([EAGAIN, 2]);
    await turn();
    expect([ask('pump'), begun]).toEqual([0, 2]);
    expect([ask('pump'), begun]).toEqual([EAGAIN, 3]);
  });

  test('methods that answer at once cross as ever', () => {
    host.answers.stat = () => ({ size: 3n, mode: 4 });
    host.answers.hold = (n: number) => n + 1;
    expect([ask('stat', 64, 72), guest.get(64, 9), ask('hold', 41)]).toEqual([0, [3, 0, 0, 0, 0, 0, 0, 0, 4], 42]);
  });

  test('exports that are called as async ones run to their end', async () => {
    const { asyncGuestExports, promising } = pkg.entry as unknown as {
      asyncGuestExports(bindings: object): Record<string, (...values: Core[]) => Promise<unknown>>;
      promising(bindings: object, run: unknown): (...values: Core[]) => Promise<unknown>;
    };
    const file = ask('open', 0, 0) as number;
    expect(await asyncGuestExports(guest.bindings).g_run?.(BigInt(file))).toBe(0);
    expect(await promising(guest.bindings, guest.exports.do_ping)()).toBe(0);
    expect(() => promising(guest.bindings, undefined)).toThrow(
      new TypeError('what the guest is entered by must be a function that it exports; it is undefined'),
    );
    await expect(promising(guest.bindings, () => Promise.reject(new Error('out')))()).rejects.toThrow('out');
    expect(() => ask('ping')).toThrow('threw');
  });
});

describe('an async method that can only suspend the guest', () => {
  test.each(['hold', 'take'])('%s is named when it is linked, with what is missing', (name) => {
    const io = {
      ...Object.fromEntries(
        ['open', 'close', 'wait', 'read', 'fetch', 'stat', 'invert', 'scatter', 'launch', 'visit', 'query', 'ping', 'mark'].map((m) => [
          m,
          () => 0,
        ]),
      ),
      [name]: async () => 1,
    };
    expect(() => pkg.entry.createImports({ io })).toThrow(
      `io.${name} has an async host method and can only suspend the guest, but the option \`suspend\` is not set`,
    );
    if ('Suspending' in WebAssembly) return;
    expect(() => pkg.entry.createImports({ io }, { suspend: true })).toThrow('but the engine has no JSPI (WebAssembly.Suspending)');
  });

  test('a promise from a method that is not async by its form is a host that failed', () => {
    host.answers.hold = () => Promise.resolve(1);
    expect(() => ask('hold', 1)).toThrow('has no error for a failing host');
    expect(String(guest.blamed[0])).toContain('a promise from a method that must answer at once');
  });
});
