import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { declareSuspensionIn } from '../async/suspension.js';
import { declareRecordedIn } from '../record/suspended.js';
import { declareIn, prepareAll } from '../support/cases/everywhere.js';
import { open } from '../support/real-hosts/index.js';
import { processHost } from '../support/real-hosts/node.js';
import { node24, runtimes } from './runtimes.js';

test.each(runtimes)('$name is the one that its lock names', ({ program, version }) => {
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toContain(version);
});

test('MOLT_ABI_CHROMIUM names the browser of the system', () => {
  expect(execFileSync(process.env.MOLT_ABI_CHROMIUM ?? 'unset', ['--version'], { encoding: 'utf8' })).toMatch(/^Chromium \d+/);
});

const suites = await prepareAll();
for (const runtime of runtimes) declareIn(runtime.name, () => processHost(runtime), suites);
declareIn('Chromium of the system', () => open('chromium'), suites);

// Node 24 has what the Node of the tests lacks.
declareSuspensionIn('node-24', () => processHost(node24));
declareRecordedIn('node-24', () => processHost(node24));
