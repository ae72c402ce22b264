import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { isDeclared } from '../../../generator/emit/lifecycle.js';
import { wat } from '../../../generator/emitters/wat/index.js';
import { importsOf } from '../../../generator/ir/abi.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compileCase, compileFolder, corpus, emitted } from './corpus.js';

const toolkit = await wabt();
const features = { exceptions: true, threads: true, memory64: true, reference_types: true, mutable_globals: true, multi_memory: true };

function binary(text: string): Uint8Array {
  const module = toolkit.parseWat('imports.wat', text, features);
  const { buffer } = module.toBinary({});
  module.destroy();
  return buffer;
}

const textOf = async (lowered: LoweredAbi): Promise<string> => (await emitted(wat, lowered))[0]?.text ?? '';
const key = (item: { module: string; name: string; kind: string }) => JSON.stringify([item.module, item.name, item.kind]);

/** What the ABI declares to guests, as an engine lists imports. */
const declared = ({ abi }: LoweredAbi) =>
  importsOf(abi)
    .filter(isDeclared)
    .map((item) => ({ module: item.module, name: item.field, kind: item.kind === 'func' ? 'function' : item.kind }));

describe('case 26: imports.wat is a module of exactly the declared imports', () => {
  // Node 20 compiles no 64-bit memory; that case is parsed only, below.
  const cases = [
    ...corpus.filter((name) => name !== 'wide-memory').map((name) => `test/corpus/${name}`),
    'schemas/molt/1.4.0',
    'schemas/molt/1.5.0',
    'schemas/wasi/1.0.0',
  ];
  test.each(cases)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const module = new WebAssembly.Module(new Uint8Array(binary(await textOf(lowered))));
    expect(WebAssembly.Module.imports(module).map(key).sort()).toEqual(declared(lowered).map(key).sort());
  });
});

test('a memory of 64 bits parses', async () => {
  expect(binary(await textOf(compileCase('wide-memory'))).length).toBeGreaterThan(8);
});

test('the core types are those of the ABI', async () => {
  const lowered = compileCase('out-buffers');
  const module = toolkit.parseWat('imports.wat', await textOf(lowered), features);
  const lines = module.toText({ foldExprs: false, inlineExport: false }).split('\n');
  const types = lines
    .filter((line) => line.includes('(type (;') && line.includes('(func') && !line.includes('(import'))
    .map((line) => (line.match(/\((param|result)[^)]*\)/g) ?? []).join(' '));
  module.destroy();
  const expected = lowered.interfaces
    .flatMap((i) => i.functions)
    .map(({ signature }) =>
      [
        signature.params.length > 0 ? `(param ${signature.params.join(' ')})` : '',
        signature.results.length > 0 ? `(result ${signature.results.join(' ')})` : '',
      ]
        .filter((s) => s)
        .join(' '),
    );
  expect(new Set(types)).toEqual(new Set(expected));
});

test.each(['', '(module\n'])('stands before the fields of a guest, after %j', async (opening) => {
  const guest = '(func (export "run") (param i32) (result i32) (call $numbers.take-u32 (local.get 0)) (call $numbers.give-u32))';
  const text = `${opening}${await textOf(compileCase('scalars'))}${guest}${opening === '' ? '' : ')'}`;
  expect(WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(binary(text))))).toEqual([{ name: 'run', kind: 'function' }]);
});

test('parameters that would have one name are reported with both', async () => {
  const lowered = compileCase('buffers');
  const [first, ...others] = lowered.interfaces[0]?.functions ?? [];
  if (!first || !lowered.interfaces[0]) throw new Error('the corpus case has no function');
  const [core] = first.coreParams;
  if (!core) throw new Error('the function has no parameter');
  const twice = { ...first, coreParams: [core, { ...core, name: core.name.replaceAll('-', '_') }] };
  const { value, diagnostics } = await wat.emit(
    { ...lowered, interfaces: [{ ...lowered.interfaces[0], functions: [twice, ...others] }] },
    { targets: [], strictHost: false, render: () => '', glue: () => '' },
  );
  expect(value).toBeUndefined();
  expect(diagnostics.map((d) => d.code)).toEqual(['emit/collision']);
  expect(diagnostics[0]?.message).toBe('io.bytes.data-ptr and io.bytes.data_ptr are both data_ptr in WAT');
});
