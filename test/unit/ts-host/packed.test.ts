import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorDomain } from '../../../runtime-glue/failure.js';
import { Guest } from '../../../runtime-glue/guest.js';
import { maxItems, type PackedReader, type PackedWriter, pack, unpack, unwrapped } from '../../../runtime-glue/packed.js';
import { encode } from '../../../runtime-glue/text.js';

const guest = new Guest({}, 'disabled');

interface Value {
  readonly small: number;
  readonly signed: number;
  readonly count: number;
  readonly big: bigint;
  readonly minus: bigint;
  readonly real: number;
  readonly half: number;
  readonly yes: boolean;
  readonly name: string;
  readonly list: readonly number[];
  readonly rest: Uint8Array;
}

/** A field of every sort, in both byte orders, as the compiler would write it. */
const writeValue = (w: PackedWriter, v: Value, order = false): void => {
  w.int(1, v.small, 0, 255);
  w.int(2, v.signed, -32768, 32767, order);
  w.int(4, v.count, 0, 2 ** 32 - 1, order);
  w.big(v.big, false, order);
  w.big(v.minus, true, order);
  w.float(8, v.real, order);
  w.float(4, v.half, order);
  w.int(1, v.yes ? 1 : 0, 0, 1);
  w.sized(encode(v.name), 2);
  for (const item of w.items(v.list, 4)) w.int(4, item as number, -(2 ** 31), 2 ** 31 - 1, order);
  w.sized(v.rest, 0);
};
const readValue = (r: PackedReader, order = false): Value => ({
  small: r.uint(1),
  signed: r.int(2, order),
  count: r.uint(4, order),
  big: r.big(false, order),
  minus: r.big(true, order),
  real: r.float(8, order),
  half: r.float(4, order),
  yes: r.bool(),
  name: r.text(r.uint(2)),
  list: r.list(r.uint(4), (inner) => inner.int(4, order)),
  rest: r.raw(r.rest()),
});

const values: fc.Arbitrary<Value> = fc.record({
  small: fc.nat(255),
  signed: fc.integer({ min: -32768, max: 32767 }),
  count: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  big: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  minus: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  real: fc.double(),
  half: fc.float(),
  yes: fc.boolean(),
  name: fc.string({ unit: 'binary', maxLength: 200 }),
  list: fc.array(fc.integer(), { maxLength: 50 }),
  rest: fc.uint8Array({ maxLength: 300 }),
});

describe('packed encodings', () => {
  test('what is written is read again, in both byte orders', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (value, order) => {
        const bytes = pack(guest, value, (w, v) => writeValue(w, v, order)) as Uint8Array;
        expect(unpack(guest, bytes, (r) => readValue(r, order))).toEqual({ value });
      }),
    );
  });

  test('random and cut bytes are read or refused, and never throw', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.uint8Array({ maxLength: 100 }), (value, at, noise) => {
        const bytes = pack(guest, { ...value, rest: new Uint8Array(0) }, writeValue) as Uint8Array;
        expect(unpack(guest, bytes.slice(0, at % bytes.length), readValue)).toBeUndefined();
        const found = unpack(guest, noise, readValue);
        if (found) expect(pack(guest, found.value, writeValue)?.length).toBe(noise.length);
      }),
    );
  });

  test.each<[string, (w: PackedWriter) => void]>([
    ['too great', (w) => w.int(1, 256, 0, 255)],
    ['too small', (w) => w.int(2, -1, 0, 65535)],
    ['a fraction', (w) => w.int(4, 0.5, 0, 10)],
    ['a number for a bigint', (w) => w.big(1 as never, true)],
    ['a bigint beyond 64 bits', (w) => w.big(2n ** 64n, false)],
    ['a negative u64', (w) => w.big(-1n, false)],
    ['text for a float', (w) => w.float(8, '1' as never)],
    ['no bytes', (w) => w.sized('text', 2)],
    ['not as many bytes as there must be', (w) => w.sized(new Uint8Array(3), -4)],
    ['too long for its length', (w) => w.sized(new Uint8Array(256), 1)],
    ['no list', (w) => w.items({ length: 0 }, 1)],
    ['too many items', (w) => w.items(new Array(256).fill(0), 1)],
    ['a value that its type does not allow', (w) => w.check(false)],
  ])('%s is refused', (_, write) => {
    expect(pack(guest, {}, write)).toBeUndefined();
  });

  test('what fits exactly is written', () => {
    expect(
      pack(guest, {}, (w) => {
        w.check(true);
        w.sized(new Uint8Array(4), -4);
        w.sized(new Uint8Array(255), 1);
      })?.length,
    ).toBe(260);
  });

  test('an error is not packed', () => {
    expect(pack(guest, errorDomain('x.y', { E: 1 }).E, (w) => w.int(1, 1, 0, 1))).toBeUndefined();
  });

  test('NaN is canonical in both directions', () => {
    const odd = Uint8Array.of(1, 0, 0, 0, 0, 0, 0xf8, 0x7f);
    const value = unpack(guest, odd, (r) => r.float(8))?.value as number;
    const bytes = pack(guest, value, (w, v) => w.float(8, v)) as Uint8Array;
    expect([Number.isNaN(value), [...bytes]]).toEqual([true, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]]);
  });

  test('a nested value takes exactly its bytes', () => {
    const read = (r: PackedReader) => r.nested(r.uint(1), (inner) => inner.uint(2));
    const found = (...bytes: number[]) => unpack(guest, Uint8Array.from(bytes), read);
    expect(found(2, 1, 0)).toEqual({ value: 1 });
    for (const bad of [
      [1, 1, 0],
      [3, 1, 0, 0],
      [2, 1],
      [9, 1, 0],
    ])
      expect(found(...bad)).toBeUndefined();
  });

  test('a bool is 0 or 1, and text is UTF-8', () => {
    expect(unpack(guest, Uint8Array.of(2), (r) => r.bool())).toBeUndefined();
    expect(unpack(guest, Uint8Array.of(0xff), (r) => r.text(1))).toBeUndefined();
    expect(unpack(guest, Uint8Array.of(), (r) => r.check(false))).toBeUndefined();
  });

  test('a list ends with its bytes, moves on with each item, and has a most', () => {
    const all = (bytes: Uint8Array, count: number, item: (r: PackedReader) => unknown) => unpack(guest, bytes, (r) => r.list(count, item));
    expect(all(Uint8Array.of(1, 2, 3), -1, (r) => r.uint(1))).toEqual({ value: [1, 2, 3] });
    expect(all(new Uint8Array(0), 2 ** 32 - 1, () => 0)).toBeUndefined();
    const much = new Uint8Array(maxItems + 1);
    expect(all(much.subarray(1), -1, (r) => r.uint(1))?.value).toHaveLength(maxItems);
    expect(all(much, -1, (r) => r.uint(1))).toBeUndefined();
  });

  test('an optional value', () => {
    expect([unwrapped(null), unwrapped({ value: 3 })]).toEqual([null, 3]);
  });
});
