import { describe, expect, test } from 'vitest';
import { readBoundary, readModule } from '../../../generator/wasm/read.js';
import { typeText } from '../../../runtime-glue/wasm/extern.js';
import { assemble, binary, importOf, leb, section } from './support.js';

const messageOf = (bytes: Uint8Array): string | undefined => readModule(bytes, 'app.wasm').diagnostics[0]?.message;
const text = (bytes: string): number[] => [...new TextEncoder().encode(bytes)];
const named = (name: readonly number[]): number[] => [...leb(name.length), ...name];
const f = section(1, 1, 0x60, 0, 0);

describe('case 57: a count is not believed', () => {
  /** Modules that end with a count, by what is counted and its limit. */
  const counted: readonly (readonly [what: string, limit: number, of: (count: number[]) => Uint8Array])[] = [
    ['types', 1_000_000, (count) => binary(section(1, ...count))],
    ['types of a recursion group', 1_000_000, (count) => binary(section(1, 1, 0x4e, ...count))],
    ['supertypes', 1, (count) => binary(section(1, 1, 0x50, ...count))],
    ['parameters', 1_000, (count) => binary(section(1, 1, 0x60, ...count))],
    ['results', 1_000, (count) => binary(section(1, 1, 0x60, 0, ...count))],
    ['fields', 10_000, (count) => binary(section(1, 1, 0x5f, ...count))],
    ['imports', 1_000_000, (count) => binary(section(2, ...count))],
    ['functions', 1_000_000, (count) => binary(section(3, ...count))],
    ['tables', 100_000, (count) => binary(section(4, ...count))],
    ['memories', 100, (count) => binary(section(5, ...count))],
    ['globals', 1_000_000, (count) => binary(section(6, ...count))],
    ['exports', 1_000_000, (count) => binary(section(7, ...count))],
    ['functions', 1_000_000, (count) => binary(section(10, ...count))],
    ['data segments', 100_000, (count) => binary(section(11, ...count))],
    ['tags', 1_000_000, (count) => binary(section(13, ...count))],
  ];

  test.each(counted)('%s: 2^32-1, and one more than the JavaScript interface allows (case 61)', (what, limit, of) => {
    for (const count of [2 ** 32 - 1, limit + 1])
      expect(messageOf(of(leb(count)))).toContain(`it declares ${count} ${what}; engines allow ${limit}`);
    expect(messageOf(of(leb(limit)))).toContain(`it declares ${limit} ${what} and ends before them`);
  });

  test('and nothing is made for it', () => {
    const lies = counted.map(([, limit, of]) => of(leb(limit)));
    const before = process.memoryUsage();
    for (let i = 0; i < 100; i++) for (const bytes of lies) readBoundary(bytes, 'app.wasm');
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    // 1,500 lists of a million places would be 12 GB.
    expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(100 * 2 ** 20);
  });
});

test.each([
  ['the module of an import', section(2, 1, 2, 0xc3, 0x28, 1, 0x66, 0, 0)],
  ['the name of an import', section(2, 1, 1, 0x6d, 3, 0xed, 0xa0, 0x80, 0, 0)],
  ['the name of an export', section(7, 1, 2, 0xc0, 0x80, 0, 0)],
  ['the name of a custom section', section(0, 4, 0xf4, 0x90, 0x80, 0x80)],
])('case 58: %s that is not UTF-8 is refused', (_what, bytes) => {
  expect(messageOf(binary(f, bytes))).toContain('it has a name that is not UTF-8');
});

test('case 58: names with NUL, marks of direction and a byte order mark are read as they are', () => {
  const [module, name, exported, custom] = ['\u0000', '\u202ea\u2066', '\ufeffrun', 'a\u0000b'];
  const bytes = binary(
    f,
    section(2, 1, ...named(text(module)), ...named(text(name)), 0, 0),
    section(7, 1, ...named(text(exported)), 0, 0),
    section(0, ...named(text(custom)), 1, 2),
  );
  const { value } = readModule(bytes, 'app.wasm');
  expect(value?.imports.map((i) => [i.module, i.name])).toEqual([[module, name]]);
  expect(value?.exports.map((e) => e.name)).toEqual([exported]);
  expect(value?.customs.map((c) => [c.name, ...c.bytes])).toEqual([[custom, 1, 2]]);
});

test('case 59: an import that stands twice, with two types, is read twice', () => {
  const { value } = readModule(
    assemble('(module (import "m" "f" (func)) (import "m" "f" (func (param i64))) (import "m" "f" (global i32)))'),
    'app.wasm',
  );
  expect(value?.imports.map((i) => `${i.module} ${i.name} ${typeText(i.type)}`)).toEqual([
    'm f (func)',
    'm f (func (param i64))',
    'm f (global i32)',
  ]);
});

describe('case 60: what is imported and is no function', () => {
  test.each([
    ['(memory 1 2 shared)'],
    ['(memory 1)'],
    ['(memory i64 1 2)'],
    ['(table 1 externref)'],
    ['(table 1 4 funcref)'],
    ['(global (mut v128))'],
    ['(global externref)'],
    ['(tag (param i32 f64))'],
  ])('%s is read', (type) => {
    const { value } = readBoundary(assemble(`(module (import "m" "f" ${type}))`), 'app.wasm');
    expect(value?.imports.map((i) => typeText(i.type))).toEqual([type]);
  });

  test('of an unknown kind, with unknown flags or of an unknown type is refused', () => {
    for (const kind of [5, 6, 0x20, 0x7f, 0xff]) expect(messageOf(binary(f, importOf(kind, 0)))).toContain(`of unknown kind ${kind}`);
    for (const flags of [0x10, 0x20, 0x40, 0x80]) expect(messageOf(binary(importOf(2, flags, 1, 2)))).toContain('with unknown flags');
    for (const type of [0x77, 0x78, 0x60, 0x40, 0x00])
      expect(messageOf(binary(importOf(3, type, 0)))).toContain('a value type of unknown code');
  });
});

describe('case 61: the limits of the JavaScript interface', () => {
  test('1,000 parameters are read', () => {
    const { value } = readModule(
      binary([1, ...leb(1005), 1, 0x60, ...leb(1000), ...Array<number>(1000).fill(0x7f), 0], importOf(0, 0)),
      'app.wasm',
    );
    expect(value?.imports.map(({ type }) => type.kind === 'func' && type.params.length)).toEqual([1000]);
  });
  test('1,000,000 imports are read, one more are refused', () => {
    const count = 1_000_000;
    const one = [1, 0x6d, 1, 0x66, 0, 0];
    const moduleOf = (imports: number) => {
      const contents = new Uint8Array(leb(imports).length + imports * one.length);
      contents.set(leb(imports));
      for (let i = 0; i < imports; i++) contents.set(one, leb(imports).length + i * one.length);
      return new Uint8Array([...binary(f, [2, ...leb(contents.length)]), ...contents]);
    };
    expect(readBoundary(moduleOf(count), 'app.wasm').value?.imports.length).toBe(count);
    expect(messageOf(moduleOf(count + 1))).toContain('it declares 1000001 imports; engines allow 1000000');
  });
  test('a file of more than 1 GiB is refused before it is read', () => {
    const bytes = new Uint8Array(2 ** 30 + 1);
    bytes.set(binary());
    expect(messageOf(bytes)).toContain('it has 1073741825 bytes; engines allow 1073741824');
  });
});

describe('what the engine refuses has no answer', () => {
  test('code that is not valid', () => {
    const bytes = assemble('(module (func (export "f") (result i32) (i32.const 1)))');
    bytes[bytes.indexOf(0x41)] = 0x42; // i64.const
    expect(readBoundary(bytes, 'app.wasm').value).toBeDefined();
    const { value, diagnostics } = readModule(bytes, 'app.wasm');
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['wasm/refused']);
    expect(diagnostics[0]?.message).toMatch(
      /^app\.wasm is refused by the WebAssembly engine of this Node\.js: Compiling function #0.*type error/,
    );
  });
});
