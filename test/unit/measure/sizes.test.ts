import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../generator/measure/entry.js';
import { importModuleSizes, sectionSizes } from '../../../generator/measure/sizes.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import type { WasmModule } from '../../../runtime-glue/wasm/module.js';
import { assemble, binary, section } from '../wasm/support.js';

const guests = join(import.meta.dirname, '../../guests');
const everyKind = `(module
  (import "a" "f" (func (param i32)))
  (import "b" "m" (memory 1 200))
  (import "a" "t" (table 1 externref))
  (import "a" "g" (global (mut i64)))
  (import "" "e" (tag (param i32)))
  (import "b" "h" (func (param i32)))
)`;

function read(bytes: Uint8Array): WasmModule {
  const { value, diagnostics } = readBoundary(bytes, 'app.wasm');
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join());
  return value;
}

const sum = (rows: readonly { readonly bytes: number }[]): number => rows.reduce((all, { bytes }) => all + bytes, 0);

const modules: [string, Uint8Array][] = [
  ...readdirSync(guests)
    .filter((name) => name.endsWith('.wasm'))
    .map((name): [string, Uint8Array] => [name, readFileSync(join(guests, name))]),
  ['one of every kind of import', assemble(everyKind)],
  ['an empty module', binary()],
  ['custom sections alone', binary(section(0, 1, 0x61), section(0, 1, 0x61, 1, 2))],
  // The count and the index of the type are spelt with more bytes than they need.
  ['long integers', binary(section(1, 1, 0x60, 0, 0), section(2, 0x81, 0, 1, 0x6d, 1, 0x66, 0, 0x80, 0x80, 0))],
];

describe.each(modules)('%s', (_, bytes) => {
  const module = read(bytes);

  it('has sections whose sizes add up to its length', () => {
    expect(sum(sectionSizes(module))).toBe(bytes.length);
  });

  it('has imports whose sizes add up to their section', () => {
    const sizes = importModuleSizes(bytes, module);
    expect(sizes.reduce((all, { imports }) => all + imports, 0)).toBe(module.imports.length);
    const imports = module.sections.find(({ id }) => id === 2);
    if (imports === undefined) expect(sizes).toEqual([]);
    // Beside the imports a section has its id, its length and their count.
    else expect(imports.size - sum(sizes)).toSatisfy((rest: number) => rest >= 3 && rest <= 11);
  });
});

it('tells the bytes of each module of imports, the longest first', () => {
  const bytes = assemble(everyKind);
  expect(importModuleSizes(bytes, read(bytes))).toEqual([
    { module: 'a', imports: 3, bytes: 6 + 8 + 7 },
    { module: 'b', imports: 2, bytes: 9 + 6 },
    { module: '', imports: 1, bytes: 6 },
  ]);
});

describe('the export of the first call', () => {
  const of = (exports: string, named?: string) =>
    entryOf(read(assemble(`(module (func $f) (func $p (param i32)) (memory 1) ${exports})`)), named);

  it('is the usual one before others', () => {
    expect(of('(export "a" (func $f)) (export "main" (func $f)) (export "_start" (func $f))')).toBe('_start');
    expect(of('(export "a" (func $f)) (export "_initialize" (func $f)) (export "main" (func $f))')).toBe('_initialize');
  });

  it('is else the first function without parameters', () => {
    expect(of('(export "memory" (memory 0)) (export "p" (func $p)) (export "b" (func $f)) (export "a" (func $f))')).toBe('b');
  });

  it('is the one that is named, if it can be called', () => {
    const exports = '(export "_start" (func $f)) (export "a" (func $f)) (export "p" (func $p)) (export "m" (memory 0))';
    expect(['a', 'p', 'm', 'none'].map((name) => of(exports, name))).toEqual(['a', undefined, undefined, undefined]);
  });

  it('is none where a usual name takes parameters and nothing else can be called', () => {
    expect(of('(export "_start" (func $p)) (export "memory" (memory 0))')).toBeUndefined();
  });
});
