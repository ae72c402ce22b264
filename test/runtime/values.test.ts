import { beforeAll, describe, expect, test } from 'vitest';
import { type Core, call, changes, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

const EINVAL = -22;
const EIO = -5;

let pkg: Package;
let guest: Rig;
let host: Stub;

beforeAll(async () => {
  pkg = await load('values');
  host = stub();
  guest = await rig(pkg, { val: host.host });
});

/** What the host is given for one core value, or the refusal. */
const given = (field: string, value: Core): unknown => {
  host.answers = { real: (x: number) => x };
  const before = host.calls.length;
  const answer = call(guest, field, value);
  return host.calls.length === before ? answer : host.calls.at(-1)?.[0];
};

/** What the guest gets for one answer of the host. */
const gets = (field: string, answer: unknown, ...values: Core[]): Core | undefined => {
  const method = field.replace(/_(.)/g, (_, c: string) => c.toUpperCase());
  host.answers = { [method]: () => answer };
  return call(guest, field, ...values);
};

describe('what the guest passes', () => {
  test('case 83: 64-bit numbers are exact', async () => {
    host.answers = { i64: (x: bigint) => x, u64: (x: bigint) => x };
    for (const x of [2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n, -1n]) {
      expect(call(guest, 'i64', x)).toBe(x);
      expect(call(guest, 'u64', x)).toBe(x);
    }
    expect(host.calls.at(-1)).toEqual([2n ** 64n - 1n]);
  });

  test('case 86: a bool is 0 or 1, an enum one of its cases, flags have no unknown bits', () => {
    expect([given('flag', 0), given('flag', 1)]).toEqual([false, true]);
    for (const bad of [2, -1, 256]) expect(given('flag', bad)).toBe(EINVAL);
    expect([given('mode', 1), given('mode', 2), given('mode', 4)]).toEqual([1, 2, 4]);
    for (const bad of [0, 3, 5, 257, -1]) expect(given('mode', bad)).toBe(EINVAL);
    expect([given('bits', -0x8000_0000), given('bits', 0x8000_0001 | 0)]).toEqual([0x8000_0000, 0x8000_0001]);
    expect([given('bits', 2), given('bits', -1)]).toEqual([EINVAL, EINVAL]);
    expect([given('small', 255), given('small', 256), given('small', -1)]).toEqual([255, EINVAL, EINVAL]);
  });

  test('case 86: so in records, lists and variants in memory', () => {
    const stat = (mode: number, ok: number) => {
      guest.bytes().fill(0, 0, 64);
      guest.view().setUint8(8, mode);
      guest.view().setUint8(9, ok);
      return call(guest, 'put', 0, 1);
    };
    expect([stat(1, 1), stat(3, 1), stat(1, 2)]).toEqual([0, EINVAL, EINVAL]);
    guest.view().setUint8(32, 9);
    expect(call(guest, 'shape', 32, 64)).toBe(EINVAL);
    expect(call(guest, 'put', 0, 2 ** 20 + 1)).toBe(EINVAL);
  });

  test('case 84: unaligned records are read and written', () => {
    host.answers = { stat: () => ({ id: 2n ** 64n - 1n, mode: 2, ok: true, size: 0x1234, rate: 0.5 }) };
    expect(call(guest, 'stat', 101)).toBe(0);
    host.answers = {};
    expect(call(guest, 'put', 101, 1)).toBe(0);
    expect(host.calls.at(-1)).toEqual([[{ id: 2n ** 64n - 1n, mode: 2, ok: true, size: 0x1234, rate: 0.5 }]]);
  });

  test('case 85: every NaN is the canonical one, in both directions', () => {
    const bits = (value: unknown) => new BigUint64Array(Float64Array.of(value as number).buffer)[0];
    const payload = new Float64Array(BigUint64Array.of(0x7ff8_dead_beef_0001n).buffer)[0] as number;
    expect(bits(given('real', payload))).toBe(0x7ff8_0000_0000_0000n);
    gets('widths', { a: 1, b: 2, c: 3, d: payload, e: true }, 0, 8, 16, 24, 32);
    expect(guest.view().getBigUint64(24, true)).toBe(0x7ff8_0000_0000_0000n);
    expect(gets('real', Number.NaN, 0)).toBeNaN();
  });
});

describe('what the host returns', () => {
  test('case 72: an out-parameter is as wide as its type', () => {
    guest.bytes().fill(0xee, 0, 64);
    host.answers = { widths: () => ({ a: 1, b: 2, c: -1, d: 1.5, e: false }) };
    expect(changes(guest, () => call(guest, 'widths', 1, 3, 8, 16, 33)).at).toEqual([
      1,
      3,
      4,
      ...[8, 9, 10, 11],
      ...[16, 17, 18, 19, 20, 21, 22, 23],
      33,
    ]);
  });

  const good = { a: 1, b: 2, c: 3, d: 4, e: true };
  test.each([
    ['a', 256],
    ['a', -1],
    ['a', 1.5],
    ['a', '1'],
    ['a', 1n],
    ['b', 65536],
    ['c', 2 ** 31],
    ['c', Number.NaN],
    ['d', '4'],
    ['d', undefined],
    ['e', 1],
    ['e', null],
  ])('a value that does not fit its type is an error, not a wrapped value: %s = %s', (name, value) => {
    guest.bytes().fill(0xee, 0, 64);
    host.answers = { widths: () => ({ ...good, [name]: value }) };
    expect(changes(guest, () => call(guest, 'widths', 0, 8, 16, 24, 32))).toEqual({ result: EIO, at: [] });
  });

  test('u32 results beyond 2^31 do not read as errors, nor do errors as values', () => {
    expect(gets('count', 0x7fff_ffff)).toBe(0x7fff_ffff);
    expect([gets('count', 0x8000_0000), gets('count', -1), gets('count', 1n), gets('count', {})]).toEqual([EIO, EIO, EIO, EIO]);
    expect(gets('big_count', 2n ** 63n - 1n)).toBe(2n ** 63n - 1n);
    expect([gets('big_count', 2n ** 63n), gets('big_count', -1n), gets('big_count', 1)]).toEqual([-5n, -5n, -5n]);
    expect([gets('small', -1, 0), gets('small', 32767, 0), gets('small', 32768, 0)]).toEqual([EIO, 32767, EIO]);
    expect(gets('u32', 0xffff_ffff, 0)).toBe(-1);
  });

  test('an f32 rounds and does not become infinite; -0 stays', () => {
    expect(gets('half', 0.1, 0)).toBe(Math.fround(0.1));
    expect(gets('half', Number.POSITIVE_INFINITY, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(gets('half', -0, 0)).toBe(-0);
    host.answers = { stat: () => ({ id: 1n, mode: 1, ok: true, size: 1, rate: 1e300 }) };
    expect(changes(guest, () => call(guest, 'stat', 0)).result).toBe(EIO);
  });

  test('enums are checked', () => {
    expect([gets('mode', 4, 1), gets('mode', 3, 1), gets('mode', 'READ', 1)]).toEqual([4, EIO, EIO]);
  });

  test('records are taken once: what is checked is what is written', () => {
    let reads = 0;
    const fickle = {
      get code() {
        return reads++ === 0 ? 7 : 2 ** 40;
      },
    };
    host.answers = { code: () => fickle };
    expect(call(guest, 'code', 0)).toBe(0);
    expect([guest.view().getUint32(0, true), reads]).toEqual([7, 1]);
  });

  test('an error is not a record, though it has a code', () => {
    host.answers = { code: () => pkg.entry.Errno.EAGAIN };
    expect(changes(guest, () => call(guest, 'code', 0))).toEqual({ result: -11, at: [] });
  });

  test('variants and lists', () => {
    guest.bytes().fill(0, 0, 64);
    host.answers = { shape: () => ({ kind: 'dot', value: { code: 5 } }) };
    expect(changes(guest, () => call(guest, 'shape', 32, 0)).at).toEqual([0, 4]);
    for (const bad of [{ kind: 'dot' }, { kind: 'dot', value: { code: -1 } }, { kind: 'toString' }, 'dot', null])
      expect(gets('shape', bad, 32, 0)).toBe(EIO);
    const stat = { id: 1n, mode: 1, ok: true, size: 1, rate: 1 };
    expect(gets('list', [stat, stat], 0, 2)).toBe(0);
    expect([gets('list', [stat, stat, stat], 0, 2), gets('list', [stat, 1], 0, 2), gets('list', 'no', 0, 2)]).toEqual([EIO, EIO, EIO]);
    expect([gets('bytes_list', [255], 0, 4), gets('bytes_list', [256], 0, 4)]).toEqual([0, EIO]);
    expect(gets('list', [], 0, 5)).toBe(EINVAL);
  });

  test.each([
    ['is', (next: () => number): unknown => next()],
    ['reads as', (next: () => number): unknown => ({ valueOf: next })],
  ])('a list whose length %s another number the second time is written to no place but its own', (_, length) => {
    const lengths = [2];
    const next = () => lengths.shift() ?? 4;
    const list = new Proxy([1, 2, 3, 4], { get: (items, key) => (key === 'length' ? length(next) : Reflect.get(items, key)) });
    guest.bytes().fill(0, 0, 64);
    host.answers = { bytesList: () => list };
    const { at } = changes(guest, () => call(guest, 'bytes_list', 0, 2));
    expect(at.filter((address) => address >= 2)).toEqual([]);
  });
});
