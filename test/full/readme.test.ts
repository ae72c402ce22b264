import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molt-abi-readme-c-'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [, path, text] of readme.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)) {
    mkdirSync(dirname(join(folder, path as string)), { recursive: true });
    writeFileSync(join(folder, path as string), text as string);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the C guest of the README is built against the generated header and runs on the generated host', async () => {
  execFileSync(process.execPath, [join(root, 'dist/command/main.js'), 'gen', '--abi', 'abi', '--out', 'greet-out'], { cwd: folder });
  const flags = ['--target=wasm32', '-O2', '-nostdlib', '-Wall', '-Wextra', '-Werror', '-Wl,--no-entry', '-I', 'greet-out/c'];
  execFileSync('clang-14', [...flags, '-o', 'guest-c.wasm', 'guest.c'], { cwd: folder });
  const entry = await import(join(folder, 'greet-out/ts-host/wasi.js'));
  const bindings = entry.createImports({ greet: { hello: (name: string) => `Hello, ${name}!` } }, { grants: ['greet.read'] });
  const instance = await entry.instantiate(readFileSync(join(folder, 'guest-c.wasm')), bindings);
  expect(instance.exports.hello_length()).toBe('Hello, Ada!'.length);
});
