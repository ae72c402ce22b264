import { expect, test } from 'vitest';
import { compiled, faults, fn, functionFaults, type Json, usual } from './support.js';

const gone = { in: '1.1.0', replacement: 'x.nope' };
const said = (name: string, at: string) =>
  `resolve/deprecation ${at}/deprecated/replacement: the deprecation of ${name} names x.nope, which does not exist`;

/** Every kind of item, deprecated in favour of something that does not exist. */
const items: readonly (readonly [name: string, at: string, parts: Json, abi?: Json])[] = [
  ['wasi', '/targets/wasi', {}, { targets: { wasi: { threads: 'disabled', blocking: 'allowed', deprecated: gone } } }],
  ['fs', '/capabilities/fs', {}, { capabilities: { fs: { doc: 'F.', nondeterministic: true, deprecated: gone } } }],
  ['m', '/modules/m', {}, { modules: { m: { answeredBy: 'module', doc: 'M.', deprecated: gone } } }],
  [
    'c',
    '/modules/m/contracts/c',
    {},
    { modules: { m: { answeredBy: 'host', doc: 'M.', contracts: { c: { params: [], results: [], deprecated: gone } } } } },
  ],
  ['t', '/types/t', { types: { t: { kind: 'opaque', repr: 'u8', deprecated: gone } } }],
  ['A', '/types/t/cases/A', { types: { t: { kind: 'enum', repr: 'u8', cases: { A: { value: 1, deprecated: gone } } } } }],
  [
    'r',
    '/types/t/ranges/r',
    { types: { t: { kind: 'enum', repr: 'u8', cases: { A: 0 }, ranges: { r: { from: 4, to: 5, deprecated: gone } } } } },
  ],
  ['A', '/types/t/bits/A', { types: { t: { kind: 'flags', repr: 'u8', bits: { A: { value: 1, deprecated: gone } } } } }],
  ['A', '/types/t/cases/A', { types: { t: { kind: 'errors', repr: 'u8', cases: { A: { value: 1, deprecated: gone } } } } }],
  ['A', '/types/t/cases/A', { types: { t: { kind: 'variant', tag: 'u8', cases: { A: { value: 1, deprecated: gone } } } } }],
  [
    'A',
    '/types/t/cases/A',
    { types: { t: { kind: 'packed-union', tag: 'u8', cases: { A: { value: 1, fields: [], deprecated: gone } } } } },
  ],
  ['a', '/types/t/fields/0', { types: { t: { kind: 'record', fields: [{ name: 'a', type: 'u8', deprecated: gone }] } } }],
  ['f', '/functions/f', { functions: { f: fn({ deprecated: gone }) } }],
  ['p', '/functions/f/params/0', { functions: { f: fn({ params: [{ name: 'p', type: 'u8', deprecated: gone }] }) } }],
  ['the result of f', '/functions/f/result', { functions: { f: fn({ result: { type: 'u8', deprecated: gone } }) } }],
  ['m', '/memories/m', { memories: { m: { import: 'm', min: 0, deprecated: gone } } }],
  ['t', '/tables/t', { tables: { t: { import: 't', min: 0, element: 'funcref', deprecated: gone } } }],
  ['g', '/globals/g', { globals: { g: { import: 'g', type: 'i32', deprecated: gone } } }],
  ['t', '/tags/t', { tags: { t: { import: 't', params: [], deprecated: gone } } }],
  ['e', '/exports/e', { exports: { e: { export: 'e', required: false, deprecated: gone } } }],
  ['p', '/exports/e/params/0', { exports: { e: { export: 'e', required: false, params: [{ name: 'p', type: 'u8', deprecated: gone }] } } }],
];

const cases = items.map(([name, at, parts, abi]) => ({ name, at, parts, abi: abi ?? {} }));
test.each(cases)('$name at $at can be deprecated, and its replacement is looked up', ({ name, at, parts, abi }) => {
  expect(faults(parts, abi)).toEqual([said(name, at)]);
});

const deprecated = (d: Json, more: Json = {}) => functionFaults({ deprecated: d, ...more });
const wrong = (keyword: string, why: string) => [`resolve/deprecation /functions/f/deprecated/${keyword}: the deprecation of f ${why}`];

test('a deprecation fits the version, the item and itself', () => {
  const ends = { noReplacement: 'None.' };
  expect(deprecated({ in: '1.1.0', removeIn: '2.0.0', ...ends }, { since: '1.0.0' })).toEqual([]);
  expect(deprecated({ in: '1.3.0', ...ends })).toEqual(wrong('in', 'is announced for 1.3.0, but this is 1.2.0'));
  expect(deprecated({ in: '1.0.0', ...ends }, { since: '1.1.0' })).toEqual(
    wrong('in', 'is older than the item, which is there since 1.1.0'),
  );
  expect(deprecated({ in: '1.1.0', removeIn: '1.1.0', ...ends })).toEqual(wrong('removeIn', 'ends in 1.1.0, which is not after 1.1.0'));
  expect(deprecated({ in: '1.1.0', ...ends }, { status: 'active' })).toEqual(wrong('in', 'contradicts the status active'));
  expect(deprecated({ in: '1.1.0', replacement: 'x.f', noReplacement: 'None.' })).toContain(
    wrong('noReplacement', 'has both a replacement and a reason for having none')[0],
  );
  expect(deprecated({ in: '1.1.0', replacement: 'x.f' })).toEqual(wrong('replacement', 'names the item itself as its replacement'));
  expect(functionFaults({ status: 'deprecated' })).toEqual([
    'resolve/deprecation /functions/f/status: the deprecation of f is missing: the status says deprecated, and nothing says since when',
  ]);
});

test('a replacement is any item that is not deprecated itself; a family is replaced as one', () => {
  const old = (replacement: string) => fn({ import: 'old', deprecated: { in: '1.1.0', replacement } });
  const parts = (replacement: string): Json => ({
    types: { ...usual, t: { kind: 'enum', repr: 'u8', cases: { A: 0 }, ranges: { r: { from: 4, to: 5 } } } },
    functions: {
      f: old(replacement),
      g: fn({ import: 'g', deprecated: { in: '1.1.0', noReplacement: 'None.' } }),
      h: fn({ import: 'h{n}', family: { from: 0, to: 1 }, params: [{ name: 'p', type: 'u8' }] }),
    },
    exports: { e: { export: 'e', required: false, params: [{ name: 'q', type: 'u8' }] } },
  });
  for (const found of ['x.h', 'x.h-1', 'x.h-0.p', 'x.t', 'x.t.A', 'x.t.r', 'x.point.a', 'x.e', 'x.e.q', 'wasi'])
    expect(faults(parts(found)), found).toEqual([]);
  expect(faults(parts('x.g'))).toEqual(wrong('replacement', 'names x.g, which is deprecated too'));
  expect(faults(parts('x.h-2'))).toEqual(wrong('replacement', 'names x.h-2, which does not exist'));
});

test('since is a version, not of the future, and not before that of what contains it', () => {
  expect(functionFaults({ since: '1.2.1' })).toEqual(['resolve/since /functions/f/since: f has been there since 1.2.1, but this is 1.2.0']);
  const t = (since: string) => faults({ types: { t: { kind: 'enum', repr: 'u8', since: '1.1.0', cases: { A: { value: 0, since } } } } });
  expect(t('1.0.0')).toEqual(['resolve/since /types/t/cases/A/since: A has been there since 1.0.0, but what contains it only since 1.1.0']);
  expect(t('1.1.0')).toEqual([]);
});

test.each(['1.0.0-01', '1.0.0-a..b', '99999999999999999999.0.0', '1.0.0-.'])('%s is no version, wherever it stands', (version) => {
  const none = (at: string) => `resolve/version ${at}: ${version} is no semantic version`;
  expect(functionFaults({ since: version })).toEqual([none('/functions/f/since')]);
  expect(deprecated({ in: version, removeIn: version, noReplacement: 'None.' })).toEqual([
    none('/functions/f/deprecated/in'),
    none('/functions/f/deprecated/removeIn'),
    ...wrong('removeIn', `ends in ${version}, which is not after ${version}`),
  ]);
  expect(faults({}, { version })).toEqual([none('/version')]);
  expect(faults({}, { reserved: [{ module: 'env', name: 'old', reason: 'R.', removedIn: version }] })).toEqual([
    none('/reserved/0/removedIn'),
  ]);
});

test('a date is one of the calendar', () => {
  expect(faults({}, { released: '2026-02-29' })).toEqual(['resolve/date /released: 2026-02-29 is no day of the calendar']);
  expect(compiled({}, { released: '2028-02-29' }).abi.released).toBe('2028-02-29');
});

test('what contains an item gives it its since, and a deprecation its status', () => {
  const { abi } = compiled({
    types: {
      t: { kind: 'record', since: '1.1.0', fields: [{ name: 'a', type: 'u8', deprecated: { in: '1.2.0', noReplacement: 'None.' } }] },
    },
  });
  const [t] = abi.interfaces[0]?.types ?? [];
  expect(t?.kind === 'record' && t.fields[0]).toMatchObject({ since: '1.1.0', status: 'deprecated', stability: 'stable' });
});
