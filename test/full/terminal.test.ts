import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { binary } from '../unit/cli/binary.js';
import { temporaryFolder } from '../unit/writer/folder.js';

const takeAway = '\r\u001b[K';

test('progress shows on a real terminal while a run is long, and is gone at its end', () => {
  const { stdout } = spawnSync('script', ['-qec', `"${process.execPath}" "${binary}" gen`, '/dev/null'], {
    cwd: temporaryFolder(),
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm', CI: undefined, NO_COLOR: undefined },
  });
  const lines = stdout.split(takeAway);
  expect(lines.some((line) => /^molt-abi: emitting [\w-]+ \(\d+ of \d+\) \.\.\.$/.test(line))).toBe(true);
  expect(lines.at(-1)).toMatch(/^molt \d+\.\d+\.\d+ \(\d+ imports\) -> molt-abi-out: /);
});
