import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './imports.js';

/** First and last of the hostile and faulty cases of a group. */
const groups = {
  input: [1, 17],
  generation: [18, 27],
  'command and file system': [28, 43],
  compatibility: [44, 54],
  'reports and supply chain': [100, 106],
} as const;
const cases = Object.values(groups).flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

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
