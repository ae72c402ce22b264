import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../hosts/rules/index.js';
import { wrongHosts } from '../hosts/rules/wrong.js';
import { candidate, compileMolt, root } from './molt.js';

interface Item {
  readonly id: string;
  /** What makes the difference between hosts impossible, or catches it. */
  readonly closedBy: readonly (typeof ways)[number][];
  readonly how: string;
  readonly test: string;
  /** Tests in which hosts are held to a rule, where a host can do wrong what the others leave to it. */
  readonly hosts?: readonly string[];
}

const ways = ['schema', 'glue', 'types', 'check', 'rule'] as const;

const folder = `${root}test/conformance`;
const items = JSON.parse(readFileSync(`${folder}/drift.json`, 'utf8')) as readonly Item[];
const facts = JSON.parse(readFileSync(`${root}test/reference/molt-drift.json`, 'utf8')) as readonly {
  readonly id: string;
  readonly fact: string;
}[];
const ids = Array.from({ length: 35 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`);

/** Titles of the tests of a file. */
const titles = (file: string): string[] =>
  [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^ *test(?:\.each\([^\n]*\))?\(\s*(['"`])(.*?)\1/gms)].map(
    ([, , title]) => title ?? '',
  );

test('every known difference between hosts has an answer, and no other', () => {
  expect(items.map((item) => item.id)).toEqual(ids);
  expect(facts.map((item) => item.id)).toEqual(ids);
  for (const { id, closedBy, how } of items) {
    expect(closedBy.length, id).toBeGreaterThan(0);
    for (const way of closedBy) expect(ways, id).toContain(way);
    expect(how, id).toMatch(/\.$/);
  }
});

test.each(items)('$id is proven by a test of $test that carries its number', ({ id, test: file }) => {
  expect(titles(file).filter((title) => title.startsWith(`${id} `))).not.toEqual([]);
});

test('nothing is left for hosts to prove: what they can do wrong has a rule, and a test of hosts', () => {
  const left = /\bprove|\bleft to|for the host to|normative|cannot be checked|\bmust\b.*\bhosts?\b/;
  for (const { id, closedBy, how, hosts = [] } of items) {
    expect(closedBy.includes('rule'), id).toBe(hosts.length > 0);
    if (left.test(how)) expect(hosts, `${id}: ${how}`).not.toEqual([]);
  }
});

test('the tests of hosts are named by the differences that they hold hosts to, and by no others', () => {
  const named = items.flatMap(({ id, hosts = [] }) => hosts.map((file) => `${id} ${file}`));
  const held = readdirSync(`${folder}/host-rules`)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => {
      const file = `host-rules/${name}`;
      // Each says how many rules of a difference it asks about; the others have titles of their own.
      const asked = [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/\b(D\d\d): [1-9]/g)].map(([, id]) => id ?? '');
      const own = titles(file).flatMap((title) => /^D\d\d /.exec(title)?.[0].trim() ?? []);
      return [...new Set([...asked, ...own])].map((id) => `${id} ${file}`);
    });
  expect(held.sort()).toEqual(named.sort());
});

test('every rule quotes the schema, is noticed to be broken by a wrong host, and belongs to a difference', () => {
  const { interfaces } = compileMolt(candidate).abi;
  const said = new Map(
    interfaces
      .flatMap((i) => [...i.functions, ...i.types])
      .map((item) => [item.id, `${item.doc} ${'normative' in item ? item.normative : ''}`]),
  );
  for (const { of, says } of rules) expect(said.get(of), `${of}: ${says}`).toContain(says);
  const judged = [...new Set(rules.map(({ drift }) => drift))].sort();
  expect([...new Set(wrongHosts.flatMap(({ noticedBy }) => noticedBy))].sort()).toEqual(rules.map(({ name }) => name).sort());
  // The start is no call of a host, so that it has tests and no rule.
  expect(items.filter(({ closedBy }) => closedBy.includes('rule')).map(({ id }) => id)).toEqual([...judged, 'D23'].sort());
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
