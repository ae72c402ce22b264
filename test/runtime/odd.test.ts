import { beforeAll, describe, expect, test } from 'vitest';
import { call, changes, load, type Package, puppet, type Rig, rig, type Stub, stub } from './support.js';

/** What the hostile guests of test/hostile-guests found: constructs that the language allows and few ABIs have. */
let pkg: Package;
let host: Stub;
let guest: Rig;

/** The exports that streams and tokens need, and more. */
const guestWith = (more = ''): string =>
  puppet(
    pkg.lowered,
    `(memory (export "memory") 1)
    (func (export "g_new") (param i32) (result i32) (i32.const 1))
    (func (export "g_send") (param i32 i32 i32) (result i32) (i32.const 0))
    (func (export "g_close") (param i32))
    (func (export "g_alloc") (param i32) (result i64) (i64.const 8))
    (func (export "g_free") (param i32 i32))
    (func (export "g_cancelled") (param i32) (result i32) (i32.eq (local.get 0) (i32.const 0x80000005)))
    ${more}`,
  );

const text = (value: string) => [...new TextEncoder().encode(value)];

beforeAll(async () => {
  pkg = await load('odd');
  host = stub();
  guest = await rig(pkg, { odd: host.host }, {}, guestWith());
});

describe('values that may be absent', () => {
  test('a handle of the result may be absent, as its type says', () => {
    host.answers = { open: () => null };
    expect(call(guest, 'open', 0, 0)).toBe(0n);
    host.answers = { open: () => 0 };
    expect(call(guest, 'open', 0, 0)).toBe(-5n);
    host.answers = { open: () => ({}) };
    expect(call(guest, 'open', 0, 0)).toBeGreaterThan(0n);
  });

  test('a widened handle of the result is a bigint', () => {
    host.answers = { openSmall: () => ({}) };
    expect(call(guest, 'open_small', -1)).toBeTypeOf('bigint');
  });
});

describe('buffers', () => {
  test('of two that are too small the first says the error, and one alone says its own', () => {
    const short = (left: number, right: number) =>
      changes(guest, () => call(guest, 'two_short', 1000, left, 1100, 1200, right, 1300)).result;
    host.answers = { twoShort: () => ({ left: Uint8Array.of(1, 2), right: 'abc' }) };
    expect([short(1, 1), short(1, 3), short(2, 1), short(2, 3)]).toEqual([-40, -40, -41, 0]);
    expect(guest.get(1200, 3)).toEqual(text('abc'));
  });

  test('the length of an error text is as wide as it says', () => {
    guest.bytes().fill(0xff, 1400, 1500);
    host.answers = {
      explain: () => pkg.entry.err((pkg.entry as unknown as { Status: Record<string, object> }).Status.broken as object, 'no'),
    };
    expect(call(guest, 'explain', 1400, 8, 1450)).toBe(1);
    expect(guest.get(1400, 3)).toEqual([...text('no'), 0xff]);
    expect(guest.get(1450, 9)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0xff]);
  });

  test('case 86: the items of a packed list are values of their type', () => {
    const got: unknown[] = [];
    host.answers = {
      paint: (value: unknown) => {
        got.push(value);
        return { items: [], rest: [] };
      },
    };
    const paint = (...bytes: number[]) => call(guest, 'paint', 2000, guest.put(2000, bytes), 2100, 8);
    expect([paint(2, 1, 4), paint(2, 1, 3), paint(0, 100, 0), paint(0, 101, 0)]).toEqual([1, -22, 1, -22]);
    expect(got).toEqual([
      { items: [1, 4], rest: [] },
      { items: [], rest: [100] },
    ]);
  });
});

describe('re-entry', () => {
  test('a token of 32 bits is asked with its tag', () => {
    const asked: unknown[] = [];
    host.answers = {
      ask: (token: { isCancelled(): boolean }) => {
        asked.push(token.isCancelled());
        return 0;
      },
    };
    call(guest, 'ask', 5);
    call(guest, 'ask', 6);
    expect(asked).toEqual([true, false]);
  });

  test('case 71: a method that never returns and holds a view is not entered either', async () => {
    const shade = '(call $shade (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 0))';
    const leaving = await rig(pkg, { odd: host.host }, {}, guestWith(`(func (export "inside") (result i32) ${shade})`));
    let inside: unknown;
    host.answers = {
      exit: () => {
        inside = leaving.exports.inside?.();
        throw new Error('ended');
      },
    };
    expect(() => call(leaving, 'exit', 0, 4)).toThrow('ended');
    expect(inside).toBe(-16);
  });

  test.each([new Error('ended'), undefined])('what ended the instance under a host method passes on as it is: %s', async (thrown) => {
    const exits = await rig(pkg, { odd: host.host }, {}, guestWith());
    host.answers = {
      exit: () => {
        throw thrown;
      },
      ask: () => call(exits, 'exit', 0, 4),
    };
    let met: unknown = 'nothing';
    try {
      call(exits, 'ask', -1);
    } catch (cause) {
      met = cause;
    }
    expect(met).toBe(thrown);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('a secret of the host');
      },
    ],
    [
      'throws undefined',
      () => {
        throw undefined;
      },
    ],
    ['answers', () => 0.5],
  ])('case 88: what a host %s after the instance was poisoned under it does not reach the guest', async (_, then) => {
    const nested = '(func (export "inside") (drop (call $use (i64.const 77) (i64.const -1) (i64.const 1))))';
    const poisoned = await rig(pkg, { odd: host.host }, {}, guestWith(nested));
    host.answers = {
      ask: () => {
        expect(() => call(poisoned, 'inside')).toThrow(pkg.entry.AbiTrap);
        return then();
      },
    };
    expect(() => call(poisoned, 'ask', -1)).toThrow(pkg.entry.AbiTrap);
    expect(() => call(poisoned, 'ask', -1)).toThrow(pkg.entry.AbiTrap);
  });
});
