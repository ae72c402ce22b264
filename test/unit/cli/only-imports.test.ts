import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { assemble } from '../wasm/support.js';
import { temporaryFolder, treeOf } from '../writer/folder.js';
import { moltAbi } from './binary.js';

const guest = fileURLToPath(new URL('../../guests/db-query.wasm', import.meta.url));
const manifestSchema = JSON.parse(readFileSync(new URL('../../../schemas/manifest.schema.json', import.meta.url), 'utf8'));
const validateManifest = new Ajv2020({ strict: false }).compile(manifestSchema);
const fast = ['gen', '--abi-version', 'next', '--emit', 'allowlist,manifest'];

describe('gen --only-imports', () => {
  it('emits what the module imports, and says how much of the ABI that is', () => {
    const folder = temporaryFolder();
    copyFileSync(guest, join(folder, 'app.wasm'));
    const { code, out, err } = moltAbi(folder, [...fast, '--only-imports', 'app.wasm']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^molt \d+\.\d+\.\d+ \(\d+ of \d+ imports, candidate\) -> /);
    const manifest = JSON.parse(readFileSync(join(folder, 'molt-abi-out/manifest/abi-manifest.json'), 'utf8'));
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(guest)));
    expect(manifest.imports.map((i: { name: string }) => i.name).sort()).toEqual(imports.map((i) => i.name).sort());
    expect(validateManifest(manifest)).toBe(true);
    expect(manifest.onlyImportsOf).toBe(`sha256:${createHash('sha256').update(readFileSync(guest)).digest('hex')}`);
    expect(moltAbi(folder, [...fast, '--only-imports', 'app.wasm', '--check']).code).toBe(0);
    expect(moltAbi(folder, [...fast, '--check']).code).toBe(1);
  });

  it('says in what people read that it is not the whole ABI', () => {
    const folder = temporaryFolder();
    const args = ['gen', '--abi-version', 'next', '--emit', 'ts-host,docs', '--only-imports', guest];
    expect(moltAbi(folder, args)).toMatchObject({ code: 0, err: '' });
    for (const path of ['ts-host/README.md', 'docs/README.md'])
      expect(readFileSync(join(folder, 'molt-abi-out', path), 'utf8')).toContain('This is not the whole ABI');
  });

  it('makes a package that reads bytes, and takes those of the module alone, also in deterministic mode', async () => {
    const folder = temporaryFolder();
    const args = ['gen', '--abi-version', 'next', '--emit', 'ts-host', '--only-imports', guest, '--deterministic'];
    expect(moltAbi(folder, args)).toMatchObject({
      code: 0,
      err: expect.stringContaining(
        'warning[usage/undetermined]: deterministic mode does not answer db.host-poll and 1 more, which can differ',
      ),
    });
    const entry = (name: string) => import(pathToFileURL(join(folder, `molt-abi-out/ts-host/${name}.js`)).href);
    const [{ preflight }, { readBytes }] = await Promise.all([entry('wasi'), entry('bytes')]);
    const kinds = (bytes: Uint8Array): string[] => preflight(readBytes(bytes)).map(({ kind }: { kind: string }) => kind);
    expect(kinds(readFileSync(guest))).toEqual([]);
    expect(kinds(assemble('(module (import "env" "molt_socket_new" (func)) (import "env" "molt_db_query_host" (func)))'))).toEqual(
      expect.arrayContaining(['unlisted', 'wrong-type']),
    );
  });

  it('makes a package that says of what it lacks that it is narrowed, not that the ABI lacks it', async () => {
    const folder = temporaryFolder();
    moltAbi(folder, ['gen', '--abi-version', 'next', '--emit', 'ts-host', '--only-imports', guest]);
    const { createImports, preflight } = await import(pathToFileURL(join(folder, 'molt-abi-out/ts-host/wasi.js')).href);
    const narrowed = 'this package holds only what one module imports (`gen --only-imports`)';
    const other = new WebAssembly.Module(Uint8Array.from(assemble('(module (import "env" "molt_socket_new_host" (func)))')));
    expect(preflight(other)[0]).toMatchObject({ kind: 'unlisted', message: `env.molt_socket_new_host: is not here; ${narrowed}` });
    expect(() => createImports({ socket: {} })).toThrow(`there is no interface "socket"; known are db; ${narrowed}`);
    expect(() => createImports({}, { grants: ['net.connect'] })).toThrow(
      /there is no capability "net.connect" .*; this package holds only/,
    );
  });

  it('can stand in the configuration, relative to it', () => {
    const folder = temporaryFolder();
    copyFileSync(guest, join(folder, 'app.wasm'));
    writeFileSync(join(folder, 'molt-abi.config.json'), '{ "onlyImports": "app.wasm" }');
    expect(moltAbi(folder, fast).out).toMatch(/\(\d+ of \d+ imports/);
  });

  it.each<[string, Uint8Array | undefined, number, string]>([
    ['that is missing', undefined, 5, 'error[io/read]: cannot read app.wasm: no such file or directory (ENOENT)'],
    ['that is text', new TextEncoder().encode('(module)'), 4, 'error[wasm/not-a-module]: app.wasm is WebAssembly text'],
    ['that is cut off', new Uint8Array(readFileSync(guest).subarray(0, 60)), 4, 'error[wasm/malformed]: app.wasm is malformed at byte '],
    [
      'of another ABI',
      assemble('(module (import "env" "abort" (func)))'),
      4,
      'error[wasm/unlisted-import]: app.wasm imports "env" "abort"',
    ],
  ])('writes nothing for a module %s', (_name, bytes, exit, message) => {
    const folder = temporaryFolder();
    if (bytes) writeFileSync(join(folder, 'app.wasm'), bytes);
    const before = treeOf(folder);
    const { code, out, err } = moltAbi(folder, [...fast, '--only-imports', 'app.wasm']);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toContain(message);
    expect(treeOf(folder)).toEqual(before);
  });

  it('needs a value', () => {
    expect(moltAbi('.', ['gen', '--only-imports', ' '])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--only-imports needs a value'),
    });
  });
});
