import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from '../unit/emitters/corpus.js';

test('the committed guests have the imports and exports of guests built now', () => {
  const build = () => execFileSync(process.execPath, ['test/guests/build.mjs', '--check'], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
  expect(build).not.toThrow();
  // Some thirty guests of four compilers take longer than a test usually may, where other tests run beside it.
}, 180_000);
