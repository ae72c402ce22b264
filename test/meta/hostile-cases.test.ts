import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './imports.js';

/** Hostile and faulty cases by group: input 1 to 17, generation 18 to 27, command and file system 28 to 43. */
const cases = Array.from({ length: 43 }, (_, i) => i + 1);

/** Where a title begins with `case N:`. */
const tagged = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .flatMap((path) =>
    [...readFileSync(join(root, 'test', path), 'utf8').matchAll(/['"`]case (\d+): /g)].map(([, number]) => Number(number)),
  );

test('every hostile case has a test whose title begins with its number', () => {
  expect(cases.filter((number) => !tagged.includes(number))).toEqual([]);
});

test('no title has the number of a case that is not on the list', () => {
  expect(tagged.filter((number) => !cases.includes(number))).toEqual([]);
});
