import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importsOf } from '../../../generator/ir/abi.js';
import { languages } from '../../tools/reserved-words.mjs';
import { temporaryFolder, treeOf } from '../writer/folder.js';
import { compileCase, root } from './corpus.js';

test('case 12: the corpora of reserved words are what the lists make', () => {
  const folder = temporaryFolder();
  execFileSync(process.execPath, [join(root, 'test/tools/reserved-corpus.mjs'), folder], { stdio: 'pipe' });
  const made = treeOf(folder);
  expect(Object.keys(made).length).toBeGreaterThan(100);
  for (const name of ['reserved-words', 'reserved-interfaces'])
    for (const [path, text] of Object.entries(treeOf(join(root, 'test/corpus', name)))) expect(text).toBe(made[`${name}/${path}`]);
});

test('case 12: every word of every language is the name of a function or of an import', () => {
  const { abi } = compileCase('reserved-words');
  const names = new Set(importsOf(abi).flatMap((item) => [item.name, item.field]));
  const missing = languages.flatMap((l) => [...l.keywords, ...l.others, ...l.imports]).filter((word) => !names.has(word));
  expect(missing).toEqual([]);
});

test.each([
  ['JavaScript', 'generator/emit/reserved/typescript.ts'],
  ['C', 'generator/emit/reserved/c.ts'],
  ['C++', 'generator/emit/reserved/cpp.ts'],
])('the keywords of %s are reserved by its emitters', (language, file) => {
  const reserved = new Set(readFileSync(join(root, file), 'utf8').match(/\w+/g));
  // Words of JavaScript that are names everywhere else; `async` is reserved for the sake of the reader.
  const contextual = new Set(['get', 'set', 'of']);
  const words = languages.find((l) => l.language === language)?.keywords ?? [];
  expect(words.length).toBeGreaterThan(30);
  expect(words.filter((word) => !contextual.has(word) && !reserved.has(word))).toEqual([]);
});
