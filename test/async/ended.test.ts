import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Core, call, load, type Rig, rig, type Stub, stub } from '../runtime/support.js';
import { expectLinear } from '../support/growth.js';
import { caller, streamExports } from './guest.js';

const [tasks, late] = [await load('tasks'), await load('late')];
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** A guest whose export `g_run` traps, and does what it is told before it takes what is sent. */
const trapping = (pkg: typeof tasks, send = ''): string => {
  const exports = pkg === late ? streamExports : streamExports.slice(0, streamExports.indexOf('(func (export "twice")'));
  const text = exports.replace('(call $close (local.get 0))', '(unreachable)');
  return caller(pkg.lowered, text.replace('(param i64 i32 i64) (result i64)', `$& ${send}`));
};

let host: Stub;
let guest: Rig;
const ask = (field: string, ...values: Core[]): Core | undefined => call(guest, `do_${field}`, ...values);
const inside = (pkg: typeof tasks) => pkg.entry.guestExports(guest.bindings).g_run?.(0);

beforeEach(() => {
  host = stub({ open: () => ({}) });
});

describe('a promise of a host whose guest ended meanwhile ends no process', () => {
  const heard: unknown[] = [];
  const hear = (cause: unknown) => void heard.push(cause);
  beforeEach(() => {
    heard.length = 0;
    process.on('unhandledRejection', hear);
  });
  afterEach(() => {
    process.off('unhandledRejection', hear);
  });

  test('of a method that must answer at once, and called the guest', async () => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks));
    host.answers.query = async () => inside(tasks);
    expect(() => ask('query', 128)).toThrow(tasks.entry.AbiTrap);
    await turn();
    expect(heard).toEqual([]);
  });

  test('of one that gets and gives only numbers', async () => {
    guest = await rig(late, { io: host.host }, {}, trapping(late));
    host.answers.mark = async () => inside(late);
    expect(() => ask('mark', 1)).toThrow(late.entry.AbiTrap);
    await turn();
    expect(heard).toEqual([]);
  });

  test('of a pump under which the guest trapped', async () => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks, '(unreachable)'));
    host.answers.query = (reply: { send(bytes: Uint8Array): void }) => reply.send(Uint8Array.of(1));
    host.answers.pump = () => Promise.reject(new Error('late'));
    expect(ask('query', 128)).toBe(0);
    expect(() => ask('pump')).toThrow(WebAssembly.RuntimeError);
    await turn();
    expect(heard).toEqual([]);
  });

  test('of one that could only suspend the guest', async () => {
    guest = await rig(late, { io: host.host }, {}, trapping(late));
    host.answers.hold = () => {
      // By its own call of `mark` at a bad time.
      expect(() => ask('mark', 1)).toThrow(late.entry.AbiTrap);
      return Promise.reject(new Error('late'));
    };
    expect(() => ask('hold', 1)).toThrow(late.entry.AbiTrap);
    await turn();
    expect(heard).toEqual([]);
  });
});

describe('a stream', () => {
  interface Stream {
    send(bytes: Uint8Array): void;
    close(): void;
    readonly pending: number;
    readonly done: boolean;
  }
  let stream: Stream;
  const open = async (send = ''): Promise<void> => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks, send));
    host.answers.query = (reply: Stream) => {
      stream = reply;
    };
    ask('query', 128);
  };

  test('drops what is sent to a guest that has ended, and is done', async () => {
    await open();
    stream.send(new Uint8Array(10));
    expect([stream.pending, stream.done]).toEqual([10, false]);
    expect(() => inside(tasks)).toThrow(WebAssembly.RuntimeError);
    stream.send(new Uint8Array(10));
    expect([stream.pending, stream.done]).toEqual([0, true]);
  });

  test('costs what grows with what is sent: its bytes are asked for at each, and a pump takes them', async () => {
    await open();
    const frame = new Uint8Array(1);
    expectLinear(40_000, (n) => () => {
      for (let i = 0; i < n; i++) if (stream.pending < Number.MAX_VALUE) stream.send(frame);
      expect([ask('pump'), stream.pending]).toEqual([0, 0]);
    });
  });

  test('costs no more where the guest takes one piece a pump', async () => {
    // It takes what comes at even calls: the others are sent again.
    await open(
      '(i32.store (i32.const 8) (i32.xor (i32.load (i32.const 8)) (i32.const 1))) (if (i32.load (i32.const 8)) (then) (else (return (i64.const 1))))',
    );
    const frame = new Uint8Array(1);
    expectLinear(50_000, (n) => () => {
      for (let i = 0; i < n; i++) stream.send(frame);
      for (let i = 0; i <= n; i++) ask('pump');
      expect(stream.pending).toBe(0);
    });
  });
});

describe('a guest that its host ends', () => {
  const { AbiTrap } = tasks.entry;

  test('is called no more, nor answered; its tasks are aborted and its streams done', async () => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks));
    const signals: AbortSignal[] = [];
    host.answers.fetch = (_url: string, _data: Uint8Array, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    ask('fetch_start', 0, 0, 0, 0);
    // Nobody sees what leaves an export that is called by itself.
    expect(() => call(guest, 'g_run', 0)).toThrow(WebAssembly.RuntimeError);
    expect(signals.map((s) => s.aborted)).toEqual([false]);
    tasks.entry.end(guest.bindings);
    expect(signals.map((s) => s.aborted)).toEqual([true]);
    for (const run of [() => ask('pump'), () => inside(tasks)]) {
      expect(run).toThrow(AbiTrap);
      expect(run).toThrow('the guest was ended by its host');
    }
  });

  test('from inside one of its imports leaves that by a trap', async () => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks));
    host.answers.pump = () => tasks.entry.end(guest.bindings);
    expect(() => ask('pump')).toThrow(AbiTrap);
  });

  test('says what ended it before, if something did', async () => {
    guest = await rig(tasks, { io: host.host }, {}, trapping(tasks));
    expect(() => inside(tasks)).toThrow(WebAssembly.RuntimeError);
    tasks.entry.end(guest.bindings);
    expect(() => ask('pump')).toThrow('the guest export g_run threw');
  });
});
