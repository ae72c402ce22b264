import { beforeEach, describe, expect, test } from 'vitest';
import { call, importsOf, load, type Rig, rig, type Stub, stub } from '../runtime/support.js';
import { caught, type RecordEntry } from './support.js';

const pkg = await load('buffers');
const { recorder, replayer, Divergence } = (await load('buffers', 'record')).entry as unknown as RecordEntry;

/** What the recorded guest did: sent some bytes, got some, and sent many. */
function work(guest: Rig): void {
  guest.put(100, 'hello');
  call(guest, 'read', 100, 5);
  call(guest, 'recv', 200, 16);
  guest.put(1000, new Uint8Array(300).fill(7));
  call(guest, 'read', 1000, 300);
}

let log: Uint8Array;
beforeEach(async () => {
  const recording = recorder();
  const host = stub({
    read: (data: Uint8Array) => data.length,
    recv: (view: Uint8Array) => view.fill(9, 0, 4).length - 12,
  });
  work(await rig(pkg, { io: host.host }, { layers: [recording.layer] }));
  log = recording.log();
});

async function replayed(guest?: string) {
  const replaying = replayer(log);
  const again = await rig(pkg, {}, { layers: [replaying.layer] }, guest);
  return { guest: again, done: () => replaying.done() };
}

test('a replay that does the same is done', async () => {
  const { guest, done } = await replayed();
  work(guest);
  expect(guest.get(200, 6)).toEqual([9, 9, 9, 9, 0, 0]);
  done();
  done();
});

describe('the first difference is told with both sides, and ends the guest', () => {
  const hello = { data: { length: 5, bytes: new TextEncoder().encode('hello') } };

  test('a changed argument', async () => {
    const { guest, done } = await replayed();
    guest.put(100, 'hello');
    call(guest, 'read', 100, 5);
    const found = caught(() => call(guest, 'recv', 200, 17));
    expect(found).toBeInstanceOf(Divergence);
    expect(found).toMatchObject({
      call: 1,
      function: 'io.recv',
      difference: 'buf-cap was 16, now 17',
      recorded: { function: 'io.recv', arguments: { 'buf-ptr': 200, 'buf-cap': 16 } },
      replayed: { function: 'io.recv', arguments: { 'buf-ptr': 200, 'buf-cap': 17 } },
    });
    expect(String(found)).toBe(
      `Divergence: call 1, io.recv, is not what was recorded: buf-cap was 16, now 17\n  recorded: io.recv(buf-ptr: 200, buf-cap: 16)\n  replayed: io.recv(buf-ptr: 200, buf-cap: 17)`,
    );
    // Nothing runs after it, and whoever asks is told the same.
    expect(caught(() => call(guest, 'read', 100, 5))).toBe(found);
    expect(caught(done)).toBe(found);
  });

  test('other bytes in a buffer, short and long', async () => {
    const { guest } = await replayed();
    guest.put(100, 'hallo');
    const short = caught(() => call(guest, 'read', 100, 5));
    expect(short).toMatchObject({ call: 0, recorded: { reads: hello }, replayed: { reads: { data: { length: 5 } } } });
    expect(short).toHaveProperty('difference', 'data differs at byte 1: 65, now 61');
    expect(String(short)).toContain('recorded: io.read(data-ptr: 100, data-len: 5, data: <68 65 6c 6c 6f>)');
    const { guest: other } = await replayed();
    other.put(100, 'hello');
    call(other, 'read', 100, 5);
    call(other, 'recv', 200, 16);
    other.put(1000, new Uint8Array(300).fill(7));
    other.put(1299, [8]);
    expect(String(caught(() => call(other, 'read', 1000, 300)))).toMatch(
      /recorded: io.read\(.*<300 bytes with the digest (.. ){7}..>\)\n {2}replayed: .*<300 bytes with the digest/,
    );
  });

  test('a byte of a buffer behind those that a line shows', async () => {
    const recording = recorder();
    const work = (guest: Rig, byte: number) => {
      guest.put(1000, new Uint8Array(60).fill(7));
      guest.put(1050, [byte]);
      call(guest, 'read', 1000, 60);
    };
    work(await rig(pkg, { io: stub({ read: () => 0 }).host }, { layers: [recording.layer] }), 0);
    const guest = await rig(pkg, {}, { layers: [replayer(recording.log()).layer] });
    const line = (byte: string) =>
      `io.read(data-ptr: 1000, data-len: 60, data: <34 bytes, then ${'07 '.repeat(16)}${byte}${' 07'.repeat(9)}>)`;
    expect(String(caught(() => work(guest, 1)))).toBe(
      `Divergence: call 0, io.read, is not what was recorded: data differs at byte 50: 00, now 01\n  recorded: ${line('00')}\n  replayed: ${line('01')}`,
    );
  });

  test('a range that is outside of the memory now, and an array that names other ranges', async () => {
    const recording = recorder();
    const host = stub({ read: () => 0, gather: () => 0 }).host;
    const work = async (hosts: object, layer: object, pages: number, length: number) => {
      const guest = await rig(pkg, hosts, { layers: [layer] });
      guest.memory.grow(pages);
      guest.view().setUint32(64, 100, true);
      guest.view().setUint32(68, length, true);
      call(guest, 'gather', 64, 1);
      call(guest, 'read', 65_535, 5);
    };
    await work({ io: host }, recording.layer, 1, 5);
    const differs = (pages: number, length: number) =>
      work({}, replayer(recording.log()).layer, pages, length).catch((cause: { difference: unknown }) => cause.difference);
    expect(await differs(1, 6)).toBe('list array differs at byte 4: 05, now 06');
    expect(await differs(0, 5)).toBe('data was in the memory, now outside of the memory, or too long');
  });

  test('another import', async () => {
    const { guest } = await replayed();
    expect(caught(() => call(guest, 'text', 100, 5))).toMatchObject({
      call: 0,
      function: 'io.text',
      difference: undefined,
      recorded: { function: 'io.read' },
      replayed: { function: 'io.text' },
    });
  });

  test('a call more', async () => {
    const { guest } = await replayed();
    work(guest);
    const found = caught(() => call(guest, 'text', 0, 0));
    expect(found).toMatchObject({ call: 3, recorded: undefined, replayed: { function: 'io.text' } });
    expect(String(found)).toContain('recorded: no call\n  replayed: io.text(text-ptr: 0, text-len: 0, text: <>)');
  });

  test('a call less', async () => {
    const { guest, done } = await replayed();
    guest.put(100, 'hello');
    call(guest, 'read', 100, 5);
    const found = caught(done);
    expect(found).toMatchObject({ call: 1, function: 'io.recv', recorded: { function: 'io.recv' }, replayed: undefined });
    expect(String(found)).toContain('replayed: no call');
    expect(caught(done)).toBe(found);
  });

  test('also for a guest that goes on regardless', async () => {
    const catching = `(module ${importsOf(pkg.lowered)} (memory (export "memory") 1 4)
      (func (export "run") (param $at i32) (result i32)
        (try (do (drop (call $read (local.get $at) (i32.const 5)))) (catch_all))
        (try (result i32) (do (call $read (i32.const 100) (i32.const 5))) (catch_all (i32.const -77)))))`;
    const { guest, done } = await replayed(catching);
    expect(call(guest, 'run', 101)).toBe(-77);
    expect(caught(done)).toMatchObject({ call: 0, replayed: { arguments: { 'data-ptr': 101 } } });
  });
});

describe('calls of guest exports are replayed, and what comes back is compared', async () => {
  const streams = await load('streams');
  const entry = (await load('streams', 'record')).entry as unknown as RecordEntry;
  /** `$way` stands for what the guest was given from outside, and decides what its exports do. */
  const text = `(module ${importsOf(streams.lowered)} (memory (export "memory") 1 4)
    (global $way (export "way") (mut i32) (i32.const 0))
    (func (export "g_new") (param i64) (result i64) (i64.const 77))
    (func (export "g_alloc") (param i32) (result i32)
      (i32.add (i32.const 1024) (i32.mul (i32.const 64) (i32.eq (global.get $way) (i32.const 4)))))
    (func (export "g_free") (param i32 i32))
    (func (export "g_close") (param i64))
    (func (export "g_cancelled") (param i64) (result i64) (i64.const 0))
    (func (export "g_own") (param i32) (result i32) (local.get 0))
    (func (export "g_run") (param i32) (result i32) (i32.const 0))
    (func (export "g_send") (param $bits i64) (param $at i32) (param $len i64) (result i64)
      (i32.store8 (i32.const 512) (i32.load8_u (local.get $at)))
      (if (i32.eq (global.get $way) (i32.const 1)) (then (drop (call $ping))))
      (if (i32.eq (global.get $way) (i32.const 2)) (then (unreachable)))
      (i64.extend_i32_u (i32.eq (global.get $way) (i32.const 3))))
    (export "query" (func $query)) (export "pump" (func $pump)))`;
  interface Stream {
    send(bytes: Uint8Array): void;
    close(): void;
  }
  let db: Stub;
  beforeEach(() => {
    db = stub({
      query: (_: unknown, reply: Stream) => {
        reply.send(Uint8Array.of(42));
        reply.close();
      },
    });
  });
  const run = async (hosts: object, layer: unknown, way: number) => {
    const guest = await rig(streams, hosts, { layers: [layer] }, text);
    (guest.exports.way as unknown as WebAssembly.Global).value = way;
    call(guest, 'query', 0n, 64);
    return { guest, pump: () => call(guest, 'pump') };
  };
  async function recordedAs(way: number): Promise<Uint8Array> {
    const recording = entry.recorder();
    const { pump } = await run({ db: db.host }, recording.layer, way);
    if (way === 2) expect(caught(pump)).toBeInstanceOf(WebAssembly.RuntimeError);
    else expect(pump()).toBe(0);
    return recording.log();
  }

  test.each([0, 1, 3, 4])('in way %i', async (way) => {
    const replaying = entry.replayer(await recordedAs(way));
    const { guest, pump } = await run({}, replaying.layer, way);
    expect(pump()).toBe(0);
    replaying.done();
    expect(guest.get(512, 1)).toEqual([42]);
    expect(guest.view().getBigInt64(64, true)).toBe(77n);
  });

  test('and what they throw passes on as it did', async () => {
    const recorded = await recordedAs(2);
    const replaying = entry.replayer(recorded);
    const { pump } = await run({}, replaying.layer, 2);
    expect(caught(pump)).toBeInstanceOf(WebAssembly.RuntimeError);
    replaying.done();
    const [, pumped] = entry.readLog(recorded).calls;
    expect(pumped).toMatchObject({ function: 'db.pump', threw: { how: 'ended', name: 'RuntimeError' }, entered: [{}, { threw: true }] });
  });

  test.each([
    [0, 3, 'g_send', 0n, 1n],
    [3, 0, 'g_send', 1n, 0n],
    [0, 4, 'g_alloc', 1024, 1088],
  ])('recorded in way %i, replayed in way %i: %s comes back with something else', async (way, other, name, before, after) => {
    const replaying = entry.replayer(await recordedAs(way));
    const { pump } = await run({}, replaying.layer, other);
    const found = caught(pump);
    expect(found).toMatchObject({ function: name, recorded: { result: before }, replayed: { result: after } });
    expect(found).toHaveProperty('difference', `its result was ${before}, now ${after}`);
    expect(String(found)).toMatch(new RegExp(`recorded: ${name}\\(.*\\) = ${before}\\n {2}replayed: ${name}\\(.*\\) = ${after}`));
    expect(caught(() => replaying.done())).toBe(found);
  });

  test('a call more, a call less and an exception inside them are differences', async () => {
    const diverges = async (way: number, other: number) => {
      const { pump } = await run({}, entry.replayer(await recordedAs(way)).layer, other);
      return caught(pump);
    };
    expect(await diverges(0, 1)).toMatchObject({ function: 'db.ping', recorded: undefined, replayed: { function: 'db.ping' } });
    expect(await diverges(1, 0)).toMatchObject({ function: 'g_send', recorded: { function: 'db.ping' }, replayed: { result: 0n } });
    const threw = await diverges(0, 2);
    expect(threw).toMatchObject({ function: 'g_send', recorded: { result: 0n } });
    expect(threw).not.toHaveProperty('replayed.result');
    expect(await diverges(2, 0)).toMatchObject({ function: 'g_send', replayed: { result: 0n } });
  });
});
