import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { portableTests } from '../support/cases/files.js';
import { root } from './imports.js';

/** First and last of the hostile and faulty cases of a group. */
const groups = {
  input: [1, 17],
  generation: [18, 27],
  'command and file system': [28, 43],
  compatibility: [44, 54],
  'modules that are verified': [55, 64],
  'the glue and hostile guests': [65, 90],
  'capabilities and determinism': [91, 99],
  'reports and supply chain': [100, 106],
} as const;
const numbers = ([first, last]: readonly [number, number]) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Those that must be shown in Node, Chromium and workerd. */
const everywhere = [...numbers(groups['the glue and hostile guests']), ...numbers(groups['capabilities and determinism'])];
const cases = Object.values(groups).flatMap(numbers);

/** The numbers of titles that begin with `case N:`. */
const tagsOf = (path: string): number[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/['"`]case (\d+): /g)].map(([, number]) => Number(number));

const tagged = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .flatMap((path) => tagsOf(join('test', path)));

test('every hostile case has a test whose title begins with its number', () => {
  expect(cases.filter((number) => !tagged.includes(number))).toEqual([]);
});

test('no title has the number of a case that is not on the list', () => {
  expect(tagged.filter((number) => number < 1 || number > 106)).toEqual([]);
});

test('every case of a guest, and of what it is granted, is in a file that runs in each real host', () => {
  const shown = portableTests.flatMap(tagsOf);
  expect(everywhere.filter((number) => !shown.includes(number))).toEqual([]);
});
