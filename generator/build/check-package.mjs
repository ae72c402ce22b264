/** Checks the package as it is published: publint, are-the-types-wrong, that it installs nothing and runs nothing by itself, and has what its README links to. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';

const folder = mkdtempSync(join(tmpdir(), 'molt-abi-check-'));
const run = (command, args, stdio = 'inherit') => execFileSync(command, args, { stdio, encoding: 'utf8' });
try {
  const { tarball, files } = pack(folder);
  const manifest = JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json'], ['ignore', 'pipe', 'inherit']));
  if (manifest.scripts !== undefined) throw new Error('the published manifest has scripts');
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path);
  const dead = links.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
  if (dead.length > 0) throw new Error(`the README links to what is not in the package: ${dead.join(', ')}`);
  run(join('node_modules', '.bin', 'publint'), ['run', tarball, '--strict']);
  run(join('node_modules', '.bin', 'attw'), [tarball, '--profile', 'esm-only']);
  process.stdout.write(`${files.length} files in the package\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
