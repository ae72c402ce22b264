import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../runtime-glue/digest.js';
import { LogWriter } from '../../runtime-glue/log.js';
import { wat } from '../runtime/supply.js';
import { call, load, puppet, type Rig, rig, stub } from '../runtime/support.js';
import { caught, type RecordEntry, started } from './support.js';

const pkg = await load('buffers');
const entry = (await load('buffers', 'record')).entry as unknown as RecordEntry;
const { recorder, replayer, readLog, LogError } = entry;

const host = stub({
  read: (data: Uint8Array) => data.length,
  recv: (view: Uint8Array) => view.fill(9, 0, 4).length,
  text: () => {
    throw new Error('no');
  },
}).host;

function work(guest: Rig): (number | bigint | undefined)[] {
  guest.put(100, 'hello');
  return [
    call(guest, 'read', 100, 5),
    call(guest, 'recv', 200, 16),
    call(guest, 'text', 100, 5),
    call(guest, 'read', 65530, 7),
    call(guest, 'read', 0, 80),
  ];
}

let log: Uint8Array;
beforeEach(async () => {
  const recording = recorder();
  work(await rig(pkg, { io: host }, { layers: [recording.layer] }));
  log = recording.log();
});

test('a log is read without the ABI: each call with its arguments, what the host read, wrote and answered', () => {
  const { calls, memory, ...origin } = readLog(log);
  expect(origin).toEqual({
    abi: 'buffers',
    version: '1.0.0',
    digest: expect.stringMatching(/^sha256:/),
    target: 'wasi',
    granted: [],
    keep: 64,
  });
  expect(memory).toEqual({ length: 65_536, digest: expect.any(Uint8Array) });
  const plain = { writes: [], entered: [] };
  expect(calls).toEqual([
    {
      function: 'io.read',
      arguments: { 'data-ptr': 100, 'data-len': 5 },
      reads: { data: { length: 5, bytes: new TextEncoder().encode('hello') } },
      result: 5,
      ...plain,
    },
    {
      function: 'io.recv',
      arguments: { 'buf-ptr': 200, 'buf-cap': 16 },
      reads: {},
      result: 16,
      ...plain,
      writes: [{ address: 200, bytes: Uint8Array.of(9, 9, 9, 9) }],
    },
    {
      function: 'io.text',
      arguments: { 'text-ptr': 100, 'text-len': 5 },
      reads: { text: { length: 5, bytes: new TextEncoder().encode('hello') } },
      result: -5,
      ...plain,
    },
    { function: 'io.read', arguments: { 'data-ptr': 65530, 'data-len': 7 }, reads: { data: undefined }, result: -14, ...plain },
    {
      function: 'io.read',
      arguments: { 'data-ptr': 0, 'data-len': 80 },
      reads: { data: { length: 80, digest: digestOf([new Uint8Array(80)]) } },
      result: 80,
      ...plain,
    },
  ]);
});

test('how much of a buffer is kept is for the recorder to say', async () => {
  for (const [keep, kept] of [
    [0, [false, false]],
    [5, [true, false]],
    [Number.POSITIVE_INFINITY, [true, true]],
  ] as const) {
    const recording = recorder({ keep });
    work(await rig(pkg, { io: host }, { layers: [recording.layer] }));
    const { calls } = readLog(recording.log());
    expect([calls[0], calls[4]].map((one) => one?.reads.data?.bytes !== undefined)).toEqual(kept);
    const replaying = replayer(recording.log());
    expect(work(await rig(pkg, {}, { layers: [replaying.layer] }))).toEqual([5, 16, -5, -14, 80]);
    replaying.done();
  }
});

describe('a damaged log', () => {
  test('is refused wherever a byte is changed, and wherever it ends', () => {
    expect(log.length).toBeGreaterThan(200);
    for (let at = 0; at < log.length; at++)
      for (const bit of [1, 0x80]) {
        const changed = log.slice();
        changed[at] = (changed[at] as number) ^ bit;
        expect(
          caught(() => replayer(changed)),
          `byte ${at}`,
        ).toBeInstanceOf(LogError);
        expect(
          caught(() => readLog(changed)),
          `byte ${at}`,
        ).toBeInstanceOf(LogError);
      }
    for (let end = 0; end < log.length; end++)
      expect(
        caught(() => replayer(log.subarray(0, end))),
        `${end}`,
      ).toBeInstanceOf(LogError);
  });

  test.each([
    ['nothing', () => new Uint8Array(0), 'this is not a log of an ABI'],
    ['a wasm module', () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, ...new Array(40).fill(0)), 'this is not a log of an ABI'],
    ['a log of a later format', () => log.with(8, 3), 'the log has the format 3; this package reads 2'],
    ['a log of an earlier format', () => log.with(8, 1), 'the log has the format 1; this package reads 2'],
    ['half a log', () => log.subarray(0, 100), /^the log is cut short: 100 bytes instead of \d+$/],
    [
      'a log with something behind it',
      () => Uint8Array.of(...log, 10),
      /^the log is cut short: \d+ bytes instead of \d+ or more; its first \d+ bytes are a log$/,
    ],
    ['a log with another byte', () => log.with(150, 255), 'the log is damaged: its digest does not fit'],
  ])('%s: what is wrong is said', (_, bytes, message) => {
    expect(() => readLog(bytes())).toThrow(message);
  });

  /** Rights every length and digest of the head, as somebody would who made the log on purpose. */
  const forged = (body: Uint8Array): Uint8Array => {
    const writer = new LogWriter();
    writer.raw(body);
    return writer.seal();
  };

  test('that was forged is refused, or replays something else: it throws nothing but that, and comes to an end', async () => {
    const body = log.slice(16, -8);
    const outcomes = { refused: 0, diverged: 0, other: 0, same: 0 };
    const module = await WebAssembly.compile(await wat(puppet(pkg.lowered)));
    const answers = JSON.stringify(work(await started(pkg.entry, module, { io: host }, {})));
    const variants = Array.from(body, (_, at) => [
      body.with(at, (body[at] as number) ^ 1),
      body.with(at, 255),
      body.subarray(0, at),
    ]).flat();
    for (const variant of variants) {
      const log = forged(variant);
      try {
        readLog(log);
      } catch (cause) {
        expect(cause).toBeInstanceOf(LogError);
      }
      try {
        const replaying = replayer(log);
        const guest = await started(pkg.entry, module, {}, { layers: [replaying.layer] });
        const got = JSON.stringify(work(guest));
        replaying.done();
        outcomes[got === answers ? 'same' : 'other']++;
      } catch (cause) {
        const diverged = cause instanceof entry.Divergence;
        // A log may say that something was thrown; a TypeError or a RangeError would be ours.
        expect(cause instanceof Error && !(cause instanceof TypeError || cause instanceof RangeError), String(cause)).toBe(true);
        outcomes[diverged ? 'diverged' : 'refused']++;
      }
    }
    for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(0);
  });
});

describe('is refused', () => {
  test('the log of another ABI', async () => {
    const other = (await load('streams', 'record')).entry as unknown as RecordEntry;
    expect(() => other.replayer(log)).toThrow(
      /^the log is of buffers 1\.0\.0 \(sha256:\w+\); this package is of streams 1\.0\.0 \(sha256:\w+\)$/,
    );
  });

  test('a replay on another target, or with other grants', async () => {
    const browser = (await load('buffers', 'browser')).entry;
    expect(() => browser.createImports({}, { layers: [replayer(log).layer] })).toThrow(
      'the run was recorded with the target wasi, and is replayed with browser',
    );
    const caps = await load('caps');
    const { recorder, replayer: replays } = (await load('caps', 'record')).entry as unknown as RecordEntry;
    const recording = recorder();
    const capabilities = caps.lowered.interfaces.length;
    expect(capabilities).toBeGreaterThan(0);
    caps.entry.createImports({}, { grants: ['net.*'], layers: [recording.layer] });
    expect(() => caps.entry.createImports({}, { layers: [replays(recording.log()).layer] })).toThrow(
      /^the run was recorded with the grants net\..*, and is replayed with none$/,
    );
    const { origin, layer } = replays(recording.log());
    caps.entry.createImports({}, { grants: origin.granted, layers: [layer] });
  });

  test('a recorder or a replayer for two guests, two recorders for one, and a log of nothing', async () => {
    const { layer, log: taken } = recorder();
    expect(taken).toThrow('nothing was recorded');
    pkg.entry.createImports({}, { layers: [layer] });
    expect(() => pkg.entry.createImports({}, { layers: [layer] })).toThrow('a recorder records one guest');
    expect(() => pkg.entry.createImports({}, { layers: [recorder().layer, recorder().layer] })).toThrow('recorded by another recorder');
    const replaying = replayer(log);
    pkg.entry.createImports({}, { layers: [replaying.layer] });
    expect(() => pkg.entry.createImports({}, { layers: [replaying.layer] })).toThrow('a replayer replays one guest');
  });

  test('a log of shared memory', async () => {
    const recording = recorder();
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const bindings = pkg.entry.createImports({ io: host }, { threads: true, layers: [recording.layer] });
    pkg.entry.attach(bindings, { exports: { memory } } as unknown as WebAssembly.Instance);
    expect(bindings.imports.env?.read?.(0, 5)).toBe(5);
    expect(recording.log).toThrow('the run cannot be recorded: the memory is shared, and other threads can change it at any time');
  });

  test('a log of what is no core value, or where the guest was entered past the glue', async () => {
    const odd = recorder();
    call(await rig(pkg, { io: pkg.entry.raw({ read: () => 'five' }) }, { layers: [odd.layer] }), 'read', 0, 5);
    expect(odd.log).toThrow('io.read answered a string, which is no core value');
    const around = recorder();
    const guest: Rig = await rig(
      pkg,
      { io: pkg.entry.raw({ read: () => call(guest, 'text', 0, 0), text: () => 1 }) },
      { layers: [around.layer] },
    );
    expect(call(guest, 'read', 0, 5)).toBe(1);
    expect(call(guest, 'text', 0, 5)).toBe(1);
    expect(around.log).toThrow('io.text was called while the host answered io.read, other than through an export that the glue calls');
  });
});

describe('a host that answers later, while the guest is suspended', () => {
  const later = () => {
    const settle: ((value: number) => void)[] = [];
    const io = pkg.entry.raw({ read: () => new Promise((resolve) => settle.push(resolve)), text: () => Promise.reject(new Error('gone')) });
    const recording = recorder();
    const { imports } = pkg.entry.createImports({ io }, { layers: [recording.layer] });
    return {
      settle,
      read: imports.env?.read as (...values: number[]) => unknown,
      text: imports.env?.text as () => unknown,
      log: recording.log,
    };
  };

  test('is recorded when it has answered, or failed', async () => {
    const { settle, read, text, log } = later();
    const answer = read(0, 5);
    settle[0]?.(5);
    expect(await answer).toBe(5);
    await expect(text()).rejects.toThrow('gone');
    expect(readLog(log()).calls).toMatchObject([
      { function: 'io.read', result: 5 },
      { function: 'io.text', threw: { how: 'threw', name: 'Error', message: 'gone' } },
    ]);
  });

  test('is not recorded where calls overlap; a log that is taken meanwhile ends inside it', async () => {
    const { settle, read, log } = later();
    const first = read(0, 5);
    expect(readLog(log()).calls).toMatchObject([{ function: 'io.read', arguments: { 'data-len': 5 }, unfinished: true }]);
    expect(() => replayer(log()).done()).toThrow('replayed: no call');
    const second = read(0, 6);
    for (const done of settle) done(1);
    await Promise.all([first, second]);
    expect(log).toThrow('was called while the host answered');
  });

  test('is not recorded where the guest is called before its promising export has come back', async () => {
    const late = await load('late');
    const { recorder } = (await load('late', 'record')).entry as unknown as RecordEntry;
    const { layer, log } = recorder();
    const guest = await rig(late, {}, { layers: [layer] }, '(module (func (export "g_run") (param i32) (result i32) (local.get 0)))');
    const { asyncGuestExports, guestExports } = late.entry as typeof late.entry & { asyncGuestExports: typeof late.entry.guestExports };
    const first = asyncGuestExports(guest.bindings).g_run?.(1);
    expect(guestExports(guest.bindings).g_run?.(2)).toBe(2);
    expect(await first).toBe(1);
    expect(log).toThrow('g_run was called while another call of the guest had not come back, and no host ran');
  });
});
