import { describe, expect, test } from 'vitest';
import { isDeclared } from '../../generator/emit/lifecycle.js';
import { assemblyscriptWords } from '../../generator/emit/reserved/assemblyscript.js';
import { asNames } from '../../generator/emitters/assemblyscript/names.js';
import type { LoweredAbi, LoweredFunc, MemoryType } from '../../generator/ir/lowered.js';
import { compile } from '../../generator/pipeline.js';
import { memoryHost } from '../../generator/source/memory-host.js';
import { compileFolder, corpus } from '../unit/emitters/corpus.js';
import { compileAs, moduleOf } from './asc-tools.js';
import { type TypedImport, typedImports } from './tools.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];

/** Compiles a guest beside the emitted module, with its namespaces in sight. */
async function guestOf(lowered: LoweredAbi, body: string, edit: (text: string) => string = (text) => text): Promise<Uint8Array> {
  const { path, text } = await moduleOf(lowered);
  const namespaces = [...text.matchAll(/^export namespace (\w+)/gm)].map((match) => match[1]);
  const imports = `import { ${['ABI_VERSION', ...namespaces].join(', ')} } from "./${path.replace(/\.ts$/, '')}";\nexport const _version = ABI_VERSION;\n`;
  return compileAs({ [path]: edit(text), 'guest.ts': imports + body });
}

/** Names with a zero byte are reported instead. */
const callable = (lowered: LoweredAbi): LoweredFunc[] =>
  lowered.interfaces.flatMap((i) => i.functions).filter((f) => isDeclared(f.func) && !`${f.func.module}${f.func.field}`.includes('\0'));

describe('a guest in AssemblyScript has the imports and core types of the ABI', () => {
  test.each(folders)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const { names } = asNames(lowered);
    const calls = callable(lowered).map(({ func, passings, coreParams }) => {
      const args = coreParams.map((core) => {
        const passing = passings.find((p) => p.param === core.param);
        const structure = core.role === 'address' && core.type === 'i32' && passing?.by === 'memory' && passing.memory.kind !== 'scalar';
        return structure ? nothing(passing.memory, names) : '0';
      });
      return `  ${names.namespaces.get(func.interfaceName)}.${names.functions.get(func.id)}(${args.join(', ')});\n`;
    });
    const imports = typedImports(await guestOf(lowered, `export function _use(): void {\n${calls.join('')}}\n`));
    const expected = callable(lowered).map(({ func, signature }) => ({
      module: func.module,
      name: func.field,
      kind: 'function',
      type: { parameters: signature.params, results: signature.results },
    }));
    const key = (i: TypedImport) => JSON.stringify(i);
    expect(imports.map(key).sort()).toEqual(expected.map(key).sort());
  });
});

type Names = ReturnType<typeof asNames>['names'];

const typeName = (id: string, names: Names): string => `${names.namespaces.get(id.slice(0, id.indexOf('.')))}.${names.types.get(id)}`;
const nothing = (memory: MemoryType, names: Names): string =>
  memory.kind === 'scalar' ? '0' : `changetype<${typeName(memory.type.id, names)}>(0)`;

/** The fields that the compiler places are checked by the module itself; views into structures are code of ours. */
describe('views lie where the ABI has them', () => {
  const viewed = folders.filter((folder) => compileFolder(folder).interfaces.some((i) => [...i.layouts.values()].some(hasViews)));
  test.each(viewed)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const { names } = asNames(lowered);
    const probes = lowered.interfaces.flatMap((i) => [...i.layouts.values()].flatMap((layout) => probesOf(layout, names)));
    const functions = probes.map((body, i) => `export function _probe${i}(): bool {\n  memory.fill(1024, 0, 1024);\n  ${body}\n}\n`);
    const module = new WebAssembly.Module(new Uint8Array(await guestOf(lowered, functions.join(''))));
    const { exports } = new WebAssembly.Instance(module);
    expect(probes.map((_, i) => (exports[`_probe${i}`] as () => number)())).toEqual(probes.map(() => 1));
  });
});

const hasViews = (layout: MemoryType): boolean =>
  layout.kind === 'record'
    ? layout.fields.some((f) => f.memory.kind !== 'scalar')
    : layout.kind === 'variant' && layout.cases.some((c) => c.memory);

/** A view of a structure has its address; a view of a number reads the byte that stands there. */
function probesOf(layout: MemoryType, names: Names): string[] {
  if (layout.kind === 'scalar') return [];
  const { id } = layout.type;
  const probe = (name: string, memory: MemoryType, offset: number): string => {
    const view = `changetype<${typeName(id, names)}>(1024).${names.member(id, name, layout.type)}`;
    if (memory.kind !== 'scalar') return `return changetype<usize>(${view}) == ${1024 + offset};`;
    return `const before = ${view}; store<u8>(${1024 + offset}, 1); return !before && !!${view};`;
  };
  if (layout.kind === 'variant') return layout.cases.flatMap((c) => (c.memory ? [probe(c.name, c.memory, layout.payloadOffset)] : []));
  return layout.fields.flatMap((f) => (f.memory.kind === 'scalar' ? [] : [probe(f.name, f.memory, f.offset)]));
}

test('a layout that the compiler has otherwise does not compile', async () => {
  const lowered = compileFolder('test/corpus/records');
  await expect(guestOf(lowered, '', (text) => text.replace('b: u16;', 'b: u32;'))).rejects.toThrow('stat.Inner.b is not at 2');
  await expect(guestOf(lowered, '', (text) => text.replace('private _52: u32;', ''))).rejects.toThrow('stat.Stat has not 56 bytes');
});

test('the constants are exact', async () => {
  const checks = [
    'modes.Big.MAX == u64.MAX_VALUE',
    'modes.Big.ODD == 9007199254740993',
    'modes.Least.MIN == i64.MIN_VALUE',
    'modes.Level.LOW == i32.MIN_VALUE',
    'modes.Hints.SIGN < 0',
    'modes.Wide.TOP == (1 as u64) << 63',
    'modes.Stdio.FD_FIRST == 1 << 30',
    'modes.Color.DARK_BLUE == 2',
    'sizeof<modes.Color>() == 1',
    'sizeof<modes.Big>() == 8',
  ];
  const body = `export function _check(): bool {\n  return ${checks.join('\n    && ')};\n}\n`;
  const bytes = await guestOf(compileFolder('test/corpus/enums'), body);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
  expect((exports._check as () => number)()).toBe(1);
});

test('a definition of an exported function is held against its type', async () => {
  const using = (type: string) =>
    `function read(where: ${type}): bool { return where != 0; }\nexport const _check: guest.ReadExport = read;\n`;
  const lowered = compileFolder('test/corpus/exports');
  await guestOf(lowered, using('usize'));
  await expect(guestOf(lowered, using('u64'))).rejects.toThrow('not assignable');
});

/** In AssemblyScript an interface is a namespace, so its words may be names of interfaces, too. */
test('every word of the language can be the name of an interface, and of a function beside types of others', async () => {
  const words = [
    ...assemblyscriptWords,
    'heap',
    'memory',
    'atomic',
    'table',
    'assert',
    'abort',
    'trace',
    'Math',
    'console',
    'process',
    'undefined',
  ];
  const call = (word: string) => ({
    import: word,
    doc: 'A call.',
    params: [{ name: 'code', type: 'codes.code' }],
    capability: 'none',
    capabilityReason: 'It touches nothing.',
  });
  const interfaces = Object.fromEntries(
    words.map((word, i) => [
      `${i}.json`,
      JSON.stringify({
        interface: word,
        module: `m${i}`,
        functions: Object.fromEntries(['codes', 'call'].map((name) => [name, call(name)])),
      }),
    ]),
  );
  const host = memoryHost({
    ...interfaces,
    'codes.json': JSON.stringify({ interface: 'codes', module: 'env', types: { code: { kind: 'enum', repr: 'u8', cases: { ONE: 1 } } } }),
    'abi.json': JSON.stringify({
      abi: 'demo',
      version: '1.0.0',
      targets: { wasi: { threads: 'disabled', blocking: 'allowed' } },
      capabilities: {},
      interfaces: ['codes.json', ...Object.keys(interfaces)],
    }),
  });
  const { value, diagnostics } = compile(host, '.');
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  const { names } = asNames(value.lowered);
  const calls = callable(value.lowered).map(
    ({ func }) => `  ${names.namespaces.get(func.interfaceName)}.${names.functions.get(func.id)}(codes.Code.ONE);\n`,
  );
  const bytes = await guestOf(value.lowered, `export function _use(): void {\n${calls.join('')}}\n`);
  expect(typedImports(bytes)).toHaveLength(2 * words.length);
});
