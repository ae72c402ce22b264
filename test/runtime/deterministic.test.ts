import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeededRandom, VirtualClock } from '../../runtime-glue/virtual.js';
import { withoutChance } from './chance.js';
import { wat } from './supply.js';
import { type Core, call, type DeterministicMode, importsOf, load, puppet, type Rig, rig, stub } from './support.js';

const seed = Number(globalThis.process?.env?.FC_SEED ?? 20261122);
const pkg = await load('chance');
const grants = ['rand', 'net'];
const [EACCES, EINVAL, ENOSYS] = [-13, -22, -38];
const everything = ['other.ask', 'other.tell'];
const mode = (options: object = {}): DeterministicMode => pkg.entry.deterministic({ allow: everything, ...options });
const running = (options: object = {}, hosts: object = {}, guest?: string): Promise<Rig> =>
  rig(pkg, hosts, { grants, deterministic: mode(options) }, guest);

const rolls = ['roll_bool', 'roll_u8', 'roll_s16', 'roll_u32', 'roll_s64', 'roll_u64', 'roll_f32', 'roll_f64'];
const longest = 0x30000;
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** All that a guest can see of a run: what each call answers, and its memory. */
function trace(guest: Rig): unknown[] {
  const seen: unknown[] = [];
  const run = (field: string, ...values: Core[]) => void seen.push([field, call(guest, field, ...values)]);
  run('bytes', 64, longest);
  for (const field of rolls) run(field);
  for (const field of ['now', 'uptime', 'now']) run(field);
  for (const id of [0, 1, 2]) run('read_clock', id, 8);
  seen.push(guest.view().getBigInt64(8, true));
  run('old_read_clock', 0, 8);
  run('sleep', 1500);
  run('doze', 1, 2_000_000_000n);
  run('uptime');
  run('name', 16, 10, 32);
  run('pair', 36, 40);
  for (const field of ['zone', 'ask']) run(field);
  run('call', 0, 4);
  run('old_call', 0, 4);
  seen.push(guest.bytes().reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0));
  return seen;
}

const guest = puppet(pkg.lowered, '(memory (export "memory") 4)').replace(
  '(memory',
  `(import "env" "old_call" (func $old_call (param i32 i32) (result i32))) (export "old_call" (func $old_call))
  (import "env" "old_read_clock" (func $old_read_clock (param i32 i32) (result i32))) (export "old_read_clock" (func $old_read_clock)) (memory`,
);

describe('case 97: deterministic mode', () => {
  test('asks nothing of the world: clocks, chance and timers that would blow up are not touched, and each run is the same', async () => {
    const first = trace(await running({ seed: 7 }, {}, guest));
    const rigged = await running({ seed: 7 }, {}, guest);
    expect(withoutChance(() => trace(rigged))).toEqual(first);
    expect(trace(await running({ seed: 8 }, {}, guest))).not.toEqual(first);
  });

  test('is the same on every target', async () => {
    for (const target of ['browser', 'edge', 'wasi']) {
      const { entry, lowered } = await load('chance', target);
      const options = { grants, deterministic: entry.deterministic({ allow: everything, seed: 7 }) };
      const there = await rig({ entry, lowered }, {}, options, guest);
      expect(trace(there), target).toEqual(trace(await running({ seed: 7 }, {}, guest)));
    }
  });

  test('has a clock that only readings and sleeps advance', async () => {
    const from = await running({ time: { start: 1_000_000_000_000n, step: 1_000_000n } });
    const read = (id: number) => [call(from, 'read_clock', id, 8), from.view().getBigInt64(8, true)];
    expect([call(from, 'now'), call(from, 'uptime'), call(from, 'now')]).toEqual([1_000_000, 1000n, 1_000_002]);
    expect(call(from, 'sleep', 5000)).toBe(0);
    expect(call(from, 'sleep', -5000)).toBe(0);
    call(from, 'doze', 1, 2_000_000_000n);
    expect([read(0), read(1), call(from, 'read_clock', 2, 8)]).toEqual([[0, 1007n], [0, 7n], EINVAL]);
    expect(call(from, 'uptime')).toBe(7_005_000n);
  });

  test('has a fixed identity, and refuses what it must not reach, at whichever name', async () => {
    const from = await running({}, {}, guest);
    expect([call(from, 'name', 16, 10, 32), new TextDecoder().decode(new Uint8Array(from.get(16, 6)))]).toEqual([0, 'gueßt']);
    expect([call(from, 'pair', 36, 40), from.view().getInt32(36, true), from.get(40, 1)]).toEqual([0, -1, [1]]);
    expect([call(from, 'zone'), call(from, 'call', 0, 4), call(from, 'old_call', 0, 4)]).toEqual([-1n, EACCES, EACCES]);
  });

  test('asks for grants as ever', async () => {
    const from = await rig(pkg, {}, { deterministic: mode() });
    expect([call(from, 'bytes', 0, 8), call(from, 'roll_u32') === undefined]).toEqual([EACCES, false]);
    expect(from.get(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('case 98: random bytes', () => {
  test('are filled at any length', async () => {
    const from = await running({ seed: 3 }, {}, guest);
    expect(call(from, 'bytes', 0, longest)).toBe(0);
    const expected = new Uint8Array(longest);
    new SeededRandom(3).fill(expected);
    expect(same(from.bytes().subarray(0, longest), expected)).toBe(true);
    expect(new Set(expected.subarray(65536, 65536 + 4096)).size).toBe(256);
  });

  test('are copied into shared memory', async () => {
    const shared = puppet(pkg.lowered, '(memory (export "memory") 4 4 shared)');
    // Of the targets here, only this one has threads.
    const wasi = await load('chance', 'wasi');
    const options = { grants, threads: true, deterministic: wasi.entry.deterministic({ allow: everything, seed: 3 }) };
    const from = await rig(wasi, {}, options, shared);
    expect(call(from, 'bytes', 5, longest)).toBe(0);
    const expected = new Uint8Array(longest);
    new SeededRandom(3).fill(expected);
    expect(from.memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(same(from.bytes().subarray(5, 5 + longest), expected)).toBe(true);
  });

  test('are those of xoshiro128** and splitmix64, as published', () => {
    // splitmix64 of 1234567 begins 6457827717110365317, 3203168211198807973: the state, low halves first.
    const state = [6457827717110365317n, 3203168211198807973n].flatMap((x) => [x & 0xffffffffn, x >> 32n]);
    const first = (value: bigint) => BigInt.asUintN(32, value);
    const times = first((state[1] as bigint) * 5n);
    const wanted = first((first(times << 7n) | (times >> 25n)) * 9n);
    expect(BigInt(new SeededRandom(1234567).u32())).toBe(wanted);
    expect(reference(1234567n, 1)).toEqual([Number(wanted)]);
  });

  test('and numbers are within their types, each half as often as the other', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (n) => {
        expect(
          Array.from(
            { length: 9 },
            (
              (r) => () =>
                r.u32()
            )(new SeededRandom(n)),
          ),
        ).toEqual(reference(BigInt.asUintN(64, n), 9));
      }),
      { seed, numRuns: 200 },
    );
    const random = new SeededRandom(seed);
    for (const [scalar, least, most] of [
      ['u8', 0, 255],
      ['s8', -128, 127],
      ['s16', -32768, 32767],
      ['u32', 0, 2 ** 32 - 1],
      ['s32', -(2 ** 31), 2 ** 31 - 1],
      ['f32', 0, 1],
      ['f64', 0, 1],
    ] as const) {
      const found = Array.from({ length: 2000 }, () => random.number(scalar) as number);
      expect([scalar, Math.min(...found) >= least, Math.max(...found) <= most]).toEqual([scalar, true, true]);
      const low = found.filter((x) => x < (least + most) / 2).length;
      expect(Math.abs(low - 1000)).toBeLessThan(150);
    }
    for (const scalar of ['u64', 's64']) expect(random.number(scalar)).toBeTypeOf('bigint');
    expect(new Set(Array.from({ length: 64 }, () => random.number('bool')))).toEqual(new Set([true, false]));
  });
});

/** The published algorithms again, in arithmetic of any size. */
function reference(from: bigint, count: number): number[] {
  const u64 = (x: bigint) => BigInt.asUintN(64, x);
  const u32 = (x: bigint) => BigInt.asUintN(32, x);
  const turned = (x: bigint, k: bigint) => u32((x << k) | (u32(x) >> (32n - k)));
  let x = from;
  const next = () => {
    x = u64(x + 0x9e3779b97f4a7c15n);
    const a = u64((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
    const b = u64((a ^ (a >> 27n)) * 0x94d049bb133111ebn);
    return b ^ (b >> 31n);
  };
  const [p, q] = [next(), next()];
  let s: [bigint, bigint, bigint, bigint] = [u32(p), p >> 32n, u32(q), q >> 32n];
  return Array.from({ length: count }, () => {
    const answer = u32(turned(u32(s[1] * 5n), 7n) * 9n);
    const [s2, s3] = [s[2] ^ s[0], s[3] ^ s[1]];
    s = [s[0] ^ s3, s[1] ^ s2, s2 ^ u32(s[1] << 9n), turned(s3, 11n)];
    return Number(answer);
  });
}

test('what is no seed and no time is refused by name', () => {
  for (const seed of [1.5, 2 ** 53, Number.NaN])
    expect(() => new SeededRandom(seed)).toThrow(new TypeError(`the seed must be an integer, as a bigint from 2^53 on; it is ${seed}`));
  expect(() => new SeededRandom('7' as never)).toThrow(
    new TypeError('the seed must be an integer, as a bigint from 2^53 on; it is a string'),
  );
  expect(() => new VirtualClock({ start: 0 as never })).toThrow(new TypeError('start is in nanoseconds, as a bigint; it is a number'));
  expect(() => new VirtualClock({ step: 1 as never })).toThrow(new TypeError('step is in nanoseconds, as a bigint; it is a number'));
});

test('a virtual clock does not run backwards', () => {
  expect(() => new VirtualClock({ step: -1n })).toThrow(RangeError);
  expect(() => new VirtualClock({ start: -1n })).toThrow(RangeError);
  const clock = new VirtualClock({ step: 0n });
  clock.sleep(1.5, 1_000_000n);
  clock.sleep(-3n);
  expect([clock.read('monotonic'), clock.read('monotonic'), clock.read('wall')]).toEqual([
    1_500_000n,
    1_500_000n,
    946_684_800_001_500_000n,
  ]);
});

test('a clock stays at the latest time that its readings hold, however long the guest sleeps', async () => {
  const from = await running();
  for (let i = 0; i < 1000; i++) call(from, 'doze', 1, -1n);
  const latest = 2n ** 63n - 1n;
  expect([call(from, 'uptime'), call(from, 'read_clock', 1, 8)]).toEqual([latest, 0]);
  expect(from.view().getBigInt64(8, true)).toBe(18_446_744_073_709n);
  expect(from.blamed).toEqual([]);
  const clock = new VirtualClock();
  for (const time of [Number.NaN, Number.NEGATIVE_INFINITY, -1e300]) clock.sleep(time, 1_000_000_000n);
  expect(clock.read('monotonic')).toBe(0n);
  for (const time of [Number.POSITIVE_INFINITY, 1e300, 2n ** 64n - 1n, Number.POSITIVE_INFINITY]) clock.sleep(time, 1_000_000_000n);
  for (const of of ['wall', 'monotonic'] as const) {
    expect([clock.read(of), clock.ticks(of, 1_000_000_000n)]).toEqual([latest, latest]);
    expect(clock.number(of, 1_000_000n)).toBeGreaterThan(Number(latest));
  }
});

describe('case 99: what can differ from run to run, and nothing deterministic answers', () => {
  const fault = (key: string, id: string) =>
    `${id} can differ from run to run: give ${key} a deterministic host and name it in \`hosts\`, or name ${id} in \`allow\``;
  const link = (hosts: object, options: object, text = guest) =>
    rig(pkg, hosts, { grants, deterministic: pkg.entry.deterministic(options) }, text);

  test('keeps a guest that imports it from linking, each by its name', async () => {
    const all = [fault('other', 'other.ask'), fault('other', 'other.tell')].join('\n');
    await expect(link({}, {})).rejects.toThrow(all);
    await expect(link({ other: stub().host }, {})).rejects.toThrow(all);
    await expect(link({ other: pkg.entry.raw({ ask: () => 0 }) }, {})).rejects.toThrow(all);
    await expect(link({ other: stub().host }, { allow: ['other.tell'] })).rejects.toThrow(
      new RegExp(`^${fault('other', 'other.ask').replaceAll('.', '\\.')}$`),
    );
    await expect(link({ other: Object.create({ ask: () => 0 }) as object }, {})).rejects.toThrow(pkg.entry.AbiLinkError);
    await expect(link({}, {}, '(module (import "env" "old_ask" (func (result i32))))')).rejects.toThrow(fault('other', 'other.ask'));
  });

  test('does not trouble a guest that has no use for it', async () => {
    await expect(link({}, {}, '(module (import "env" "roll_u8" (func (result i32))))')).resolves.toBeDefined();
  });

  test('traps where a guest was linked by other means', async () => {
    const other = stub();
    const { imports } = pkg.entry.createImports({ other: other.host }, { deterministic: pkg.entry.deterministic() });
    expect(() => imports.env?.ask?.()).toThrow('other.ask can differ from run to run, and nothing deterministic answers it');
    expect(other.calls).toEqual([]);
  });

  test('is answered by a host that is named, or by the host or the ABI where it is allowed', async () => {
    const host = stub({ ask: () => undefined, tell: () => undefined });
    const answers = async (hosts: object, options: object) => call(await link(hosts, options), 'ask');
    expect(await answers({ other: host.host }, { hosts: ['other'] })).toBe(0);
    expect(await answers({ other: host.host }, { allow: everything })).toBe(0);
    expect(await answers({}, { allow: everything })).toBe(ENOSYS);
    expect(host.calls).toHaveLength(2);
  });

  test('takes from a host that is not named only what cannot differ', async () => {
    const host = stub({ count: () => 3, now: () => 5, ask: () => undefined });
    const from = await link({ world: host.host }, { allow: everything, time: { start: 0n } });
    expect([call(from, 'count'), call(from, 'now'), call(from, 'call', 0, 4)]).toEqual([3, 0, EACCES]);
    expect(host.calls).toHaveLength(1);
  });

  test('a named host is asked first, and the mode answers what it lacks', async () => {
    const named = { now: () => 5, call: () => undefined, count: () => 0 };
    const from = await link({ world: named }, { hosts: ['world'], allow: everything, seed: 3 }, guest);
    const random = new SeededRandom(3);
    expect([call(from, 'now'), call(from, 'call', 0, 0), call(from, 'old_call', 0, 0)]).toEqual([5, 0, 0]);
    expect([call(from, 'roll_u32'), call(from, 'zone')]).toEqual([random.u32() | 0, -1n]);
    const silent = await link({ world: { now: () => 5, count: () => 0 } }, { hosts: ['world'], allow: everything });
    expect(call(silent, 'call', 0, 0)).toBe(EACCES);
  });

  test('cannot be named or allowed by a name that there is not, and a mode serves one guest', () => {
    expect(() => pkg.entry.deterministic({ allow: ['other.aks', 'world.count', 'toString'] })).toThrow(
      ['other.aks', 'world.count', 'toString'].map((id) => `there is no function "${id}" here that can differ from run to run`).join('\n'),
    );
    expect(() => pkg.entry.createImports({}, { deterministic: pkg.entry.deterministic({ hosts: ['other'] }) })).toThrow(
      'there is no host other, which `deterministic` names',
    );
    const once = mode();
    pkg.entry.createImports({}, { deterministic: once });
    expect(() => pkg.entry.createImports({}, { deterministic: once })).toThrow('a deterministic mode serves one guest');
  });
});

test('every import of the ABI is in the guest that these tests run', async () => {
  // A real host of another kind than Node is given it compiled.
  const made = await wat(guest);
  const module = made instanceof WebAssembly.Module ? made : await WebAssembly.compile(made);
  expect(importsOf(pkg.lowered).split('\n')).toHaveLength(WebAssembly.Module.imports(module).length - 2);
});
