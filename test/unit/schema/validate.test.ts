import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validate } from '../../../generator/schema/validate.js';
import { expectLinear } from '../../support/growth.js';
import { abi, check, line } from './cases.js';

const lines = (files: Record<string, unknown>) => check(files).diagnostics.map(line);

test('a valid ABI gives its documents by role', () => {
  const { value, diagnostics } = check({
    'abi.json': { ...abi, interfaces: ['b.json', 'a.json'] },
    'b.json': { interface: 'b' },
    'payload.json': { type: 'object' },
  });
  expect(diagnostics).toEqual([]);
  expect(value?.abi.file).toBe('abi.json');
  expect(value?.interfaces.map(({ file }) => file)).toEqual(['b.json', 'a.json']);
  expect([...(value?.documents.keys() ?? [])]).toEqual(['payload.json']);
});

test('every example of the schema language is what it is an example of', () => {
  const { $defs } = JSON.parse(readFileSync(new URL('../../../schemas/abi.schema.json', import.meta.url), 'utf8')) as {
    $defs: Record<string, { examples: unknown[] }>;
  };
  for (const example of $defs.interfaceDocument?.examples ?? []) expect(lines({ 'a.json': example })).toEqual([]);
  const functions = Object.fromEntries(($defs.function?.examples ?? []).map((example, i) => [`f${i}`, example]));
  const types = Object.fromEntries(
    Object.entries($defs)
      .filter(([name]) => /^type[A-Z]/.test(name) && name !== 'typeRef')
      .flatMap(([name, { examples }]) => examples.map((example, i) => [`${name}${i}`, example])),
  );
  expect(lines({ 'a.json': { interface: 'a', functions, types } })).toEqual([]);
});

describe('the list of interfaces', () => {
  test.each([
    ['../a.json', 'leaves the folder by ".."'],
    ['b/../../a.json', 'leaves the folder by ".."'],
    ['/etc/passwd', 'is absolute'],
    ['//host/a.json', 'is absolute'],
    ['b\\a.json', 'has a backslash'],
    ['http://example.com/a.json', 'is a URL; only files inside the folder are read'],
    ['file:a.json', 'is a URL; only files inside the folder are read'],
    ['C:a.json', 'begins with a drive'],
    ['a.json\0.png', 'has a NUL character'],
    ['./a.json', 'has an empty or "." segment'],
    ['b//a.json', 'has an empty or "." segment'],
    ['abi.json', 'is this file itself, not an interface'],
  ])('%j %s', (path, why) => {
    const [diagnostic, ...rest] = check({ 'abi.json': { ...abi, interfaces: [path] } }).diagnostics;
    expect(rest).toEqual([]);
    expect(diagnostic).toMatchObject({ code: 'shape/bad-path', span: { file: 'abi.json', pointer: '/interfaces/0' } });
    expect(diagnostic?.message).toContain(why);
  });
  test('a file that is missing, listed twice, or not listed', () => {
    expect(lines({ 'abi.json': { ...abi, interfaces: ['a.json', 'no.json'] } })).toEqual([
      'shape/no-file abi.json#/interfaces/1: there is no file "no.json"',
    ]);
    expect(lines({ 'abi.json': { ...abi, interfaces: ['a.json', 'a.json'] } })).toEqual([
      'shape/duplicate-item abi.json#/interfaces/1: "a.json" stands here a second time',
    ]);
    const unlisted = check({ 'b.json': { interface: 'b' }, 'c.json': { other: 1 } });
    expect(unlisted.diagnostics.map(line)).toEqual([
      'shape/unlisted-file b.json#/interface: "b.json" is not listed in abi.json, so it is not compiled',
    ]);
    expect(unlisted.diagnostics[0]?.severity).toBe('warning');
    expect(unlisted.value?.interfaces).toHaveLength(1);
  });
  test('two interfaces of one name', () => {
    const { diagnostics } = check({ 'abi.json': { ...abi, interfaces: ['a.json', 'b.json'] }, 'b.json': { interface: 'a' } });
    expect(diagnostics).toMatchObject([
      { code: 'shape/duplicate-interface', span: { file: 'b.json', pointer: '/interface' }, related: [{ span: { file: 'a.json' } }] },
    ]);
  });
  test('the list may have any shape', () => {
    for (const interfaces of [null, {}, 'a.json', [null], [{}], [[]], []])
      expect(check({ 'abi.json': { ...abi, interfaces } }).value).toBeUndefined();
    for (const root of [null, [], 'x', 3, true])
      expect(lines({ 'abi.json': root === 'x' ? '"x"' : JSON.stringify(root) })[0]).toMatch(
        /^shape\/wrong-type abi.json#: expected an object/,
      );
  });
});

test('abi.json must be there', () => {
  expect(validate({ folder: 'x', documents: new Map() }).diagnostics).toMatchObject([{ code: 'io/read' }]);
});

describe('hostile sizes', () => {
  const repeated = (n: number, entry: (i: number) => string) => Array.from({ length: n }, (_, i) => entry(i)).join();

  test('more than 100 faults are summed up', () => {
    const { diagnostics } = check({ 'a.json': `{"interface":"a","functions":{${repeated(200, (i) => `"f${i}":{}`)}}}` });
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)?.code).toBe('shape/too-many');
  });
  test.each<[string, number, (n: number) => string]>([
    ['faulty functions', 200_000, (n) => `{"interface":"a","functions":{${repeated(n, (i) => `"f${i}":{}`)}}}`],
    ['faulty names', 200_000, (n) => `{"interface":"a","functions":{${repeated(n, (i) => `"${i}":0`)}}}`],
    [
      'faulty parameters',
      300_000,
      (n) => `{"interface":"a","functions":{"f":{"import":"f","doc":"","params":[${repeated(n, () => '{}')}]}}}`,
    ],
    ['faulty core types', 490_000, (n) => `{"interface":"a","tags":{"t":{"import":"t","params":[${repeated(n, () => '0')}]}}}`],
    [
      'unique items',
      300_000,
      (n) => `{"interface":"a","functions":{"f":{"import":"f","doc":"","targets":[${repeated(n, (i) => `"t${i}"`)}]}}}`,
    ],
    [
      'alternatives after the limit',
      200_000,
      (n) =>
        `{"interface":"a","tags":{"t":{"import":"t","params":[${repeated(n / 40, () => '0')}]}},"types":{"e":{"kind":"enum","repr":"u64","cases":{${repeated(n, (i) => `"c${i}":"${i}"`)}}}}}`,
    ],
    ['a long name', 499_000, (n) => `{"interface":"${'a-'.repeat(n)}"}`],
    ['a long type', 240_000, (n) => `{"interface":"a","types":{"t":{"kind":"alias","type":"${'a-'.repeat(n)}a.${'a-'.repeat(n)}"}}}`],
  ])('%s', (_name, most, text) => {
    expectLinear(most, (n) => {
      const files = { 'a.json': text(n) };
      return () => expect(check(files).diagnostics.length).toBeLessThanOrEqual(101);
    });
  });
});

/** The reader refuses numbers that lose digits; half of a small integer stays what it is. */
const readable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, x: unknown) => (typeof x === 'number' ? Math.trunc(x % 1000) / 2 + 0 : x))) as unknown;

test('whatever is put anywhere is accepted or refused with a place, never with an internal error', () => {
  const base = {
    interface: 'a',
    types: {
      e: { kind: 'enum', repr: 'u8', cases: { a: 1, b: { value: 2 } } },
      p: { kind: 'payload', codec: 'json', schema: { type: 'object' } },
      k: { kind: 'packed', fields: [{ name: 'f', type: 'bytes', length: 'u8' }] },
    },
    functions: {
      f: {
        import: 'f',
        doc: '',
        params: [{ name: 'p', type: 'bytes', whenShort: { error: 'E', item: 'kept' } }],
        result: { type: 'u32', errors: ['e'] },
        capability: { allOf: ['a.b'] },
        denied: { error: 'E' },
        deprecated: { in: '1.0.0', replacement: 'a.g' },
        answeredBy: { export: 'a.x' },
      },
    },
    exports: { x: { export: 'x', required: ['browser'] } },
  };
  const paths: string[][] = [];
  const collect = (value: unknown, path: string[]): void => {
    paths.push(path);
    if (value !== null && typeof value === 'object') for (const [key, child] of Object.entries(value)) collect(child, [...path, key]);
  };
  collect(base, []);
  const put = (value: unknown, [key, ...rest]: string[], what: unknown): unknown => {
    if (key === undefined) return what;
    if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === key ? put(item, rest, what) : item));
    return { ...(value as object), [key]: put((value as Record<string, unknown>)[key], rest, what) };
  };
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      '',
      'x',
      '1',
      '9'.repeat(30),
      [],
      {},
      [[]],
      [{}],
      ['a', 'a'],
      { kind: 'enum' },
      { allOf: ['a'], anyOf: ['b'] },
      { value: 1 },
      { error: '' },
      { trap: false },
      { in: '1' },
    ),
    fc.jsonValue({ maxDepth: 2 }).map(readable),
  );
  const extra = fc.constantFrom('value', 'kind', 'export', 'allOf', 'anyOf', 'error', 'x');
  fc.assert(
    fc.property(fc.constantFrom(...paths), odd, fc.option(extra), (path, what, more) => {
      const { value, diagnostics } = check({ 'a.json': JSON.stringify(put(base, more === null ? path : [...path, more], what)) });
      expect(value === undefined).toBe(diagnostics.length > 0);
      for (const { span } of diagnostics) expect(span?.file).toBe('a.json');
    }),
    { numRuns: 3000 },
  );
});
