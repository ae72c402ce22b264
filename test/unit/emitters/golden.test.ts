import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emitters } from '../../../generator/emitters/registry.js';
import { compileCase, corpus, emitted, root } from './corpus.js';

const goldens = `${root}test/golden`;
const update = process.env.UPDATE_GOLDENS === '1';

/** The host package is held by type checks and by guests that run on it, and its text is mostly glue. */
const golden = emitters.filter((emitter) => emitter.name !== 'ts-host');

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`)
    : [];

describe('goldens', () => {
  const made = new Set<string>();

  beforeAll(() => {
    if (update) for (const { name } of golden) rmSync(`${goldens}/${name}`, { recursive: true, force: true });
  });

  for (const emitter of golden)
    for (const name of corpus)
      test(`${emitter.name} of ${name}`, async () => {
        for (const file of await emitted(emitter, compileCase(name))) {
          const path = `${goldens}/${emitter.name}/${name}/${file.path}`;
          made.add(path);
          if (update) {
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, file.text);
          }
          expect(existsSync(path), `${path} is missing; UPDATE_GOLDENS=1 makes it`).toBe(true);
          expect(file.text).toBe(readFileSync(path, 'utf8'));
        }
      });

  afterAll(() => {
    // Only a whole run knows which goldens no case makes.
    const cases = new Set([...made].map((path) => path.split('/').slice(0, -1).join('/')));
    if (cases.size < golden.length * corpus.length) return;
    expect(golden.flatMap(({ name }) => filesBelow(`${goldens}/${name}`)).filter((path) => !made.has(path))).toEqual([]);
  });
});

test('the same ABI gives the same bytes twice', async () => {
  for (const emitter of golden)
    expect(await emitted(emitter, compileCase('several-interfaces'))).toEqual(await emitted(emitter, compileCase('several-interfaces')));
});
