/** Checks the package as it is published: publint, are-the-types-wrong, and that it installs nothing and runs nothing by itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-check-'));
const run = (command, args, stdio = 'inherit') => execFileSync(command, args, { stdio, encoding: 'utf8' });
try {
  const { tarball, files } = pack(folder);
  const manifest = JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json'], ['ignore', 'pipe', 'inherit']));
  if (manifest.scripts !== undefined) throw new Error('the published manifest has scripts');
  run(join('node_modules', '.bin', 'publint'), ['run', tarball, '--strict']);
  run(join('node_modules', '.bin', 'attw'), [tarball, '--profile', 'esm-only']);
  process.stdout.write(`${files.length} files in the package\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
