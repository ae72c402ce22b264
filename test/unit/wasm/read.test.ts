import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typeText } from '../../../generator/wasm/extern.js';
import type { WasmImport } from '../../../generator/wasm/module.js';
import { readBoundary, readModule } from '../../../generator/wasm/read.js';
import { assemble, binary, importOf, section } from './support.js';

// Makes the engine tell the types of imports; see the WebAssembly type reflection proposal.
setFlagsFromString('--experimental-wasm-type-reflection');

const guests = new URL('../../guests/', import.meta.url);
const kinds = `(module
  (import "m" "f" (func (param i32 i64) (result f32 f64)))
  (import "m" "f" (func (param v128)))
  (import "m" "mem" (memory 1 65536 shared))
  (import "m" "table" (table 2 5 externref))
  (import "m" "functions" (table 0 funcref))
  (import "m" "global" (global (mut i64)))
  (import "\\e2\\80\\ae*/" "\\00" (global externref))
  (func (export "run")) (global (export "g") i32 (i32.const 1)))`;

const modules: readonly (readonly [string, Uint8Array])[] = [
  ...readdirSync(guests)
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => [name, new Uint8Array(readFileSync(new URL(name, guests)))] as const),
  ['kinds.wat', assemble(kinds)],
];

/** What the engine says of an import, spelled as we do. */
interface Reflected {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
  readonly type: Record<string, unknown>;
}

function reflectedText({ kind, type }: Reflected): string {
  const limits = `${type.minimum}${type.maximum === undefined ? '' : ` ${type.maximum}`}`;
  const part = (word: string, types: unknown) => ((types as string[]).length === 0 ? '' : ` (${word} ${(types as string[]).join(' ')})`);
  if (kind === 'function') return `(func${part('param', type.parameters)}${part('result', type.results)})`;
  if (kind === 'memory') return `(memory ${limits}${type.shared ? ' shared' : ''})`;
  if (kind === 'table') return `(table ${limits} ${type.element})`;
  return `(global ${type.mutable ? `(mut ${type.value})` : type.value})`;
}

const compiled = (bytes: Uint8Array): WebAssembly.Module => new WebAssembly.Module(new Uint8Array(bytes));

describe.each(modules)('%s', (name, bytes) => {
  const { value } = readModule(bytes, name);
  test('is read as the engine reads it', () => {
    const engine = WebAssembly.Module.imports(compiled(bytes)) as unknown as Reflected[];
    const row = (i: WasmImport) => [i.module, i.name, typeText(i.type)];
    expect(value?.imports.map(row)).toEqual(engine.map((i) => [i.module, i.name, reflectedText(i)]));
    const exports = WebAssembly.Module.exports(compiled(bytes));
    expect(value?.exports.map((e) => [e.name, e.type.kind === 'func' ? 'function' : e.type.kind])).toEqual(
      exports.map((e) => [e.name, e.kind]),
    );
  });

  test('cut off anywhere, is refused where the engine refuses it', () => {
    const step = Math.max(1, Math.floor(bytes.length / 400));
    for (let end = 0; end < bytes.length; end += step) {
      const part = bytes.slice(0, end);
      // Between two sections a module that lacks its code may still look whole at its boundary.
      if (WebAssembly.validate(part)) expect(readModule(part, name).value, `${end}`).toBeDefined();
      else if (end < 8) expect(readModule(part, name).value, `${end}`).toBeUndefined();
    }
  });
});

test('what the engine takes is read, and nothing that is damaged makes it fail otherwise than by a diagnostic', () => {
  const seed = Number(process.env.FC_SEED ?? Date.now() % 1e9);
  const mutated = fc
    .tuple(
      fc.constantFrom(...modules.map(([, bytes]) => bytes)),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    )
    .map(([bytes, changes]) => {
      const copy = bytes.slice();
      for (const [at, byte] of changes) copy[8 + (at % (copy.length - 8))] = byte;
      return copy;
    });
  fc.assert(
    fc.property(mutated, (bytes) => {
      const { value, diagnostics } = readModule(bytes, 'm.wasm');
      expect(value !== undefined).toBe(WebAssembly.validate(bytes));
      if (WebAssembly.validate(bytes)) expect(diagnostics).toEqual([]);
      expect(value === undefined).toBe(diagnostics.length > 0);
    }),
    { numRuns: 3000, seed },
  );
});

describe('types of newer proposals', () => {
  test.each([
    ['memory64', '(import "m" "f" (memory i64 1 281474976710656))', '(memory i64 1 281474976710656)'],
    ['a tag', '(import "m" "f" (tag (param i32)))', '(tag (param i32))'],
  ])('%s', (_name, text, expected) => {
    const { value } = readBoundary(assemble(`(module ${text})`), 'm.wasm');
    expect(value?.imports.map((i) => typeText(i.type))).toEqual([expected]);
  });

  const recursive = section(
    1,
    2,
    0x4e,
    2,
    0x50,
    0,
    0x5f,
    2,
    0x78,
    1,
    0x63,
    1,
    0,
    0x5e,
    0x77,
    1,
    0x60,
    2,
    0x63,
    0,
    0x64,
    0x70,
    1,
    0x63,
    0x6e,
  );
  test('recursion groups of structures and arrays are stepped over', () => {
    const { value } = readBoundary(binary(recursive, importOf(0, 2)), 'm.wasm');
    expect(value?.imports.map((i) => typeText(i.type))).toEqual(['(func (param (ref null 0) (ref func)) (result anyref))']);
  });
  test('a memory with pages of one byte', () => {
    const { value } = readBoundary(binary(importOf(2, 9, 1, 2, 0)), 'm.wasm');
    expect(value?.imports.map((i) => typeText(i.type))).toEqual(['(memory 1 2 (pagesize 1))']);
  });
  test('a type that is no function is none of an import', () => {
    expect(readBoundary(binary(recursive, importOf(0, 0)), 'm.wasm').diagnostics[0]?.message).toContain('not a function type');
  });
});

describe('what is damaged is told with its place', () => {
  const f = section(1, 1, 0x60, 0, 0);
  test.each<[string, Uint8Array, string]>([
    ['a section past the end', binary([1, 5, 0]), 'at byte 10 (0xa): it has a section that is longer than what is left'],
    ['an unknown section', binary(section(14, 0)), 'it has a section of unknown id 14'],
    ['a section twice', binary(f, f), 'it has two sections of id 1'],
    ['sections out of order', binary(importOf(3, 0x7f, 0), f), 'it has a section of id 1 out of order'],
    ['bytes left over', binary(section(1, 0, 0)), 'it has bytes after the last item of section 1'],
    ['a count that lies', binary(section(2, 0xff, 0xff, 0xff, 0xff, 0x0f)), 'it declares 4294967295 imports; engines allow 1000000'],
    ['a count without items', binary(section(2, 0x80, 0x01, 0)), 'it declares 128 imports and ends before them'],
    ['1,001 parameters', binary(section(1, 1, 0x60, 0xe9, 0x07)), 'it declares 1001 parameters; engines allow 1000'],
    ['an integer of 33 bits', binary(section(1, 0x80, 0x80, 0x80, 0x80, 0x10)), 'it holds an integer of more than 32 bits'],
    ['an integer of six bytes', binary(section(1, 0x80, 0x80, 0x80, 0x80, 0x80, 0)), 'with too many bytes'],
    ['a name that is not UTF-8', binary(section(2, 1, 1, 0xff, 1, 0x66, 0, 0)), 'it has a name that is not UTF-8'],
    ['a name that is too long', binary(section(2, 1, 9, 0x6d)), 'it has a name that is longer than what is left'],
    ['an unknown kind', binary(importOf(5, 0)), 'it has an import or export of unknown kind 5'],
    ['an unknown value type', binary(importOf(3, 0x40, 0)), 'it has a value type of unknown code 0x40'],
    ['an unknown heap type', binary(importOf(3, 0x63, 0x41, 0)), 'it has an unknown heap type'],
    [
      'a type index of 34 bits',
      binary(importOf(3, 0x63, 0x80, 0x80, 0x80, 0x80, 0x20, 0)),
      'it holds a signed integer of more than 33 bits',
    ],
    ['an unknown mutability', binary(importOf(3, 0x7f, 2)), 'it has an unknown mutability 0x2'],
    ['unknown limits', binary(importOf(2, 0x10, 1)), 'it has limits of a memory with unknown flags 0x10'],
    ['limits upside down', binary(importOf(2, 1, 2, 1)), 'it has limits of a memory whose maximum is below the minimum'],
    ['shared without a maximum', binary(importOf(2, 2, 1)), 'it has a shared memory without a maximum'],
    ['an odd page size', binary(importOf(2, 8, 1, 4)), 'it has a page size that is neither 1 nor 65536'],
    ['a tag of another attribute', binary(f, importOf(4, 1, 0)), 'it has a tag of unknown attribute 1'],
    ['an export twice', binary(f, importOf(0, 0), section(7, 2, 1, 0x66, 0, 0, 1, 0x66, 0, 0)), 'it exports one name twice'],
    ['an unknown form of type', binary(section(1, 1, 0x5c)), 'it has a type of unknown form 0x5c'],
    ['an unknown reference type', binary(importOf(1, 0x7f, 0, 0)), 'it has a reference type of unknown code 0x7f'],
  ])('%s', (_name, bytes, expected) => {
    const { value, diagnostics } = readModule(bytes, 'app.wasm');
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['wasm/malformed']);
    expect(diagnostics[0]?.message).toContain(expected);
    expect(diagnostics[0]?.message).toMatch(/^app\.wasm is malformed at byte \d+ /);
  });
});

test.each<[string, Uint8Array | string, string]>([
  ['nothing', '', 'is empty'],
  ['half a header', new Uint8Array([0, 0x61, 0x73]), 'is cut off in its header'],
  ['a component', new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]), 'is a WebAssembly component'],
  ['another version', new Uint8Array([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), 'of a version other than 1'],
  ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0]), 'is a gzip file'],
  ['text', ';; a guest\n(; (module ;)\n(module (func))', 'is WebAssembly text'],
  ['a page of a proxy', '<!DOCTYPE html><title>404</title>', 'is an HTML page'],
  ['JSON', '{"module": 1}', 'is not WebAssembly'],
])('%s is named as what it is', (_name, bytes, expected) => {
  const given = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const { diagnostics } = readModule(given, 'app.wasm');
  expect(diagnostics.map((d) => d.code)).toEqual(['wasm/not-a-module']);
  expect(diagnostics[0]?.message).toContain(expected);
});
