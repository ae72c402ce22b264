import { expect, test } from 'vitest';
import { expectLinear } from '../../support/growth.js';
import { compileParts, faults, fn, type Json } from './support.js';

const many = <T>(n: number, make: (i: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => make(i)));
const number = (i: number): string => String(i).padStart(5, '0');

test('10,000 functions and as many types', () => {
  expectLinear(10_000, (n) => {
    const functions = many(n, (i) => [
      `f${number(i)}`,
      fn({ import: `f${i}`, params: [{ name: 'p', type: `t${number(i)}`, pass: 'out' }] }),
    ]);
    const types = many(n, (i) => [
      `t${number(i)}`,
      {
        kind: 'record',
        fields: [
          { name: 'a', type: 'u8' },
          { name: 'b', type: 'u64' },
        ],
      },
    ]);
    return () => expect(compileParts({ functions, types }).value?.lowered.interfaces[0]?.functions).toHaveLength(n);
  });
});

test('types that double at every step, also where the last one is wrong', () => {
  // Taken apart at every mention, they would never end.
  const tower = (kind: (of: string) => Json, last: string) =>
    many(60, (i) => [`t${number(i)}`, kind(i === 59 ? last : `t${number(i + 1)}`)]);
  const twice = (type: string): Json => ({ kind: 'record', fields: ['a', 'b', 'c'].map((name) => ({ name, type })) });
  const variant = (type: string): Json => ({ kind: 'variant', tag: 'u8', cases: { A: { value: 0, type }, B: { value: 1, type } } });
  const packed = (type: string): Json => ({ kind: 'packed', fields: ['a', 'b'].map((name) => ({ name, type })) });
  expect(faults({ types: tower(twice, 'u8') }).map((f) => f.split(' ')[0])).toEqual(['lower/size']);
  expect(faults({ types: tower(variant, 'u8') })).toEqual([]);
  expect(faults({ types: tower(packed, 'u8') })).toEqual([]);
  for (const kind of [twice, variant, packed])
    expect(new Set(faults({ types: tower(kind, 'nope') }).map((f) => f.replace(/fields.*|cases.*/, '')))).toHaveLength(1);
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
  const chain = (n: number) =>
    many(n, (i) => [`c${number(i)}`, { doc: 'C.', nondeterministic: true, implies: [`c${number((i + 1) % n)}`] }]);
  expectLinear(10_000, (n) => {
    const capabilities = chain(n);
    return () => expect(faults({}, { capabilities })).toHaveLength(1);
  });
  expectLinear(10_000, (n) => {
    const capabilities = chain(n);
    const functions = many(n, (i) => [
      `f${number(i)}`,
      fn({ import: `f${i}`, capability: `d${number(i)}`, params: [{ name: 'p', type: `u${i}` }] }),
    ]);
    return () => expect(faults({ functions }, { capabilities }).length).toBeGreaterThan(n * 1.9);
  });
});

test('one function with 20,000 parameters, one record with 20,000 fields', () => {
  const names = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `p${i}`, type: 'u32' }));
  expectLinear(20_000, (n) => {
    const params = names(n);
    return () =>
      expect(faults({ functions: { f: fn({ params }) } })).toEqual([
        `lower/too-many-parameters /functions/f: x.f lowers to ${n} core parameters; engines accept 1000`,
      ]);
  });
  expectLinear(20_000, (n) => {
    const fields = names(n);
    return () => faults({ types: { t: { kind: 'record', fields } } });
  });
  expect(faults({ types: { t: { kind: 'record', fields: names(20_000) } } })[0]).toContain('x.t has 80000 bytes');
});
