import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { draftPage } from '../../../generator/infer/page.js';
import type { ExternType, WasmLimits } from '../../../runtime-glue/wasm/module.js';
import { assemble } from '../wasm/support.js';
import { compiled, expectSound, faultsOf, fileOf, func, given, importing, inferred, known } from './support.js';

const limits = (min: bigint, max?: bigint, more: Partial<WasmLimits> = {}): WasmLimits => ({
  min,
  max,
  shared: false,
  index: 'i32',
  pageSizeLog2: 16,
  ...more,
});
const memory = (min: bigint, max?: bigint, more: Partial<WasmLimits> = {}): ExternType => ({
  kind: 'memory',
  limits: limits(min, max, more),
});

/** Types of the exports of Molt. */
const moltExports = new Map(
  (known[0]?.lowered.interfaces ?? [])
    .flatMap((i) => i.exports)
    .map(({ export: { field }, signature }) => [field, { kind: 'func', ...signature } as ExternType]),
);

describe('known ABIs', () => {
  const wasi = importing('wasi.wasm', [
    { module: 'wasi_snapshot_preview1', name: 'fd_write', type: func('i32 i32 i32 i32 -> i32') },
    { module: 'wasi_snapshot_preview1', name: 'args_get', type: func('i32 i32 -> i32') },
  ]);
  const needed = ['stream_new', 'stream_send', 'stream_close', 'scratch_alloc', 'scratch_free', 'cancel_token_is_cancelled'];
  const molt = importing(
    'molt.wasm',
    [
      { module: 'env', name: 'molt_db_query_host', type: func('i64 i64 i64 i64 -> i32') },
      { module: 'wasi_snapshot_preview1', name: 'fd_write', type: func('i32 i32 i32 i32 -> i32') },
      { module: 'molt_runtime', name: 'whatever', type: func('externref ->') },
    ],
    needed.map((name) => ({ name: `molt_${name}`, type: moltExports.get(`molt_${name}`) ?? func(''), index: 0 })),
  );
  const sockets = importing('sockets.wasm', [{ module: 'wasi_snapshot_preview1', name: 'sock_accept', type: func('i32 i32 i32 -> i32') }]);

  test('describe what they have: WASI for a program, with types, capabilities and targets', async () => {
    const made = inferred([wasi]);
    expect(made).toMatchObject({ counts: { imports: 2, known: 2, drafted: 0, open: 0 }, from: ['wasi 1.0.0'] });
    const { functions } = fileOf(made, 'wasi.json');
    expect(Object.keys(functions)).toEqual(['args-get', 'fd-write']);
    // The function that tells the sizes is not imported, so nothing names it.
    expect(functions['args-get']).not.toHaveProperty('sizedBy');
    expect(Object.keys(fileOf(made, 'abi.json').capabilities)).toEqual(['env.read']);
    expect(Object.keys(fileOf(made, 'abi.json').targets).sort()).toEqual(['browser', 'edge', 'wasi']);
    expect(fileOf(made, 'guest.json').exports.memory.required).toBe(false);
    await expectSound(made, [wasi]);
  });

  test('Molt for a guest of Molt, payload schemas and open modules included, without the versions of Molt', async () => {
    const made = inferred([molt]);
    expect(made).toMatchObject({ counts: { known: 3, drafted: 0, open: 0 }, from: ['molt 1.4.0'] });
    expect(made.files.map((f) => f.path)).toContain('1.0.0/payloads/db-request.schema.json');
    expect(Object.keys(fileOf(made, 'abi.json').modules)).toEqual(['molt_runtime']);
    for (const { text } of made.files) expect(text).not.toMatch(/"(since|normativeChanges)":/);
    await expectSound(made, [molt]);
  });

  test('nothing for a guest that no host of theirs could serve: it does not export what answering takes', async () => {
    const lacking = importing('a.wasm', molt.module.imports.slice(0, 1));
    const made = inferred([lacking]);
    expect(made.from).toEqual([]);
    expect(made.notes.filter((n) => n.topic === 'known')).toMatchObject([{ about: 'env.molt_db_query_host' }]);
    await expectSound(made, [lacking]);
  });

  test('both in one draft, where interfaces of one name are told apart', async () => {
    const made = inferred([molt, sockets]);
    expect(made.from).toEqual(['molt 1.4.0', 'wasi 1.0.0']);
    expect(made.interfaces).toEqual(expect.arrayContaining(['wasi', 'wasi-2', 'guest', 'guest-2']));
    expect(JSON.stringify(fileOf(made, 'wasi-2.json'))).toContain('"errno.errno"');
    await expectSound(made, [molt, sockets]);
  });

  test('are known by functions: a memory alone is of no ABI', () => {
    const one = importing('a.wasm', [...wasi.module.imports, { module: 'env', name: 'memory', type: memory(1n) }]);
    expect(inferred([one])).toMatchObject({ from: ['wasi 1.0.0'], counts: { known: 2, drafted: 1 } });
  });

  test('do not describe a name with another type, which is told', async () => {
    const old = importing('old.wasm', [{ module: 'wasi_snapshot_preview1', name: 'fd_seek', type: func('i32 i32 i32 i32 -> i32') }]);
    const made = inferred([old]);
    expect(made.from).toEqual([]);
    expect(made.notes.filter((n) => n.topic === 'known')).toMatchObject([{ about: 'wasi_snapshot_preview1.fd_seek' }]);
    await expectSound(made, [old]);
  });
});

describe('several modules', () => {
  test('share one memory and table, with limits that leave room for each', async () => {
    const table = (min: bigint, max?: bigint): ExternType => ({ kind: 'table', element: 'funcref', limits: limits(min, max) });
    const both = [
      importing('a.wasm', [
        { module: 'env', name: 'memory', type: memory(4n, 10n) },
        { module: 'env', name: 'table', type: table(1n) },
      ]),
      importing('b.wasm', [
        { module: 'env', name: 'memory', type: memory(2n, 20n) },
        { module: 'env', name: 'table', type: table(3n, 3n) },
        { module: 'GOT.mem', name: '__heap_base', type: { kind: 'global', type: 'i32', mutable: true } },
        { module: 'env', name: '__cpp_exception', type: { kind: 'tag', params: ['i32'], results: [] } },
      ]),
    ];
    const made = inferred(both);
    expect(fileOf(made, 'env.json')).toMatchObject({
      memories: { memory: { import: 'memory', min: 2, max: 20 } },
      tables: { table: { import: 'table', min: 1, element: 'funcref' } },
      tags: { 'cpp-exception': { params: ['i32'] } },
    });
    expect(fileOf(made, 'env.json').tables.table).not.toHaveProperty('max');
    expect(fileOf(made, 'got-mem.json').globals).toEqual({ 'heap-base': { import: '__heap_base', type: 'i32', mutable: true } });
    await expectSound(made, both);
  });

  test('make a shared memory require threads', async () => {
    const one = importing('a.wasm', [{ module: 'env', name: 'memory', type: memory(1n, 2n, { shared: true }) }]);
    const made = inferred([one]);
    expect(fileOf(made, 'abi.json').targets.host.threads).toBe('required');
    await expectSound(made, [one]);
  });

  test('that disagree about a name leave it out: neither passes', () => {
    const a = importing('a.wasm', [
      { module: 'env', name: 'f', type: func('i32 ->') },
      { module: 'env', name: 'ok', type: func('->') },
      { module: 'env', name: 'ref', type: func('externref ->') },
    ]);
    const b = importing('b.wasm', [{ module: 'env', name: 'f', type: func('i64 ->') }]);
    const made = inferred([a, b]);
    expect(made.conflicts).toEqual([
      {
        module: 'env',
        name: 'f',
        types: [
          { type: '(func (param i32))', paths: ['a.wasm'] },
          { type: '(func (param i64))', paths: ['b.wasm'] },
        ],
      },
    ]);
    // A module with a conflict is not opened for what cannot be described: that would let the conflict pass.
    expect(fileOf(made, 'abi.json')).not.toHaveProperty('modules');
    const { lowered } = compiled(made);
    for (const one of [a, b]) expect(faultsOf(lowered, one)).toContainEqual(expect.stringContaining('imports "env" "f"'));
    expect(made.notes[0]).toMatchObject({ topic: 'conflict', about: 'env.f' });
  });

  test('that import a name twice as two types are told as one that disagrees with itself', () => {
    const twice = importing('a.wasm', [
      { module: 'env', name: 'f', type: func('i32 ->') },
      { module: 'env', name: 'f', type: func('f32 ->') },
    ]);
    expect(inferred([twice]).conflicts).toHaveLength(1);
  });
});

describe('types that the language has no words for', () => {
  test.each<[string, ExternType]>([
    ['a vector', func('v128 ->')],
    ['a reference', func('-> externref')],
    ['a reference to a type', func('(ref null 3) ->')],
    ['several results', func('-> i32 i32')],
    ['a global of a reference', { kind: 'global', type: 'funcref', mutable: false }],
    ['a table of references', { kind: 'table', element: 'anyref', limits: limits(1n) }],
    ['a table with 64-bit indices', { kind: 'table', element: 'funcref', limits: limits(1n, undefined, { index: 'i64' }) }],
    ['a memory of small pages', memory(1n, 1n, { pageSizeLog2: 0 })],
    ['a memory beyond what JavaScript counts', memory(1n, 2n ** 48n, { index: 'i64' })],
    ['a tag of a reference', { kind: 'tag', params: ['externref'], results: [] }],
  ])('%s: the module is open, and it is told', async (_, type) => {
    const one = importing('a.wasm', [
      { module: '__proto__', name: 'x', type },
      { module: '__proto__', name: 'f', type: func('i32 -> i32') },
    ]);
    const made = inferred([one]);
    expect(made.counts).toEqual({ imports: 2, known: 0, drafted: 1, open: 1 });
    expect(Object.keys(fileOf(made, 'abi.json').modules)).toEqual(['__proto__']);
    expect(made.notes[0]).toMatchObject({ topic: 'open', about: '__proto__.x' });
    await expectSound(made, [one]);
  });

  test('a second memory is one of them', async () => {
    const two = importing('a.wasm', [
      { module: 'env', name: 'm0', type: memory(1n) },
      { module: 'env', name: 'm1', type: memory(1n) },
    ]);
    const made = inferred([two]);
    expect(made.counts).toMatchObject({ drafted: 1, open: 1 });
    await expectSound(made, [two]);
  });
});

describe('what guests export', () => {
  const a = given(
    'a.wasm',
    assemble('(module (memory (export "m") 1) (func (export "malloc") (param i32) (result i32) (i32.const 0)) (func (export "_start")))'),
  );
  const b = given('b.wasm', assemble('(module (memory (export "m") 1) (func (export "malloc") (param i64)) (func (export "other")))'));

  test('is required where all have it, and left out where they disagree', async () => {
    const made = inferred([a, b]);
    expect(fileOf(made, 'guest.json').exports).toMatchObject({
      m: { export: 'm', kind: 'memory', required: true },
      start: { export: '_start', required: false },
    });
    expect(made.notes.filter((n) => n.topic === 'export').map((n) => n.text)).toContainEqual(expect.stringContaining('(func (param i64))'));
    await expectSound(made, [a, b]);
  });

  test('is a draft too where nothing is imported or exported', async () => {
    const nothing = importing('a.wasm', []);
    await expectSound(inferred([nothing]), [nothing]);
  });
});

test('the page lists the gravest first, and holds no markup of a module', () => {
  const hostile = importing('<b>`x`.wasm', [
    { module: 'env', name: '](javascript:alert(1))`|<img>\n# x', type: func('externref ->') },
    { module: 'a', name: 'b', type: func('i32 i32 -> i32') },
  ]);
  const text = draftPage(inferred([hostile]), 'app', ['<b>`x`.wasm']);
  const titles = [...text.matchAll(/^## (.*)$/gm)].map((m) => m[1]);
  expect(titles).toEqual([
    'Imports without a description',
    'Names that the next build changes',
    'Addresses and lengths',
    'Results that may be a status',
    'Capabilities',
    'Targets',
    'Signed or unsigned',
    'Parameters without a name',
    'Functions without documentation',
  ]);
  const kinds = new Set<string>();
  const visit = (node: { readonly type: string; readonly children?: readonly unknown[] }): void => {
    kinds.add(node.type);
    for (const child of node.children ?? []) visit(child as typeof node);
  };
  visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  expect([...kinds].sort()).toEqual(['heading', 'inlineCode', 'list', 'listItem', 'paragraph', 'root', 'text']);
});
