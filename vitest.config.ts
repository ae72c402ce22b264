import { defineConfig } from 'vitest/config';

/** Tests in `test/full` need compilers from Debian's packages; `.ci/run` installs them and sets MOLT_ABI_FULL. */
const full = process.env.MOLT_ABI_FULL === '1';

export default defineConfig({
  test: {
    environment: 'node',
    include: [full ? 'test/full/**/*.test.ts' : 'test/**/*.test.ts'],
    exclude: full ? ['**/node_modules/**'] : ['**/node_modules/**', 'test/full/**'],
    testTimeout: 30_000,
    // One less would leave half of a machine of two cores idle, on which most jobs of CI run.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['generator/**/*.ts', 'runtime-glue/**/*.ts'],
      exclude: ['**/*.generated.*', 'generator/build/**'],
      reporter: ['text-summary'],
      // Where a branch that no test takes would be a hole in what the tool refuses or the glue checks.
      thresholds: Object.fromEntries(
        ['generator/resolve', 'generator/lower', 'runtime-glue'].map((room) => [`${room}/**`, { branches: 95 }]),
      ),
    },
  },
});
