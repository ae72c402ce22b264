import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundle } from '../real-hosts/index.js';
import type { Outcome } from './vitest.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Modules that need Node, and what stands in for them in other hosts. Whatever else needs Node fails to bundle. */
const standIns: Readonly<Record<string, string>> = {
  [join(root, 'test/runtime/supply.ts')]: here('supply.ts'),
  [join(root, 'test/e2e/support.ts')]: here('supply.ts'),
};

const replace = (testFile: string, packages: string): Plugin => ({
  name: 'stand-ins',
  setup(build) {
    // It is imported for what it does, though the package of the project says that only its command does anything.
    build.onResolve({ filter: /\.ts$/ }, ({ path }) => (path === testFile ? { path, sideEffects: true } : undefined));
    build.onResolve({ filter: /^vitest$/ }, () => ({ path: here('vitest.ts') }));
    build.onResolve({ filter: /^packages-of-the-tests$/ }, () => ({ path: packages }));
    build.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir }) => {
      const standIn = standIns[join(resolveDir, path.replace(/\.js$/, '.ts'))];
      return standIn === undefined ? undefined : { path: standIn };
    });
  },
});

/** What came of a file of tests, which got the entries of packages for this target unless they named another. */
export interface Report {
  readonly target: string;
  readonly outcomes: readonly Outcome[];
  /** Objects of the host, prototypes above all, that are not as they were before. */
  readonly changed: readonly string[];
}

/**
 * Bundles a file of tests into a program (see real-hosts) that runs them and answers with a `Report`.
 *
 * @param into a folder for files on the way.
 * @param testFile path below the root of the project.
 * @param packages what `writePackages` made.
 */
export async function bundleTests(into: string, testFile: string, packages: string): Promise<string> {
  const entry = join(into, 'entry.js');
  const tests = join(root, testFile);
  const from = (path: string) => JSON.stringify(path);
  // The matchers keep something of theirs on the global object, so intrinsics are looked at after them, and before the tests.
  writeFileSync(
    entry,
    `import { runFile } from ${from(here('vitest.ts'))};
import { disturbed } from ${from(join(root, 'test/hostile-guests/intrinsics.ts'))};
import { here, supply } from ${from(here('supply.ts'))};
import ${from(tests)};
export default async (_, { modules }) => {
  supply(modules);
  return { target: here, outcomes: await runFile(), changed: disturbed('all') };
};
`,
  );
  return bundle(entry, [replace(tests, packages)]);
}
