import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { afterAll, describe, expect, test } from 'vitest';
import { assemble, emittedText, packageOf } from './support.js';

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

test('a guest with the WASI of the ABI writes the same on Wasmtime, on the WASI of Node, and on a host of the generated package', async () => {
  const write = lines.find((line) => line.includes(' "fd_write" ')) ?? '';
  const guest = join(folder, 'writes.wasm');
  const bytes = await assemble(`(module ${write} (memory (export "memory") 1)
    (data (i32.const 0) "\\20\\00\\00\\00\\07\\00\\00\\00") (data (i32.const 32) "Zo\\c3\\ab,!\\n")
    (func (export "_start")) (func (export "wizer-initialize")
      (if (call ${/\(func (\$\S+)/.exec(write)?.[1]} (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24)) (then unreachable))
      (if (i32.ne (i32.load (i32.const 24)) (i32.const 7)) (then unreachable))))`);
  writeFileSync(guest, bytes);
  const options = ['--allow-wasi', '--inherit-stdio', 'true', '-o', join(folder, 'written.wasm'), guest];
  const onWasmtime = execFileSync(process.execPath, [wizer, ...options], { encoding: 'utf8' });

  const { createImports, instantiate, raw } = await (await packageOf(abi))('wasi');
  const started = async (wasi: object): Promise<void> =>
    ((await instantiate(bytes, createImports({ wasi }))).exports['wizer-initialize'] as () => void)();
  let onPackage = '';
  const fdWrite = (_: number, parts: readonly Uint8Array[]): number => {
    const part = Buffer.concat(parts);
    onPackage += part.toString();
    return part.length;
  };
  await started({ fdWrite });
  const output = openSync(join(folder, 'output'), 'w+');
  const node = new WASI({ version: 'preview1', stdout: output });
  const { exports } = await instantiate(bytes, createImports({ wasi: raw(node.wasiImport) }));
  node.start({ exports });
  (exports['wizer-initialize'] as () => void)();
  closeSync(output);
  const onNode = readFileSync(join(folder, 'output'), 'utf8');
  expect([onWasmtime, onPackage, onNode]).toEqual(['Zoë,!\n', 'Zoë,!\n', 'Zoë,!\n']);
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
