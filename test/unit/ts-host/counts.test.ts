import * as msgpack from '@msgpack/msgpack';
import * as cbor from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsCbor, fitsMsgpack } from '../../../runtime-glue/counts.js';

const big = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
/** Values that either codec has, with texts, bytes and lists long enough for each width of a length. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.oneof(
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double(),
      big,
      fc.string({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
    ),
    fc.constantFrom('x'.repeat(70_000), new Uint8Array(70_000), new Array(70_000).fill(0)),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(fc.string({ maxLength: 40 }), tie('value'), { maxKeys: 20 }),
  ),
})).value;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe.each([
  ['MessagePack', fitsMsgpack, (value: unknown) => msgpack.encode(value, { useBigInt64: true, maxDepth: 200 })],
  ['CBOR', fitsCbor, (value: unknown) => cbor.encode(value)],
] as const)('%s', (_, fits, encode) => {
  test('that is whole fits, and nothing that is cut does', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (value, at) => {
        const bytes = encode(value);
        expect(fits(bytes)).toBe(true);
        expect(fits(bytes.subarray(0, Math.floor(at * bytes.length)))).toBe(false);
        // A decoder says what it thinks of more.
        expect(fits(Uint8Array.of(...bytes.subarray(0, 1000), 0)) || bytes.length > 1000).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('of any bytes is judged without an error, and soon', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(fits(bytes)).toBeTypeOf('boolean');
      }),
      { numRuns: 5_000 },
    );
    expect(fits(new Uint8Array(0))).toBe(false);
  });
});

/** Lists in lists, each of which says that it has more items than there are bytes. */
test.each([
  ['lists of 32 bits', fitsMsgpack, 'dd 01f78a40'],
  ['maps of 32 bits', fitsMsgpack, 'df 01f78a40'],
  ['lists of 16 bits', fitsMsgpack, 'dc ffff'],
  ['maps of 16 bits', fitsMsgpack, 'de ffff'],
  ['lists of 15', fitsMsgpack, '9f'],
  ['CBOR lists of 32 bits', fitsCbor, '9a 01f78a40'],
  ['CBOR maps of 64 bits', fitsCbor, 'bb 7fffffffffffffff'],
  ['CBOR lists in tags', fitsCbor, 'c1 99ffff'],
  ['CBOR lists in lists without a length', fitsCbor, '9f 99ffff'],
])('nested %s do not fit, however deep', (_, fits, head) => {
  for (const depth of [1, 20, 100_000]) expect(fits(hex(head.repeat(depth)))).toBe(false);
});

/** Items without a length, from RFC 8949, appendix A. */
test.each([
  ['5f42010243030405ff', true],
  ['7f657374726561646d696e67ff', true],
  ['9fff', true],
  ['9f018202039f0405ffff', true],
  ['83018202039f0405ff', true],
  ['826161bf61626163ff', true],
  ['bf6346756ef563416d7421ff', true],
  ['c249010000000000000000', true],
  ['fb3ff199999999999a', true],
  ['9f018202039f0405ff', false],
  ['9f', false],
  ['ff', false],
  ['8201ff', false],
  ['1c', false],
  ['1f', false],
  ['df', false],
  ['5f4201', false],
])('CBOR %s fits: %s', (text, fit) => {
  expect(fitsCbor(hex(text))).toBe(fit);
});

test('every head of MessagePack is as long as its specification says', () => {
  const after: Record<number, number> = { 196: 1, 197: 2, 198: 4, 199: 2, 200: 3, 201: 5, 202: 4, 203: 8, 204: 1, 205: 2 };
  Object.assign(after, { 206: 4, 207: 8, 208: 1, 209: 2, 210: 4, 211: 8, 212: 2, 213: 3, 214: 5, 215: 9, 216: 17 });
  Object.assign(after, { 217: 1, 218: 2, 219: 4, 220: 2, 221: 4, 222: 2, 223: 4 });
  for (let head = 0xc0; head < 0xe0; head++) {
    const least = 1 + (after[head] ?? 0);
    expect([fitsMsgpack(new Uint8Array(least).fill(head, 0, 1)), fitsMsgpack(new Uint8Array(least - 1).fill(head, 0, 1))]).toEqual([
      true,
      false,
    ]);
  }
});
