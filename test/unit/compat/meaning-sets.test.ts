import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base, type Files, foundBetween, type Json, merged } from './fixtures.js';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

/** The base with an import `get` and a guest export `hook`, each of which takes and gives one value. */
const carrying = (type: string, types: Files): Json =>
  merged(base, {
    'api.json': {
      types,
      functions: {
        get: {
          import: 'demo_get',
          doc: 'Gets.',
          params: [{ name: 'value', type }],
          result: { type },
          capability: 'demo.use',
        },
      },
      exports: { hook: { export: 'hook', required: true, params: [{ name: 'value', type }], result: { type } } },
    },
  });

/** What is found at each of the four places where a value crosses, and elsewhere. */
const found = (was: Json, is: Json) => {
  const lines = foundBetween(was, is);
  const at = (item: string) => lines.filter((line) => line.endsWith(` ${item}`)).map((line) => line.split(' ').slice(0, 2).join(' '));
  return {
    argument: at('parameter api.get.value'),
    result: at('result api.get'),
    exportArgument: at('export-parameter api.hook.value'),
    exportResult: at('export-result api.hook'),
    type: at('type api.t'),
    lines,
  };
};

const width = { min: -128, max: 255 };
/** An alias of a small integer, by the numbers that it allows. */
const small = fc.record({ scalar: fc.constantFrom('u8', 's8'), a: fc.integer(width), b: fc.integer(width) }).map(({ scalar, a, b }) => {
  const [low, high] = scalar === 'u8' ? [0, 255] : [-128, 127];
  const clamp = (n: number) => Math.min(Math.max(n, low), high);
  return { scalar, min: Math.min(clamp(a), clamp(b)), max: Math.max(clamp(a), clamp(b)) };
});
type Small = { readonly scalar: string; readonly min: number; readonly max: number };

const numbersOf = ({ min, max }: Small): ReadonlySet<number> => new Set(Array.from({ length: max - min + 1 }, (_, i) => min + i));
const lacks = (outer: ReadonlySet<number>, inner: ReadonlySet<number>): boolean => [...inner].some((n) => !outer.has(n));
const aliasOf = ({ scalar, min, max }: Small): Files => ({ kind: 'alias', type: scalar, min, max });

/** What must be found where the host reads, and where the guest reads: by trying every number. */
function expectedOf(from: Small, to: Small) {
  const [before, after] = [numbersOf(from), numbersOf(to)];
  const [gained, lost] = [lacks(before, after), lacks(after, before)];
  if (gained && lost && from.scalar !== to.scalar) return { host: ['major signedness-changed'], guest: ['major signedness-changed'] };
  const declared = from.scalar === to.scalar ? [] : ['major declared-type-changed'];
  return {
    host: [...declared, ...(lost ? ['major param-narrowed'] : []), ...(gained ? ['minor param-widened'] : [])],
    guest: [...declared, ...(gained ? ['major result-widened'] : []), ...(lost ? ['minor result-narrowed'] : [])],
  };
}

describe('sets of numbers', () => {
  it('are compared as trying every number would, at imports and the other way round at guest exports', () => {
    fc.assert(
      fc.property(small, small, (from, to) => {
        const types = { a: aliasOf(from), b: aliasOf(to) };
        const { host, guest } = expectedOf(from, to);
        const actual = found(carrying('a', types), carrying('b', types));
        expect(actual.argument).toEqual(host);
        expect(actual.exportResult).toEqual(host);
        expect(actual.result).toEqual(guest);
        expect(actual.exportArgument).toEqual(guest);
      }),
      { numRuns: 150, seed },
    );
  });

  it('are found once at the alias where its definition changed', () => {
    fc.assert(
      fc.property(small, small, (from, to) => {
        const { host, guest } = expectedOf(from, to);
        const actual = found(carrying('t', { t: aliasOf(from) }), carrying('t', { t: aliasOf(to) }));
        expect(actual.type).toEqual([...new Set([...host, ...guest])].sort());
        expect([...actual.argument, ...actual.result, ...actual.exportArgument, ...actual.exportResult]).toEqual([]);
      }),
      { numRuns: 100, seed },
    );
  });

  it('that lie inside each other never grow and shrink at once', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const inner = { ...a, min: Math.max(a.min, Math.min(b.min, a.max)) };
        const types = { a: aliasOf(a), b: aliasOf(inner) };
        const ids = found(carrying('a', types), carrying('b', types)).lines.join('\n');
        expect(ids).not.toMatch(/param-widened|result-widened|signedness/);
      }),
      { numRuns: 60, seed },
    );
  });
});
