import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { afterAll, describe, expect, test } from 'vitest';
import { emitters } from '../../generator/emitters/registry.js';
import { readLedger } from '../../generator/history/ledger.js';
import { findVersion, listVersions, verifyVersion } from '../../generator/history/versions.js';
import { embeddedAbis } from '../../generator/installation.js';
import { importsOf } from '../../generator/ir/abi.js';
import { compile } from '../../generator/pipeline.js';
import { nodeHost } from '../../generator/source/node-host.js';
import { readModule } from '../../generator/wasm/read.js';
import { guestBytes, packageOf } from '../e2e/support.js';
import { Project } from '../types/project.js';
import { moltAbi } from '../unit/cli/binary.js';
import { byLinkKey, type CoreItem, coreImports } from './molt.js';

const abiFolder = embeddedAbis.wasi;
const module = 'wasi_snapshot_preview1';
const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { value, diagnostics } = compile(nodeHost, `${abiFolder}/1.0.0`);
if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
const { abi, lowered } = value;
const described = coreImports(abi, lowered);

/** The functions that a module imports of WASI, as they stand in its bytes. */
function importedBy(guest: string): CoreItem[] {
  const read = readModule(guestBytes(guest), guest).value;
  if (!read) throw new Error(`${guest} cannot be read`);
  return read.imports.map(({ module, name, type }) => {
    if (type.kind !== 'func') throw new Error(`${guest} imports the ${type.kind} ${name}`);
    return { module, name, kind: type.kind, params: [...type.params], results: [...type.results] };
  });
}

describe('the functions are those of WASI preview1', () => {
  test('by the names and the numbers of parameters that the WASI of Node has', () => {
    const functions = new WASI({ version: 'preview1' }).getImportObject() as Record<
      string,
      Record<string, (...values: never[]) => unknown>
    >;
    expect(Object.keys(functions)).toEqual([module]);
    const offered = Object.entries(functions[module] ?? {}).map(([name, call]) => `${name}/${call.length}`);
    expect(offered).toHaveLength(46);
    expect(described.map(({ name, params }) => `${name}/${params.length}`)).toEqual(offered.sort());
  });

  test('by the core types with which wasi-libc imports each of its 45, and proc_raise', () => {
    const raise: CoreItem = { module, name: 'proc_raise', kind: 'func', params: ['i32'], results: ['i32'] };
    const imported = importedBy('wasi-header');
    expect(imported).toHaveLength(45);
    expect(described).toEqual([...imported, raise].sort(byLinkKey));
  });

  test.each(['wasi-hello', 'wasi-files', 'csv-report', 'edge-sales', 'browser-echo'])('and those that %s imports', (guest) => {
    const imported = importedBy(guest).filter((item) => item.module === module);
    expect(imported.length).toBeGreaterThan(0);
    for (const item of imported) expect(described).toContainEqual(item);
  });

  test("Molt's part of them has the same core types", () => {
    const molt = compile(nodeHost, `${embeddedAbis.molt}/1.5.0`).value;
    const part = molt && coreImports(molt.abi, molt.lowered).filter((item) => item.module === module);
    expect(part).toHaveLength(26);
    for (const item of part ?? []) expect(described).toContainEqual(item);
  });
});

describe('the release', () => {
  test('is sealed in its ledger, and is what the ledger says', () => {
    expect(listVersions(nodeHost, abiFolder).value?.map((v) => [v.version, v.released])).toEqual([['1.0.0', true]]);
    const found = findVersion(nodeHost, abiFolder, '1.0.0').value;
    expect(found && verifyVersion(found, abi)).toEqual([]);
    expect(readLedger(nodeHost, abiFolder).value?.entries.map((entry) => entry.date)).toEqual([abi.released]);
  });

  test('passes lint, and check against every live release', () => {
    expect(moltAbi(folder, ['lint', '--abi', abiFolder])).toMatchObject({ code: 0, out: expect.stringContaining('nothing to report') });
    // Nothing comes after a frozen interface, so that the release itself is judged.
    const check = ['check', '--abi', abiFolder, '--candidate', 'latest', '--against', 'latest', '--all-live'];
    expect(moltAbi(folder, check)).toMatchObject({ code: 0, out: expect.stringContaining('PASS: wasi 1.0.0 -> wasi 1.0.0: 0 errors') });
  });

  test('is what gen makes packages and declarations of, with every emitter', () => {
    const out = join(folder, 'out');
    expect(moltAbi(folder, ['gen', '--abi', abiFolder, '--out', out])).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(out).filter((name) => !name.startsWith('.'))).toEqual(emitters.map((e) => e.name).sort());
    const manifest = JSON.parse(readFileSync(join(out, 'manifest/abi-manifest.json'), 'utf8'));
    expect(manifest.imports).toHaveLength(46);
  });
});

test('of the embedded ABIs, only functions of WASI are in both', () => {
  const owners = new Map<string, string[]>();
  for (const [name, at] of Object.entries(embeddedAbis)) {
    const newest = findVersion(nodeHost, at, undefined).value;
    const found = newest && compile(nodeHost, newest.folder).value;
    expect(found?.abi.name).toBe(name);
    for (const item of found ? importsOf(found.abi) : [])
      owners.set(`${item.module}.${item.field}`, [...(owners.get(`${item.module}.${item.field}`) ?? []), name]);
  }
  const shared = [...owners].filter(([, names]) => names.length > 1).map(([key]) => key);
  expect(shared).toHaveLength(26);
  expect(shared.filter((key) => !key.startsWith(`${module}.`))).toEqual([]);
});

describe('the host package', () => {
  const project = new Project();
  test('compiles on every target, with a raw provider and with methods', async () => {
    await project.install('schemas/wasi/1.0.0', '@molt/wasi-host');
    const hosts = ['browser', 'edge', 'wasi'].map((target) => {
      const file = `${target}.ts`;
      project.file(
        file,
        `import { createImports, raw, type WasiHost } from '@molt/wasi-host/${target}';
declare const provider: Record<string, never>;
declare const others: WasiHost;
export const bound = createImports({ wasi: raw(provider) }, { grants: ['fs.*', 'time.*', 'env.read'] });
const wasi: WasiHost = { ...others, clockResGet: () => 1n, fdPrestatGet: () => ({ kind: 'dir', value: { prNameLen: 3 } }) };
export const own = createImports({ wasi });
// @ts-expect-error a preopened directory has the length of its name
export const wrong: WasiHost = { ...others, fdPrestatGet: () => ({ kind: 'dir', value: {} }) };
`,
      );
      return file;
    });
    expect(project.check('7', hosts)).toEqual([]);
  }, 60_000);
});

describe('a C program that uses files, on the generated /wasi entry with the WASI of Node beneath', async () => {
  const entry = await (await packageOf('schemas/wasi/1.0.0'))('wasi');
  const all = ['env.read', 'fs.read', 'fs.write', 'rand.bytes', 'time.wall'];

  /** Runs it in a folder of its own; answers its exit code, what it printed, and what is left in the folder. */
  async function run(name: string, grants: readonly string[]): Promise<{ code: number; lines: string[]; left: string[] }> {
    const [sandbox, path] = [join(folder, name), join(folder, `${name}.out`)];
    mkdirSync(sandbox);
    const stdout = openSync(path, 'w');
    try {
      const options = { args: ['files', '/box'], env: { WHO: 'Zoë' }, preopens: { '/box': sandbox }, stdout, returnOnExit: true };
      const wasi = new WASI({ version: 'preview1', ...options });
      const bindings = entry.createImports({ wasi: entry.raw(wasi.wasiImport) }, { grants });
      const code = Number(wasi.start(await entry.instantiate(guestBytes('wasi-files'), bindings)));
      return { code, lines: readFileSync(path, 'utf8').trimEnd().split('\n'), left: readdirSync(sandbox) };
    } finally {
      closeSync(stdout);
    }
  }

  test('works through all of it', async () => {
    expect(await run('all', all)).toEqual({
      code: 0,
      lines: [
        'hello, Zoë',
        'file: 5 bytes, regular',
        'link: two.txt',
        'list: 0 files, 1 directories',
        'list: 2 files, 0 directories',
        'list: 0 files, 0 directories',
        'chance: some',
        'clock: goes on',
      ],
      left: [],
    });
  });

  test('gets no random bytes without the grant, and everything before', async () => {
    const { code, lines } = await run(
      'no-chance',
      all.filter((grant) => grant !== 'rand.bytes'),
    );
    expect([code, lines.length, lines.at(-1)]).toEqual([3, 7, 'getentropy: Capabilities insufficient']);
  });

  test('changes no name without the grant to write', async () => {
    const { code, lines } = await run(
      'read-only',
      all.filter((grant) => grant !== 'fs.write'),
    );
    expect([code, lines.at(-1)]).toEqual([6, 'names: Capabilities insufficient']);
  });
});
