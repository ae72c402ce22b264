import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { declareSuspensionIn } from '../async/suspension.js';
import { declareRecordedIn } from '../record/suspended.js';
import { declareIn, prepareAll } from '../support/cases/everywhere.js';
import { open } from '../support/real-hosts/index.js';
import { processHost, type Runtime } from '../support/real-hosts/node.js';

const installed = (path: string): string => fileURLToPath(new URL(`hosts/node_modules/${path}`, import.meta.url));

/** What `npm ci --prefix test/full/hosts` installs, Deno allowed to read files and the environment, and nothing else. */
const runtimes: readonly (Runtime & { readonly version: string })[] = [
  { name: 'Node 24', program: installed('node24/bin/node'), options: [], version: 'v24.21.0' },
  {
    name: 'Deno',
    program: installed('@deno/linux-x64-glibc/deno'),
    options: ['run', '--allow-read', '--allow-env', '--no-prompt', '--no-remote', '--no-npm'],
    version: 'deno 2.9.6',
  },
  { name: 'Bun', program: installed('@oven/bun-linux-x64/bin/bun'), options: ['--no-install'], version: '1.4.5' },
];

test.each(runtimes)('$name is the one that its lock names', ({ program, version }) => {
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toContain(version);
});

test('MOLT_ABI_CHROMIUM names the browser of the system', () => {
  expect(execFileSync(process.env.MOLT_ABI_CHROMIUM ?? 'unset', ['--version'], { encoding: 'utf8' })).toMatch(/^Chromium \d+/);
});

const suites = await prepareAll();
for (const runtime of runtimes) declareIn(runtime.name, () => processHost(runtime), suites);
declareIn('Chromium of the system', () => open('chromium'), suites);

// Of the runtimes above, the one that has what the Node of the tests lacks.
for (const runtime of runtimes.filter(({ name }) => name === 'Node 24')) {
  declareSuspensionIn('node-24', () => processHost(runtime));
  declareRecordedIn('node-24', () => processHost(runtime));
}
