import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from './molt.js';

interface Item {
  readonly id: string;
  /** What makes the difference between hosts impossible, or catches it. */
  readonly closedBy: readonly ('schema' | 'glue' | 'types' | 'check')[];
  readonly how: string;
  readonly test: string;
}

const folder = `${root}test/conformance`;
const items = JSON.parse(readFileSync(`${folder}/drift.json`, 'utf8')) as readonly Item[];
const facts = JSON.parse(readFileSync(`${root}test/reference/molt-drift.json`, 'utf8')) as readonly {
  readonly id: string;
  readonly fact: string;
}[];
const ids = Array.from({ length: 35 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`);

/** Titles of the tests of a file. */
const titles = (file: string): string[] =>
  [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^test(?:\.each\([^\n]*\))?\(\s*(['"`])(.*?)\1/gms)].map(
    ([, , title]) => title ?? '',
  );

test('every known difference between hosts has an answer, and no other', () => {
  expect(items.map((item) => item.id)).toEqual(ids);
  expect(facts.map((item) => item.id)).toEqual(ids);
  for (const { id, closedBy, how } of items) {
    expect(closedBy.length, id).toBeGreaterThan(0);
    for (const way of closedBy) expect(['schema', 'glue', 'types', 'check'], id).toContain(way);
    expect(how, id).toMatch(/\.$/);
  }
});

test.each(items)('$id is proven by a test of $test that carries its number', ({ id, test: file }) => {
  expect(titles(file).filter((title) => title.startsWith(`${id} `))).not.toEqual([]);
});

test('where types close a difference, a statement of a host author shows it', () => {
  const shown = readFileSync(`${folder}/drift/types.test.ts`, 'utf8');
  for (const { id } of items.filter((item) => item.closedBy.includes('types'))) expect(shown, id).toContain(`['${id}', `);
});

test('every test of a difference is named by its entry', () => {
  for (const file of readdirSync(`${folder}/drift`).filter((name) => name !== 'types.test.ts'))
    for (const title of titles(`drift/${file}`)) {
      const item = items.find(({ id }) => title.startsWith(`${id} `));
      expect(item?.test, title).toBe(`drift/${file}`);
    }
});
