import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readBoundary } from '../../generator/wasm/read.js';
import { type RealModule, realModules } from '../support/wasm/modules.js';
import { boundaryOf, reflected } from '../support/wasm/reflect.js';
import { builtModules } from '../unit/wasm/built.js';
import { dumped, rowsOf } from './objdump.js';

const installed = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The part of binaryen's interface that is used here; it comes with asc. */
interface Binaryen {
  readonly Features: { readonly All: number };
  parseText(text: string): { setFeatures(features: number): void; validate(): number; emitBinary(): Uint8Array; dispose(): void };
}
const { default: binaryen } = (await import(pathToFileURL(installed('toolchains/node_modules/binaryen/index.js')).href)) as {
  default: Binaryen;
};

/** Modules of proposals that wabt does not assemble. */
const texts: Readonly<Record<string, string>> = {
  'structures and arrays': `(module
    (rec
      (type $node (sub (struct (field (mut (ref null $node))) (field i8) (field (mut i16)))))
      (type $leaf (sub final $node (struct (field (mut (ref null $node))) (field i8) (field (mut i16)) (field f64))))
      (type $all (array (mut (ref null $node)))))
    (type $visit (func (param (ref $node) anyref i31ref) (result (ref null $all) eqref)))
    (import "m" "visit" (func $visit (type $visit)))
    (import "m" "any" (global $any (mut anyref)))
    (global (export "leaf") (ref $leaf) (struct.new $leaf (ref.null none) (i32.const 1) (i32.const 2) (f64.const 3)))
    (global (export "numbers") (ref null $all) (array.new_fixed $all 2 (ref.null none) (struct.new_default $node)))
    (global (export "small") i31ref (ref.i31 (i32.const 7)))
    (table (export "nodes") 2 5 (ref null $node))
    (func (export "walk") (param structref arrayref nullref nullfuncref nullexternref) (result (ref extern) (ref func))
      unreachable))`,
  'exceptions with references': `(module
    (import "m" "thrown" (tag (param i32 externref)))
    (tag $own (export "own") (param i64))
    (func (export "catch") (result exnref) (block $caught (result exnref) (try_table (catch_all_ref $caught) (throw $own (i64.const 1))) (unreachable))))`,
  'memory and table of 64 bits': `(module
    (import "m" "memory" (memory i64 1 262144))
    (table (export "table") i64 3 9 funcref)
    (func (export "f") (result i64) (memory.size)))`,
  'references to functions of a type': `(module
    (type $unary (func (param i32) (result i32)))
    (import "m" "f" (func $f (type $unary)))
    (table (export "table") 4 4 (ref $unary) (ref.func $f))
    (global (export "f") (ref $unary) (ref.func $f))
    (func (export "call") (param (ref $unary) i32) (result i32) (call_ref $unary (local.get 1) (local.get 0))))`,
  'arithmetic in a constant': `(module
    (import "m" "base" (global $base i32))
    (global (export "sum") i32 (i32.add (global.get $base) (i32.mul (i32.const -8) (i32.const 4))))
    (memory (export "memory") 1))`,
  'several memories, one of them shared': '(module (memory (export "a") 1) (memory (export "b") 1 2 shared))',
};

function built([name, text]: readonly [string, string]): RealModule {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(binaryen.Features.All);
    if (module.validate() === 0) throw new Error(`${name} is not valid`);
    return { name, bytes: module.emitBinary() };
  } finally {
    module.dispose();
  }
}

const newer = Object.entries(texts).map(built);
const modules = [...realModules, ...builtModules, ...newer];

describe('in Node 24', () => {
  const told = reflected(
    modules.map(({ bytes }) => bytes),
    installed('hosts/node_modules/node24/bin/node'),
  );
  /** The last of the probes: arithmetic of 128 bits. */
  const tooNew = realModules.at(-1)?.name;
  test('all modules are taken, those of GC, exceptions and memory64 among them, but for one probe', () => {
    expect(modules.filter((_, i) => told[i] === null).map(({ name }) => name)).toEqual([tooNew]);
  });
  test.each(modules.map((module, i) => ({ ...module, boundary: told[i] })))(
    '$name is read as the engine reads it',
    ({ name, bytes, boundary }) => {
      const { value, diagnostics } = readBoundary(bytes, name);
      expect(diagnostics).toEqual([]);
      expect(value && boundaryOf(value)).toEqual(name === tooNew ? { imports: [], exports: [] } : boundary);
    },
  );
});

describe('wasm-objdump', () => {
  const told = dumped(modules.map(({ bytes }) => bytes));
  test('takes all modules but those that are newer than it', () => {
    const not = modules.filter((_, i) => told[i] === undefined).map(({ name }) => name);
    expect(modules.length - not.length).toBeGreaterThanOrEqual(30);
    expect(not.filter((name) => !name.includes('feature-detect'))).toEqual([
      'structures and arrays',
      'exceptions with references',
      'memory and table of 64 bits',
      'references to functions of a type',
    ]);
  });
  test.each(modules.map((module, i) => ({ ...module, rows: told[i] })).filter(({ rows }) => rows !== undefined))(
    'says the same of $name',
    ({ name, bytes, rows }) => {
      const { value } = readBoundary(bytes, name);
      expect(value && rowsOf(value)).toEqual(rows);
    },
  );
});
