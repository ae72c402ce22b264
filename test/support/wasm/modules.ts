import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A module that others built, with the path it comes from. */
export interface RealModule {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Where modules come from: built here of C, WAT, Rust and AssemblyScript (guests); by clang (hash-wasm), rustc (source-map),
 * AssemblyScript (as-sha256) and Emscripten, also as libraries to link at run time (tree-sitter); probes of one proposal each
 * (wasm-feature-detect), among them GC, exceptions of both kinds, memory64, threads and several memories.
 */
const folders = [
  'test/guests',
  'node_modules/@chainsafe/as-sha256/build',
  'node_modules/@vscode/tree-sitter-wasm/wasm',
  'node_modules/playwright-core/lib',
  'node_modules/source-map/lib',
  'node_modules/sql.js/dist',
  'node_modules/vscode-oniguruma/release',
];
const scripts = ['node_modules/hash-wasm/dist/index.esm.js', 'node_modules/wasm-feature-detect/dist/esm/index.js'];

/** Files above this size are grammars of the same form as the smaller ones, and would only take time. */
const largest = 1_500_000;

/** Real modules of many compilers, from the repository and from packages in devDependencies. */
export const realModules: readonly RealModule[] = [...folders.flatMap(filesIn), ...scripts.flatMap(embeddedIn)];

function filesIn(folder: string): RealModule[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.wasm'));
  const modules = names
    .sort()
    .map((name) => ({ name: `${folder}/${name}`, bytes: new Uint8Array(readFileSync(join(root, folder, name))) }));
  return modules.filter(({ bytes }) => bytes.length <= largest);
}

/** Modules that a script holds as text in base64 or as a list of numbers. */
function embeddedIn(script: string): RealModule[] {
  const text = readFileSync(join(root, script), 'utf8');
  const base64 = [...text.matchAll(/["'](AGFzbQ[A-Za-z0-9+/]+=*)["']/g)].map(([, found]) => Buffer.from(found ?? '', 'base64'));
  const lists = [...text.matchAll(/\[(0,97,115,109,[\d,]+)\]/g)].map(([, found]) => (found ?? '').split(',').map(Number));
  return [...base64, ...lists].map((bytes, i) => ({ name: `${script} ${i}`, bytes: new Uint8Array(bytes) }));
}
