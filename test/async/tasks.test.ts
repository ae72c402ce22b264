import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Core, call, changes, load, type Rig, rig, type Stub, stub } from '../runtime/support.js';
import { caller, streamExports } from './guest.js';

const EIO = -5;
const EBADF = -9;
const EAGAIN = -11;
const ENOMEM = -12;
const EACCES = -13;
const EFAULT = -14;
const EINVAL = -22;
const EMFILE = -24;
const ENOSYS = -38;
const pkg = await load('tasks');
const { Errno, AbiTrap } = pkg.entry;
const guestText = caller(pkg.lowered, streamExports.slice(0, streamExports.indexOf('(func (export "twice")')));

interface Running {
  readonly url: string;
  readonly data: Uint8Array;
  readonly signal: AbortSignal;
  readonly answer: (value: unknown) => void;
  readonly fail: (cause: unknown) => void;
}
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

let host: Stub;
let guest: Rig;
/** Fetches that the host was asked for. */
let fetches: Running[];
const ask = (field: string, ...values: Core[]): Core | undefined => call(guest, `do_${field}`, ...values);
const start = (): number => ask('fetch_start', 0, 3, 16, 2) as number;
const poll = (job: number, capacity = 8): Core | undefined => ask('fetch_poll', job, 64, 72, capacity, 96);
const at = (i: number): Running => fetches[i] as Running;

beforeEach(async () => {
  fetches = [];
  host = stub({
    fetch: (url: string, data: Uint8Array, { signal }: { signal: AbortSignal }) =>
      new Promise((answer, fail) => fetches.push({ url, data, signal, answer, fail })),
  });
  guest = await rig(pkg, { io: host.host }, {}, guestText);
  guest.put(0, 'url');
  guest.put(16, [1, 2]);
});

describe('a task', () => {
  test('may be answered by a promise of another library', async () => {
    const then = (answer: (value: unknown) => void) => void setTimeout(answer, 0, { status: 513, body: Uint8Array.of(7, 8) });
    host.answers.fetch = () => ({ then });
    const job = start();
    expect(poll(job)).toBe(EAGAIN);
    await turn();
    await turn();
    expect([poll(job), guest.get(64, 2), guest.blamed]).toEqual([0, [1, 2], []]);
  });

  test('is started, polled until the host has answered, and over with its answer', async () => {
    const job = start();
    guest.put(16, [9, 9]);
    expect([job > 0, at(0).url, [...at(0).data]]).toEqual([true, 'url', [1, 2]]);
    expect(changes(guest, () => [poll(job), poll(job)])).toEqual({ result: [EAGAIN, EAGAIN], at: [] });
    at(0).answer({ status: 513, body: Uint8Array.of(7, 8) });
    await turn();
    guest.memory.grow(1);
    expect(changes(guest, () => poll(job))).toEqual({ result: 0, at: [64, 65, 72, 73, 96] });
    expect([guest.get(64, 2), guest.get(72, 3), guest.get(96, 1)]).toEqual([[1, 2], [7, 8, 0], [2]]);
    expect([poll(job), ask('fetch_cancel', job), at(0).signal.aborted]).toEqual([EBADF, EBADF, false]);
  });

  test('is answered in any order, each by its own handle', async () => {
    const jobs = [start(), start(), start()];
    at(2).answer({ status: 2, body: new Uint8Array() });
    at(0).answer({ status: 0, body: new Uint8Array() });
    await turn();
    expect([poll(jobs[2] as number), guest.get(64, 1), poll(jobs[1] as number), poll(jobs[0] as number), guest.get(64, 1)]).toEqual([
      0,
      [2],
      EAGAIN,
      0,
      [0],
    ]);
  });

  test('stays while the guest has no room for its answer, and while its pointers are bad', async () => {
    const job = start();
    at(0).answer({ status: 1, body: Uint8Array.of(1, 2, 3) });
    await turn();
    expect(changes(guest, () => ask('fetch_poll', job, 65535, 72, 8, 96))).toEqual({ result: EFAULT, at: [] });
    expect(changes(guest, () => ask('fetch_poll', job, 64, 64, 8, 96))).toEqual({ result: EINVAL, at: [] });
    expect(changes(guest, () => poll(job, 2))).toEqual({ result: ENOMEM, at: [96] });
    expect([poll(job, 3), guest.get(72, 3), poll(job)]).toEqual([0, [1, 2, 3], EBADF]);
  });

  test('is read once: what did not fit is what the next poll gets, whatever the host does with its answer', async () => {
    const body = Uint8Array.of(1, 2, 3);
    let looks = 0;
    const [job, answer] = [
      start(),
      {
        status: 200,
        get body() {
          return looks++ === 0 ? body : 'gone';
        },
      },
    ];
    at(0).answer(answer);
    await turn();
    expect([poll(job, 2), guest.get(96, 1)]).toEqual([ENOMEM, [3]]);
    body.fill(9);
    expect([poll(job), guest.get(72, 3), looks]).toEqual([0, [1, 2, 3], 1]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('secret')), EIO],
    ['rejects with a declared error', () => Promise.reject(Errno.EACCES), EACCES],
    ['answers a declared error', async () => Errno.EACCES, EACCES],
    [
      'throws at once',
      () => {
        throw Errno.EACCES;
      },
      EACCES,
    ],
    ['answers what is wrong', async () => ({ status: 65536, body: new Uint8Array() }), EIO],
  ])('of a host that %s is answered by that, and over', async (_, run, code) => {
    host.answers.fetch = run;
    const job = start();
    await turn();
    expect(changes(guest, () => poll(job))).toEqual({ result: code, at: [] });
    expect(poll(job)).toBe(EBADF);
  });

  test('case 78: is cancelled once; the host is told, and what it answers late is dropped', async () => {
    const job = start();
    const aborted: unknown[] = [];
    at(0).signal.addEventListener('abort', () => aborted.push(ask('close', 1)));
    expect([ask('fetch_cancel', job), ask('fetch_cancel', job), poll(job)]).toEqual([0, EBADF, EBADF]);
    // The guest cannot be entered by what listens.
    expect([at(0).signal.aborted, aborted]).toEqual([true, [-16]]);
    at(0).answer({ status: 1, body: Uint8Array.of(1) });
    await turn();
    expect(changes(guest, () => poll(job))).toEqual({ result: EBADF, at: [] });
    const next = start();
    expect([next === job, poll(job), poll(next)]).toEqual([false, EBADF, EAGAIN]);
  });

  test('is told when its guest has ended', async () => {
    const [job] = [start(), start()];
    at(0).answer({ status: 1, body: new Uint8Array(0) });
    await turn();
    expect([poll(job), at(1).signal.aborted]).toEqual([0, false]);
    // A guest that cannot make its stream traps.
    guest = await rig(pkg, { io: host.host }, {}, guestText.replace('(i64.const 77)', '(i64.const 0)'));
    guest.put(0, 'url');
    start();
    start();
    host.answers.query = () => undefined;
    // Also where it has answered, and the guest has not asked.
    at(3).answer({ status: 1, body: new Uint8Array(0) });
    await turn();
    expect(() => ask('query', 64)).toThrow(AbiTrap);
    expect(fetches.map((f) => f.signal.aborted)).toEqual([false, false, true, true]);
  });

  test('that is done can still be cancelled: its answer is dropped, and the host is told', async () => {
    const job = start();
    at(0).answer({ status: 1, body: Uint8Array.of(1) });
    await turn();
    expect([at(0).signal.aborted, ask('fetch_cancel', job), at(0).signal.aborted, poll(job)]).toEqual([false, 0, true, EBADF]);
  });

  test('case 77: forged, stale and foreign handles, and those of other tasks, are refused', async () => {
    const job = start();
    host.answers.open = () => new Promise(() => {});
    const opening = ask('open_start', 0, 3) as number;
    const other = await rig(pkg, { io: host.host }, { handleSeed: 77 }, guestText);
    const foreign = call(other, 'do_fetch_start', 0, 3, 16, 2) as number;
    for (const forged of [0, -1, 1, opening, foreign, job + 1, job ^ 0x4000_0000, 0x7fff_ffff])
      expect([poll(forged), ask('fetch_cancel', forged)]).toEqual([EBADF, EBADF]);
    expect([ask('open_poll', job), poll(job)]).toEqual([EBADF, EAGAIN]);
  });

  test('case 76: tasks have a quota, which is asked before the host is', () => {
    const jobs = [start(), start(), start()];
    expect([start(), fetches.length]).toEqual([EMFILE, 3]);
    expect([ask('fetch_cancel', jobs[1] as number), start() > 0, fetches.length]).toEqual([0, true, 4]);
  });

  test('can open a handle, for which there must be room', async () => {
    host.answers.open = async () => ({});
    const files: Core[] = [];
    for (let i = 0; i < 4; i++) {
      const job = ask('open_start', 0, 3) as number;
      await turn();
      files.push(ask('open_poll', job) as number);
    }
    const job = ask('open_start', 0, 3) as number;
    await turn();
    expect([files.every((f) => Number(f) > 0), ask('open_poll', job), ask('close', files[0] as number)]).toEqual([true, EMFILE, 0]);
    expect(Number(ask('open_poll', job))).toBeGreaterThan(0);
  });

  test('may have a wide handle, and give a plain value', async () => {
    host.answers.sum = async (n: number) => n + 1;
    const job = ask('sum_start', 41) as bigint;
    expect([typeof job, ask('sum_poll', job)]).toEqual(['bigint', EAGAIN]);
    await turn();
    expect([ask('sum_poll', job), ask('sum_poll', job), ask('sum_poll', -1n)]).toEqual([42, EBADF, EBADF]);
  });

  test('that the host lacks is answered so, in all three functions', async () => {
    const io = { fetch() {}, open() {}, close() {}, query() {} };
    guest = await rig(pkg, { io }, {}, guestText);
    expect([ask('sum_start', 1), ask('sum_poll', 1n), ask('sum_cancel', 1n)]).toEqual([BigInt(ENOSYS), ENOSYS, ENOSYS]);
    expect(() => pkg.entry.createImports({ io: { ...io, fetch: undefined } })).toThrow('the host has no method io.fetch');
  });

  test('case 78: of a guest that is gone touches its memory no more', async () => {
    const job = start();
    host.answers.query = () => 5;
    guest = await rig(pkg, { io: host.host }, {}, guestText.replace('(i64.const 77)', '(i64.const 0)'));
    const second = start();
    host.answers.query = () => undefined;
    expect(() => ask('query', 64)).toThrow(AbiTrap);
    const before = guest.bytes().slice();
    for (const { answer } of fetches) answer({ status: 1, body: Uint8Array.of(1) });
    await turn();
    expect(() => poll(second)).toThrow(AbiTrap);
    expect([Buffer.compare(before, guest.bytes()), job > 0]).toEqual([0, true]);
  });

  test('lives beside streams that are pumped', async () => {
    let stream: { send(bytes: Uint8Array): void } | undefined;
    host.answers.query = (reply: typeof stream) => {
      stream = reply;
    };
    const job = start();
    expect(ask('query', 128)).toBe(0);
    stream?.send(Uint8Array.of(5));
    at(0).answer({ status: 1, body: Uint8Array.of(6) });
    await turn();
    expect([poll(job), ask('pump'), guest.get(72, 1), guest.get(4096, 1)]).toEqual([0, 0, [6], [5]]);
  });
});

test('any sequence of starts, answers, polls and cancels agrees with a model', async () => {
  const step = fc.record({ what: fc.constantFrom('start', 'answer', 'poll', 'cancel'), which: fc.nat(5) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const base = fetches.length;
      /** What each task that was ever started is: its handle, and whether it runs, is done or is over. */
      const model: { job: number; state: 'runs' | 'done' | 'over' }[] = [];
      for (const { what, which } of steps) {
        if (what === 'start') {
          const full = model.filter(({ state }) => state !== 'over').length === 3;
          const job = start();
          expect(full ? job : job > 0).toBe(full ? EMFILE : true);
          if (!full) model.push({ job, state: 'runs' });
          continue;
        }
        const task = model[which % Math.max(model.length, 1)];
        if (!task) continue;
        if (what === 'answer') {
          at(base + model.indexOf(task)).answer({ status: which, body: new Uint8Array() });
          await turn();
          if (task.state === 'runs') task.state = 'done';
        } else if (what === 'poll') {
          expect(poll(task.job)).toBe({ runs: EAGAIN, done: 0, over: EBADF }[task.state]);
          if (task.state === 'done') task.state = 'over';
        } else {
          expect(ask('fetch_cancel', task.job)).toBe(task.state === 'over' ? EBADF : 0);
          task.state = 'over';
        }
      }
      for (const { job, state } of model) if (state !== 'over') ask('fetch_cancel', job);
    }),
    { numRuns: 60, ...(process.env.FC_SEED ? { seed: Number(process.env.FC_SEED) } : {}) },
  );
});
