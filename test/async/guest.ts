import { importsOf, type Package } from '../runtime/support.js';

/**
 * A guest that calls each import from a function of its own, as compilers do: only a function of the guest can be suspended.
 * `do_x` calls the import `x`; `more` is WAT beside them.
 */
export const caller = (lowered: Package['lowered'], more = ''): string => {
  const calls = lowered.interfaces
    .flatMap((i) => i.functions)
    .map(({ func: { field }, signature: { params, results } }) => {
      const values = params.map((_, i) => `(local.get ${i})`).join(' ');
      return `(func (export "do_${field}") (param ${params.join(' ')}) (result ${results.join(' ')}) (call $${field} ${values}))`;
    });
  return `(module ${importsOf(lowered)} (memory (export "memory") 1 8) ${calls.join('\n')} ${more})`;
};

/**
 * The exports that serve the streams of `abis/late`, and `g_run`, which closes the file that it is given. What is sent lies at 4096.
 * `g_later` waits for a host, beneath an import that it answers itself.
 */
export const streamExports = `
  (func (export "g_new") (param i64) (result i64) (drop (memory.grow (i32.const 1))) (i64.const 77))
  (func (export "g_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "g_free") (param i32 i32))
  (func (export "g_close") (param i64) (i32.store (i32.const 4) (i32.const 1)))
  (func (export "g_send") (param i64 i32 i64) (result i64)
    (memory.copy (i32.const 4096) (local.get 1) (i32.wrap_i64 (local.get 2))) (i64.const 0))
  (func (export "g_run") (param i32) (result i32) (call $close (local.get 0)))
  (func (export "twice") (param i32) (result i32)
    (i32.add (i32.mul (call $wait (local.get 0) (i32.const 1)) (i32.const 100)) (call $wait (local.get 0) (i32.const 2))))
  (func (export "g_later") (param i32) (result i32)
    (try (result i32) (do (call $hold (local.get 0))) (catch_all (drop (call $ping)) (i32.const -77))))`;
