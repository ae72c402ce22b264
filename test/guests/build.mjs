/**
 * Builds the guests of the tests from the declarations that the compiler generates for them.
 *
 *   node test/guests/build.mjs [NAME...]          writes the .wasm files beside this file, those of the parity kit beside their sources
 *   node test/guests/build.mjs --check [NAME...]  builds elsewhere and compares imports and exports, with their types
 *
 * Needs the built compiler (`npm run build`), the AssemblyScript of test/full/toolchains, and of Debian: clang-14 lld-14
 * libclang-rt-14-dev-wasm32 wasi-libc rustc libstd-rust-dev-wasm32.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';
import { compile, createContext, emit, emitters, nodeHost } from '../../dist/generator/index.js';
import { parityGuests } from './parity.mjs';

const self = fileURLToPath(import.meta.url);
const here = dirname(self);
const root = join(here, '../..');

/** The order matters: later parts of a guest in WAT use the functions of `notes`. */
const watParts = ['notes', 'text', 'bytes', 'records', 'numbers', 'handles', 'packed', 'streams', 'links'];
const bare = ['--target=wasm32', '-ffreestanding', '-nostdlib', '-std=c11', '-Wall', '-Wextra', '-Werror', '-Os'];
/** With wasi-libc, and without a `main`. */
const library = ['--target=wasm32-wasi', '-Os', '-nostartfiles'];
const link = ['-Wl,--no-entry,--strip-debug'];
const sources = (folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => join(here, folder, name));

/**
 * Guests by the name of their file; `declared` is the folder with the generated declarations of their ABI. A third item is the
 * folder of the module, if it is not this one.
 */
const guests = {
  'everything-c': [
    'test/corpus/everything',
    (declared, out) => clang(bare, `-I${declared}/c`, ...link, '-o', out, ...sources('everything')),
  ],
  'everything-wat': ['test/corpus/everything', wat],
  'everything-rust': ['test/corpus/everything', rust],
  'everything-assemblyscript': ['test/corpus/everything', (declared, out) => assemblyscript(declared, out)],
  'db-query': ['schemas/molt/1.5.0', freestanding('db-query')],
  'edge-sales': ['schemas/molt/1.5.0', freestanding('edge-sales', 'db-query/streams.c')],
  'browser-echo': ['schemas/molt/1.5.0', freestanding('browser-echo')],
  'csv-report': ['schemas/molt/1.5.0', freestanding('csv-report', 'db-query/streams.c')],
  'wasi-hello': [
    'schemas/molt/1.5.0',
    (_, out) => clang(['--target=wasm32-wasi', '-Os'], '-Wl,--strip-debug', '-o', out, ...sources('wasi-hello')),
  ],
  'wasi-files': [
    'schemas/wasi/1.0.0',
    (_, out) =>
      clang(['--target=wasm32-wasi', '-Os', '-Wall', '-Wextra', '-Werror'], '-Wl,--strip-debug', '-o', out, ...sources('wasi-files')),
  ],
  'wasi-header': [
    'schemas/wasi/1.0.0',
    (_, out) => clang(library, ...link, '-Wl,--export=every_function', '-o', out, ...sources('wasi-header')),
  ],
  'wasi-words-rust': ['schemas/wasi/1.0.0', (_, out) => rustWasi(out, join(here, 'rust/wasi-words/main.rs'))],
  'wasi-words-assemblyscript': ['schemas/wasi/1.0.0', (declared, out) => assemblyscript(declared, out, 'wasi-words')],
  ...parityGuests(
    (declared, out, source) => clang(bare, `-I${declared}/c`, ...link, '-o', out, source),
    (declared, out, source) => clang([...library, '-Wall', '-Wextra', '-Werror'], `-I${declared}/c`, ...link, '-o', out, source),
    (declared, out, source) => rust(declared, out, source),
  ),
};

/** A guest in C without a library: the sources of a folder, and files of others. */
function freestanding(folder, ...more) {
  const files = [...sources(folder), ...more.map((file) => join(here, file))];
  return (declared, out) => clang(bare, `-I${declared}/c`, `-I${here}`, ...link, '-o', out, ...files);
}

function clang(target, ...args) {
  execFileSync('clang-14', [...target, ...args], { stdio: 'inherit' });
}

/** The compiler of Debian, which has the wasm32 standard library; one of rustup may stand before it in the path. */
const rustc = () =>
  execFileSync('dpkg', ['-L', 'rustc'], { encoding: 'utf8' })
    .split('\n')
    .find((file) => file.endsWith('/bin/rustc'));

function rust(declared, out, source = join(here, 'rust/everything/main.rs')) {
  const codegen = ['opt-level=s', 'panic=abort', 'strip=symbols', 'codegen-units=1', 'lto=fat', 'link-arg=-zstack-size=65536'];
  const flags = ['--edition', '2021', '--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-D', 'warnings'];
  execFileSync(rustc(), [...flags, ...codegen.flatMap((option) => ['-C', option]), '-o', out, source], {
    stdio: 'inherit',
    env: { ...process.env, DECLARED: declared },
  });
}

/** A program with the standard library. */
function rustWasi(out, source) {
  const codegen = ['opt-level=s', 'panic=abort', 'strip=symbols', 'codegen-units=1', 'lto=fat'].flatMap((option) => ['-C', option]);
  execFileSync(rustc(), ['--edition', '2021', '--target', 'wasm32-wasi', '-D', 'warnings', ...codegen, '-o', out, source], {
    stdio: 'inherit',
  });
}

/** The sources import the generated module as their neighbour. */
function assemblyscript(declared, out, name = 'everything') {
  const asc = join(root, 'test/full/toolchains/node_modules/assemblyscript/bin/asc.js');
  const folder = join(declared, 'assemblyscript');
  cpSync(join(here, 'assemblyscript', name), folder, { recursive: true });
  const flags = ['--runtime', 'stub', '--use', 'abort=', '-Osize', '--converge'];
  execFileSync(process.execPath, [asc, 'main.ts', ...flags, '-o', out], { cwd: folder, stdio: 'inherit' });
}

async function wat(declared, out) {
  const parts = watParts.map((name) => readFileSync(join(here, `everything/${name}.wat`), 'utf8'));
  const text = `(module\n${readFileSync(join(declared, 'wat/imports.wat'), 'utf8')}${parts.join('\n')})\n`;
  const { parseWat } = await createWabt();
  const module = parseWat('everything.wat', new TextEncoder().encode(text));
  try {
    module.validate();
    writeFileSync(out, module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Writes the declarations for guests of an ABI. */
async function declare(abi, folder) {
  const { value, diagnostics } = compile(nodeHost, join(root, abi));
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  const chosen = emitters.filter((emitter) => ['c', 'wat', 'rust', 'assemblyscript'].includes(emitter.name));
  const emitted = await emit(value.lowered, chosen, createContext({ targets: [], strictHost: false }));
  for (const { path, text } of emitted.value ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Imports and exports of a module with their types, which engines tell only behind a flag: so this file runs once more. */
const typesOf = (path) =>
  execFileSync(process.execPath, ['--experimental-wasm-type-reflection', self, '--types', path], { encoding: 'utf8' });

function printTypes(path) {
  const module = new WebAssembly.Module(readFileSync(path));
  const items = [...WebAssembly.Module.imports(module), ...WebAssembly.Module.exports(module)];
  // It has no words for the type of a tag.
  if (items.some((item) => item.type === undefined && item.kind !== 'tag')) throw new Error('this engine does not tell types');
  process.stdout.write(
    `${items
      .map((item) => JSON.stringify(item))
      .sort()
      .join('\n')}\n`,
  );
}

async function main(check, chosen) {
  const work = mkdtempSync(join(tmpdir(), 'molt-abi-guests-'));
  const differing = [];
  try {
    const wanted = Object.entries(guests).filter(([name]) => chosen.length === 0 || chosen.includes(name));
    for (const abi of new Set(wanted.map(([, [folder]]) => folder))) await declare(abi, join(work, abi));
    for (const [name, [abi, build, folder]] of wanted) {
      const kept = join(folder ? join(root, folder) : here, `${name}.wasm`);
      const out = check ? join(work, `${name}.wasm`) : kept;
      await build(join(work, abi), out);
      chmodSync(out, 0o644);
      if (check && typesOf(out) !== typesOf(kept)) differing.push(name);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (differing.length === 0) return;
  process.stderr.write(`built from other declarations: ${differing.join(', ')}. Run: node test/guests/build.mjs\n`);
  process.exitCode = 1;
}

const [mode, ...names] = process.argv.slice(2);
if (mode === '--types') printTypes(names[0]);
else if (mode === '--check') await main(true, names);
else await main(false, process.argv.slice(2));
