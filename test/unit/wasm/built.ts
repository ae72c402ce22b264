import type { RealModule } from '../../support/wasm/modules.js';
import { assemble } from './support.js';

/** Modules of what few packages have at their boundary. */
const texts: Readonly<Record<string, string>> = {
  'every kind of import': `(module
    (import "m" "f" (func (param i32 i64) (result f32 f64)))
    (import "m" "f" (func (param v128)))
    (import "m" "mem" (memory 1 65536 shared))
    (import "m" "table" (table 2 5 externref))
    (import "m" "functions" (table 0 funcref))
    (import "m" "global" (global (mut i64)))
    (import "m" "tag" (tag (param i32)))
    (import "\\e2\\80\\ae*/" "\\00" (global externref))
    (func (export "run")) (global (export "g") i32 (i32.const 1)))`,
  'every kind of export': `(module
    (import "m" "f" (func $f (param externref)))
    (import "m" "g" (global $g f64))
    (table (export "table") 3 7 externref)
    (table (export "functions") funcref (elem $own $f))
    (memory (export "memory") 1 2)
    (global (export "constant") v128 (v128.const i64x2 1 2))
    (global (export "mutable") (mut f64) (global.get $g))
    (global (export "reference") funcref (ref.func $own))
    (global (export "none") externref (ref.null extern))
    (global (export "large") i64 (i64.const -9223372036854775808))
    (tag (export "tag") (param i32 i64))
    (export "imported" (func $f)) (export "again" (func $f)) (export "imported global" (global $g))
    (func $own (export "own") (param i32 i64) (result f32 v128) unreachable)
    (start $start) (func $start)
    (data (i32.const 0) "data"))`,
  'a shared memory of its own': '(module (memory (export "memory") 1 3 shared))',
  memory64: '(module (import "m" "a" (memory i64 1 65536)) (memory (export "b") i64 2))',
  'several memories': '(module (import "m" "a" (memory 1)) (memory (export "b") 2 2) (memory (export "c") 3))',
  nothing: '(module)',
};

export const builtModules: readonly RealModule[] = Object.entries(texts).map(([name, text]) => ({ name, bytes: assemble(text) }));
