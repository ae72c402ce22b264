import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { c } from '../../../generator/emitters/c/index.js';
import { importsOf } from '../../../generator/ir/abi.js';
import { narrow } from '../../../generator/narrow/narrow.js';
import { readModule } from '../../../generator/wasm/read.js';
import { compileFolder, emitted } from '../emitters/corpus.js';
import { assemble } from '../wasm/support.js';

const everything = compileFolder('test/corpus/everything');
const molt = compileFolder('schemas/molt/1.5.0');

const narrowed = (lowered: typeof molt, bytes: Uint8Array) => {
  const module = readModule(bytes, 'app.wasm');
  if (!module.value) throw new Error(module.diagnostics[0]?.message);
  return narrow(lowered, module.value, 'app.wasm', 'sha256:00');
};
const narrowedTo = (lowered: typeof molt, bytes: Uint8Array) => {
  const { value, diagnostics } = narrowed(lowered, bytes);
  expect(diagnostics).toEqual([]);
  if (!value) throw new Error('nothing is left');
  return value;
};

describe('what is left', () => {
  const only = narrowedTo(molt, assemble('(module (import "env" "molt_db_query_host" (func (param i64 i64 i64 i64) (result i32))))'));

  test('is what the module imports, with the types, capabilities and guest exports that go with it', () => {
    expect(importsOf(only.abi).map((i) => i.field)).toEqual(['molt_db_query_host']);
    expect(only.interfaces.flatMap((i) => i.functions.map((f) => f.func.field))).toEqual(['molt_db_query_host']);
    const whole = molt.abi.interfaces.flatMap((i) => i.types).length;
    const types = only.abi.interfaces.flatMap((i) => i.types);
    expect(types.length).toBeGreaterThan(0);
    expect(types.length).toBeLessThan(whole / 2);
    expect(only.abi.capabilities.map((capability) => capability.name)).toEqual(['db.read']);
    expect(only.onlyImportsOf).toBe('sha256:00');
    expect(only.abi.digest).toBe(molt.abi.digest);
  });

  test('is whole: every type that something names is there', async () => {
    const ids = new Set(only.abi.interfaces.flatMap((i) => i.types.map((t) => t.id)));
    for (const { functions } of only.abi.interfaces)
      for (const type of functions.flatMap((f) => [...f.params.map((p) => p.type), f.result?.type, ...(f.result?.errors ?? [])]))
        if (type !== undefined && 'id' in type) expect(ids).toContain(type.id);
    expect((await emitted(c, only))[0]?.text).toContain('molt_db_query_host');
  });

  test('has the limits of the module', () => {
    const memory = everything.memory;
    const table = everything.abi.interfaces.flatMap((i) => i.tables)[0];
    if (memory === undefined || table === undefined) throw new Error('the corpus has no memory or no table');
    const shared = memory.shared ? ' shared' : '';
    const { element } = table;
    const text = `(module (import "${memory.module}" "${memory.field}" (memory 3 7${shared})) (import "${table.module}" "${table.field}" (table 4 4 ${element})))`;
    const own = narrowedTo(everything, assemble(text));
    expect(own.memory?.limits).toEqual({ min: 3, max: 7 });
    expect(own.abi.interfaces.flatMap((i) => i.tables).map((t) => t.limits)).toEqual([{ min: 4, max: 4 }]);
  });

  test('is everything for a module that imports everything', () => {
    const bytes = new Uint8Array(readFileSync(new URL('../../guests/everything-c.wasm', import.meta.url)));
    const imported = narrowedTo(everything, bytes);
    const module = readModule(bytes, 'app.wasm').value;
    expect(importsOf(imported.abi).length).toBeGreaterThan(30);
    expect(importsOf(imported.abi).length).toBeLessThanOrEqual(module?.imports.length ?? 0);
  });

  test('is nothing but what every guest must have for a module without imports', () => {
    const none = narrowedTo(molt, assemble('(module)'));
    expect(importsOf(none.abi)).toEqual([]);
    expect(none.abi.capabilities).toEqual([]);
    const required = molt.abi.interfaces.flatMap((i) => i.exports).filter((e) => e.requiredOn.length > 0);
    expect(none.abi.interfaces.flatMap((i) => i.exports)).toEqual(required);
  });
});

describe('what does not fit is told', () => {
  test.each([
    [
      'an import that the ABI lacks',
      '(import "env" "molt_db_quarry_host" (func))',
      'wasm/unlisted-import',
      'app.wasm imports "env" "molt_db_quarry_host"',
    ],
    ['an import of another module', '(import "wasi" "fd_write" (func))', 'wasm/unlisted-import', 'imports "wasi" "fd_write"'],
    [
      'another core type',
      '(import "env" "molt_db_query_host" (func (param i64 i64 i64 i32) (result i32)))',
      'wasm/wrong-type',
      'as (func (param i64 i64 i64 i32) (result i32)); in molt 1.5.0 it is (func (param i64 i64 i64 i64) (result i32))',
    ],
    ['another kind', '(import "env" "molt_db_query_host" (memory 1))', 'wasm/wrong-type', 'as (memory 1); in molt 1.5.0 it is (func'],
  ])('%s', (_name, text, code, message) => {
    const { value, diagnostics } = narrowed(molt, assemble(`(module ${text})`));
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toContain(message);
  });

  test('all of it at once, also a name that is imported twice', () => {
    const text = `(module (import "env" "a" (func)) (import "env" "b" (func)) (import "env" "molt_db_query_host" (func))
      (import "env" "molt_db_query_host" (func (param i64 i64 i64 i64) (result i32))))`;
    expect(narrowed(molt, assemble(text)).diagnostics.map((d) => d.code)).toEqual([
      'wasm/unlisted-import',
      'wasm/unlisted-import',
      'wasm/wrong-type',
    ]);
  });

  test('a memory that the limits of the ABI leave no room for, or that is shared where it is not', () => {
    const memory = everything.memory;
    if (memory === undefined) throw new Error('the corpus has no memory');
    const { max } = memory.limits;
    const texts = [
      `(memory 1 2 ${memory.shared ? '' : 'shared'})`,
      ...(max === undefined ? [] : [`(memory ${max + 1} ${max + 1} ${memory.shared ? 'shared' : ''})`]),
    ];
    for (const text of texts)
      expect(
        narrowed(everything, assemble(`(module (import "${memory.module}" "${memory.field}" ${text}))`)).diagnostics.map((d) => d.code),
      ).toEqual(['wasm/wrong-type']);
  });
});
