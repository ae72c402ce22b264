/**
 * Runs the built command and keeps what the engine made of its files, so that later runs need not compile them (see
 * `generator/cli/load.ts`). Made anew after each bundling: the engine knows old code by the length of a file alone.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'molt-abi-build-'));
const keep = `
  const { codeFile, scripts } = require('./dist/command/load.js');
  const { writeFileSync } = require('node:fs');
  process.argv.splice(1, 0, 'molt-abi');
  process.on('exit', () => {
    for (const [file, script] of scripts) writeFileSync(codeFile(file), script.createCachedData());
  });
  require('./dist/command/main.js');
`;

try {
  const module = join(folder, 'empty.wasm');
  writeFileSync(module, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  // What most runs need: a comparison of two versions, and a look at a module.
  for (const args of [
    ['verify', '--abi', 'schemas/molt', module],
    ['check', '--abi', 'schemas/molt'],
  ])
    execFileSync(process.execPath, ['-e', keep, '--', ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
