import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const names = (folder: string): string[] => readdirSync(join(root, folder)).sort();

/** Files of tests that run in every real host, by their paths below the root: all of the glue, and the guests that use all of it. */
export const portableTests: readonly string[] = [
  ...names('test/runtime')
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/runtime/${name}`),
  ...['calls', 'values'].map((what) => `test/e2e/everything-${what}.test.ts`),
];

/** The ABIs that they use. */
export const portableAbis: readonly string[] = [
  ...names('test/runtime/abis').map((name) => `test/runtime/abis/${name}`),
  'test/corpus/everything',
];
