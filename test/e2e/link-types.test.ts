import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assemble, emittedText } from './support.js';

/**
 * Engines of JavaScript link any function to any import. Wasmtime compares the types; it runs here inside wizer, which takes
 * the imports from another module.
 */
interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
  readonly type: { readonly params: readonly string[]; readonly results: readonly string[] };
}

const abi = 'schemas/molt/1.5.0';
const manifest = JSON.parse(await emittedText(abi, 'manifest', 'abi-manifest.json')) as { readonly imports: readonly Import[] };
const declarations = await emittedText(abi, 'wat', 'imports.wat');
const functions = manifest.imports.filter((i) => i.kind === 'func');
/** Guests for wizer may import functions only. */
const lines = declarations.split('\n').filter((line) => line.startsWith('(import') && !/ \((memory|table) /.test(line));

const wizer = createRequire(import.meta.url).resolve('@bytecodealliance/wizer/wizer.js');
const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const list = (keyword: string, types: readonly string[]): string => (types.length > 0 ? ` (${keyword} ${types.join(' ')})` : '');

/** A host in wasm for one module name: every function with the signature of the manifest. */
async function hostOf(module: string): Promise<string> {
  const own = functions.filter((f) => f.module === module);
  const fields = own.map(
    ({ name, type }) => `(func (export ${JSON.stringify(name)})${list('param', type.params)}${list('result', type.results)} unreachable)`,
  );
  const path = join(folder, `host-${module}.wasm`);
  writeFileSync(path, await assemble(`(module ${fields.join('\n')})`));
  return `${module}=${path}`;
}
const hosts = await Promise.all([...new Set(functions.map((f) => f.module))].map(hostOf));

/** Links a guest with these imports and runs it. Answers what Wasmtime said against it. */
async function link(imports: readonly string[], args: readonly string[] = hosts.flatMap((h) => ['--preload', h])): Promise<string> {
  const [guest, out] = [join(folder, 'guest.wasm'), join(folder, 'out.wasm')];
  writeFileSync(guest, await assemble(`(module ${imports.join('\n')} (func (export "wizer-initialize")))`));
  try {
    execFileSync(process.execPath, [wizer, ...args, '-o', out, guest], { stdio: 'pipe', encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { readonly stderr: string }).stderr;
  }
}

test('the declarations for guests and the manifest name the same functions', () => {
  const declared = lines.map((line) =>
    line
      .match(/^\(import "([^"]+)" "([^"]+)"/)
      ?.slice(1)
      .join('.'),
  );
  expect(declared.sort()).toEqual(functions.map((f) => `${f.module}.${f.name}`).sort());
  expect(functions.length).toBeGreaterThan(90);
});

test('a guest with every import of the ABI links with a host of the signatures in the manifest', async () => {
  expect(await link(lines)).toBe('');
});

test('the WASI imports are those of Wasmtime', async () => {
  const wasi = lines.filter((line) => line.startsWith('(import "wasi_snapshot_preview1"'));
  expect(wasi).toHaveLength(26);
  expect(await link(wasi, ['--allow-wasi'])).toBe('');
});

describe('a guest that declares one parameter otherwise is refused', () => {
  test.each([
    'molt_socket_recv_host',
    'molt_db_query_host',
    'molt_time_timezone_host',
    'molt_process_spawn_host',
    'fd_seek',
    'molt_isolate_import',
  ])('%s', async (name) => {
    const [right] = lines.filter((line) => line.includes(` "${name}" `));
    if (right === undefined) throw new Error(`no import ${name}`);
    const wrong = right.includes('i32)') ? right.replace('i32)', 'i64)') : right.replace('i64)', 'i32)');
    expect(wrong).not.toBe(right);
    const said = await link(lines.map((line) => (line === right ? wrong : line)));
    expect(said).toContain(`incompatible import type for \`${functions.find((f) => f.name === name)?.module}::${name}\``);
  });
});
