import { expect, test } from 'vitest';
import { compileParts, faults, fn, type Json } from './support.js';

const many = <T>(n: number, make: (i: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => make(i)));
const number = (i: number): string => String(i).padStart(5, '0');

/** Seconds that something takes. */
function seconds(run: () => unknown): number {
  const before = performance.now();
  run();
  return (performance.now() - before) / 1000;
}

/** Far more than these take, and far less than what is not linear would. */
const patience = 8;

test('10,000 functions and as many types', () => {
  const functions = many(10_000, (i) => [
    `f${number(i)}`,
    fn({ import: `f${i}`, params: [{ name: 'p', type: `t${number(i)}`, pass: 'out' }] }),
  ]);
  const types = many(10_000, (i) => [
    `t${number(i)}`,
    {
      kind: 'record',
      fields: [
        { name: 'a', type: 'u8' },
        { name: 'b', type: 'u64' },
      ],
    },
  ]);
  let lowered = 0;
  expect(
    seconds(() => {
      lowered = compileParts({ functions, types }).value?.lowered.interfaces[0]?.functions.length ?? 0;
    }),
  ).toBeLessThan(patience);
  expect(lowered).toBe(10_000);
});

test('types that double at every step, also where the last one is wrong', () => {
  const tower = (kind: (of: string) => Json, last: string) =>
    many(60, (i) => [`t${number(i)}`, kind(i === 59 ? last : `t${number(i + 1)}`)]);
  const twice = (type: string): Json => ({ kind: 'record', fields: ['a', 'b', 'c'].map((name) => ({ name, type })) });
  const variant = (type: string): Json => ({ kind: 'variant', tag: 'u8', cases: { A: { value: 0, type }, B: { value: 1, type } } });
  const packed = (type: string): Json => ({ kind: 'packed', fields: ['a', 'b'].map((name) => ({ name, type })) });
  expect(
    seconds(() => {
      expect(faults({ types: tower(twice, 'u8') }).map((f) => f.split(' ')[0])).toEqual(['lower/size']);
      expect(faults({ types: tower(variant, 'u8') })).toEqual([]);
      expect(faults({ types: tower(packed, 'u8') })).toEqual([]);
      for (const kind of [twice, variant, packed])
        expect(new Set(faults({ types: tower(kind, 'nope') }).map((f) => f.replace(/fields.*|cases.*/, '')))).toHaveLength(1);
    }),
  ).toBeLessThan(patience);
});

test.each([1, -1])('chains of 10,000 aliases are told to be too deep, whichever way they run', (step) => {
  const types = many(10_000, (i) => [
    `t${number(i)}`,
    { kind: 'alias', type: i + step < 0 || i + step >= 10_000 ? 'u8' : `t${number(i + step)}` },
  ]);
  const said = faults({ types, functions: { f: fn({ params: [{ name: 'p', type: 't05000' }] }) } });
  expect(said.length).toBeGreaterThan(0);
  for (const fault of said)
    expect(fault).toMatch(/^resolve\/limit \/types\/t\d+(\/type)?: too many types inside x\.t\d+: at most 64 are supported$/);
});

test('64 types inside each other are in order, 65 are not', () => {
  const chain = (n: number) => many(n, (i) => [`t${number(i)}`, { kind: 'alias', type: i === 0 ? 'u8' : `t${number(i - 1)}` }]);
  expect(faults({ types: chain(64) })).toEqual([]);
  expect(faults({ types: chain(65) })).toHaveLength(1);
});

test('10,000 capabilities that imply the next one, and 10,000 mistakes', () => {
  const chain = (end: string) =>
    many(10_000, (i) => [`c${number(i)}`, { doc: 'C.', nondeterministic: true, implies: [i === 9999 ? end : `c${number(i + 1)}`] }]);
  expect(seconds(() => expect(faults({}, { capabilities: chain('c00000') })).toHaveLength(1))).toBeLessThan(patience);
  const functions = many(10_000, (i) => [
    `f${number(i)}`,
    fn({ import: `f${i}`, capability: `d${number(i)}`, params: [{ name: 'p', type: `u${i}` }] }),
  ]);
  expect(seconds(() => expect(faults({ functions }, { capabilities: chain('c00000') }).length).toBeGreaterThan(19_000))).toBeLessThan(
    patience,
  );
});

test('one function with 20,000 parameters, one record with 20,000 fields', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => ({ name: `p${i}`, type: 'u32' }));
  expect(
    seconds(() =>
      expect(faults({ functions: { f: fn({ params: names }) } })).toEqual([
        'lower/too-many-parameters /functions/f: x.f lowers to 20000 core parameters; engines accept 1000',
      ]),
    ),
  ).toBeLessThan(patience);
  expect(
    seconds(() => expect(faults({ types: { t: { kind: 'record', fields: names } } })[0]).toContain('x.t has 80000 bytes')),
  ).toBeLessThan(patience);
});
