import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageNames } from '../../../generator/emitters/ts-host/names.js';
import type { EmittedFile } from '../../../generator/index.js';
import { emitHost, folder, root, write } from '../../runtime/supply.js';

const abis = { molt: 'schemas/molt/1.5.0', bench: 'test/runtime/abis/bench' };
type Name = keyof typeof abis;

const packages = {} as Record<Name, { readonly at: string; readonly files: readonly EmittedFile[] }>;

beforeAll(async () => {
  for (const [name, abi] of Object.entries(abis)) {
    const at = folder();
    const { files } = await emitHost(abi);
    write(at, files);
    packages[name as Name] = { at, files };
  }
}, 60_000);

const names = Object.keys(abis) as Name[];
const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** A bundle of what an application takes from an entry. */
async function bundle(at: string, entry: string, taken: string): Promise<string> {
  const contents = `export { ${taken} } from './${entry}.js'`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: at },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describe.each(names)('the host package of %s', (name) => {
  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: packages[name].at, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  test('has types that resolve wherever modules do', () => {
    const { at } = packages[name];
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // It exits with 1 if there is a problem that the profile does not ignore.
    const report = run(process.execPath, [attw, '--pack', at, '--profile', 'esm-only', '--no-color', '--no-emoji'], at);
    const { exports } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { exports: object };
    expect(report.match(/node16 \(from ESM\): OK/g)).toHaveLength(Object.keys(exports).length);
  }, 60_000);

  test('depends on nothing, and runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(packages[name].at, 'package.json'), 'utf8')) as Record<string, unknown>;
    for (const key of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'devDependencies', 'scripts', 'bin'])
      expect(manifest).not.toHaveProperty(key);
    expect(manifest.sideEffects).toBe(false);
    const relative = packages[name].files
      .filter((f) => /\.(js|d\.ts)$/.test(f.path))
      .flatMap((f) => [...f.text.matchAll(/\bfrom '([^']+)'/g)].map(([, from]) => from as string));
    expect(relative.length).toBeGreaterThan(10);
    expect(relative.filter((from) => !/^\.\.?\//.test(from))).toEqual([]);
  });

  test('is the same, byte for byte, when it is made again', async () => {
    const again = await emitHost(abis[name]);
    expect(again.files).toEqual(packages[name].files);
  });

  test('case 106: is packed from a fixed list of files, with a bill of materials, to the same bytes by whoever packs it', async () => {
    const again = folder();
    write(again, (await emitHost(abis[name])).files);
    const [first, second] = [packages[name].at, again].map((at) => {
      const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', again], at)) as [
        { integrity: string; files: readonly { path: string }[] },
      ];
      return { integrity: packed.integrity, files: packed.files.map((f) => f.path).sort() };
    });
    expect(second).toEqual(first);
    expect(first?.files).toEqual(packages[name].files.map((f) => f.path).sort());
    const { name: of, version, scripts } = JSON.parse(readFileSync(join(again, 'package.json'), 'utf8')) as Record<string, string>;
    const bill = JSON.parse(readFileSync(join(again, 'sbom.cdx.json'), 'utf8')) as {
      metadata: { component: object };
      components: unknown;
      dependencies: readonly { ref: string; dependsOn: unknown }[];
    };
    expect(bill.metadata.component).toMatchObject({ name: of, version });
    expect(bill.components).toEqual([]);
    expect(bill.dependencies).toEqual([{ ref: `pkg:npm/${of?.replace('@', '%40')}@${version}`, dependsOn: [] }]);
    expect(scripts).toBeUndefined();
  });

  test('gives no type of the ABI a name of the glue that an entry declares', () => {
    const declared = packages[name].files.filter((f) => /^(browser|edge|wasi)\.d\.ts$/.test(f.path)).map((f) => f.text);
    const taken = declared.flatMap((text) =>
      [...text.matchAll(/^import type \{ (.*) \} from '\.\/glue\//gm)].flatMap(([, names = '']) => names.split(', ')),
    );
    expect(taken).toEqual(expect.arrayContaining(['GuestBoundary', 'Layer']));
    expect(taken.filter((of) => !(packageNames as readonly string[]).includes(of))).toEqual([]);
  });

  test('case 27: holds no code that makes code, and every file parses', () => {
    const scripts = packages[name].files.filter((f) => /\.(js|d\.ts)$/.test(f.path));
    for (const { path, text } of scripts) {
      expect([path, /\beval\b|\bFunction\s*\(|\bimport\s*\(|\brequire\s*\(|\bWebAssembly\.instantiateStreaming/.exec(text)?.[0]]).toEqual([
        path,
        undefined,
      ]);
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) as ts.SourceFile & {
        parseDiagnostics: readonly ts.Diagnostic[];
      };
      expect([path, file.parseDiagnostics.map((d) => d.messageText)]).toEqual([path, []]);
    }
    expect(scripts.length).toBeGreaterThan(10);
  });

  test('case 27: loads and runs where code cannot be made from text', () => {
    const { at } = packages[name];
    const script = `import { createImports } from './wasi.js';
      try { eval('1'); console.log('made code'); } catch {}
      console.log(Object.keys(createImports().imports.env).length);`;
    const out = run(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script], at);
    expect(Number(out)).toBeGreaterThan(4);
  });
});

describe('what is in the package', () => {
  const glueOf = async (abi: string) => {
    const { files } = await emitHost(abi);
    return files.flatMap((f) => /^glue\/([\w/]+)\.js$/.exec(f.path)?.[1] ?? []);
  };

  test('is the glue that the ABI uses, and no other', async () => {
    const bench = await glueOf(abis.bench);
    for (const unused of ['handles', 'kept', 'packed', 'streams', 'suspend', 'tasks']) expect(bench).not.toContain(unused);
    expect(bench).toEqual(expect.arrayContaining(['assemble', 'bind', 'buffers', 'guest', 'text']));
    const handles = await glueOf('test/runtime/abis/handles');
    expect(handles).toEqual(expect.arrayContaining(['handles', 'kept']));
    expect(handles).not.toContain('streams');
    const sources = readdirSync(join(root, 'runtime-glue'), { recursive: true, encoding: 'utf8' });
    const all = sources.filter((f) => f.endsWith('.ts')).map((f) => f.replace('.ts', ''));
    const union = await Promise.all([abis.molt, 'test/runtime/abis/encodings', 'test/runtime/abis/tasks'].map(glueOf));
    expect([...new Set(union.flat())].sort()).toEqual(all.sort());
  });
});

describe('bundles', () => {
  const size = (text: string): string => `${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzipped`;

  test('hold what is used: an error domain alone brings no glue and no other type', async () => {
    const text = await bundle(packages.molt.at, 'wasi', 'Errno');
    expect(text.length).toBeLessThan(2500);
    expect(text).toContain('EAGAIN');
    for (const other of ['molt_socket_recv_host', 'TextDecoder', 'wasi_snapshot_preview1']) expect(text).not.toContain(other);
  });

  test('hold one interface where one is bound by itself', async () => {
    const text = await bundle(packages.molt.at, 'wasi', 'createImportsOf, bindTime');
    expect(text).toContain('localOffset');
    expect(text).not.toContain('sockType');
  });

  test('hold the end of a guest only where a host ends one', async () => {
    const end = 'was ended by its host';
    expect(await bundle(packages.molt.at, 'wasi', 'createImports, instantiate')).not.toContain(end);
    expect(await bundle(packages.molt.at, 'wasi', 'end')).toContain(end);
  });

  test.each(['browser', 'edge', 'wasi'])(
    'of the whole entry %s hold nothing of the reader of modules, which is only in that of bytes',
    async (target) => {
      const { at } = packages.molt;
      const read = async (contents: string) => {
        const built = await build({ stdin: { contents, resolveDir: at }, bundle: true, format: 'esm', write: false, metafile: true });
        const inputs = Object.keys(built.metafile.inputs).filter((path) => /\bglue\/(wasm\/|bytes\.js)/.test(path));
        return { files: inputs.length, text: built.outputFiles[0]?.text ?? '' };
      };
      const whole = await read(`export * from './${target}.js'`);
      expect(whole.files).toBe(0);
      expect(whole.text).toContain('preflight');
      const both = await read(`export { preflight } from './${target}.js'; export { readBytes } from './bytes.js';`);
      expect(both.files).toBeGreaterThan(8);
      expect(both.text).toContain('ends too early');
    },
  );

  test('are of these sizes', async () => {
    const sizes = {
      'five functions': size(await bundle(packages.bench.at, 'wasi', 'createImports')),
      'five functions, with the linker': size(await bundle(packages.bench.at, 'wasi', 'createImports, instantiate')),
      'all of Molt': size(await bundle(packages.molt.at, 'wasi', 'createImports')),
      'all of Molt, with the linker': size(await bundle(packages.molt.at, 'wasi', 'createImports, instantiate')),
      'the reader of modules, with the types of Molt': size(await bundle(packages.molt.at, 'bytes', 'readBytes')),
    };
    console.log(sizes);
    expect(Object.values(sizes).every((text) => /^\d+ bytes, \d+ gzipped$/.test(text))).toBe(true);
  });
});
