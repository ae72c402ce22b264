import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeclared } from '../../generator/emit/lifecycle.js';
import { c } from '../../generator/emitters/c/index.js';
import { cNames } from '../../generator/emitters/c/names.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { compileFolder, corpus, emitted } from '../unit/emitters/corpus.js';
import { comparable, declaredImports, inFolder, run, typedImports, wasm32 } from './tools.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];
const strict = ['-Wall', '-Wextra', '-Werror', '-fsyntax-only'];

async function header(lowered: LoweredAbi): Promise<{ path: string; text: string }> {
  const [file] = await emitted(c, lowered);
  if (!file) throw new Error('no header');
  return file;
}

describe('the header compiles without a warning', () => {
  test.each(folders)('%s', async (folder) => {
    const { path, text } = await header(compileFolder(folder));
    // Twice, for the include guard; as a file of its own, since a main file may have warnings of its kind.
    const source = `#include "${path}"\n#include "${path}"\n`;
    inFolder({ [path]: text, 'main.c': source, 'main.cpp': source }, (at) => {
      run(at, 'clang-14', '--target=wasm32', '-ffreestanding', '-std=c11', ...strict, 'main.c');
      run(at, 'clang-14', '--target=wasm32', '-ffreestanding', '-std=c++17', ...strict, 'main.cpp');
      run(at, 'clang-14', '--target=wasm32', '-ffreestanding', '-std=c++11', ...strict, 'main.cpp');
      run(at, 'gcc', '-std=c11', ...strict, 'main.c');
      run(at, 'g++', '-std=c++17', ...strict, 'main.cpp');
    });
  });
});

describe('case 26: a guest in C imports and exports what the ABI says, with its core types', () => {
  test.each(folders)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const { path, text } = await header(lowered);
    const { names } = cNames(lowered);
    const functions = lowered.interfaces.flatMap((i) => i.functions).filter((f) => isDeclared(f.func));
    const references = functions.map(({ func }) => `(void (*)(void))${names.functions.get(func.id)},`);
    const source = `#define ${names.macroPrefix}_NO_DEPRECATED\n#include "${path}"\n__attribute__((used)) void (*const all_imports[])(void) = {\n${references.join('\n')}\n0};\n`;
    const imports = inFolder({ [path]: text, 'guest.c': source }, (at) => {
      run(
        at,
        'clang-14',
        ...wasm32,
        '-std=c11',
        '-Wall',
        '-Werror',
        '-Wl,--no-entry,--no-gc-sections,--fatal-warnings',
        '-o',
        'guest.wasm',
        'guest.c',
      );
      return typedImports(readFileSync(join(at, 'guest.wasm')));
    });
    expect(comparable(imports)).toEqual(comparable(declaredImports(functions)));
  });
});

test('a guest that defines an export gets it under the name of the ABI', async () => {
  const { path, text } = await header(compileFolder('test/corpus/exports'));
  const source = `#include "${path}"\nvoid demo_guest_odd(int32_t int_) { (void)int_; }\nbool demo_guest_read(void *where) { return where != 0; }\n`;
  const exports = inFolder({ [path]: text, 'guest.c': source }, (at) => {
    run(at, 'clang-14', ...wasm32, '-std=c11', '-Wall', '-Wextra', '-Werror', '-Wl,--no-entry', '-o', 'guest.wasm', 'guest.c');
    return WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(readFileSync(join(at, 'guest.wasm')))));
  });
  expect(exports.map((e) => [e.kind, e.name])).toEqual([
    ['memory', 'memory'],
    ['function', 'demo:odd name'],
    ['function', 'read'],
  ]);
});

test('a definition of another type does not compile', async () => {
  const { path, text } = await header(compileFolder('test/corpus/exports'));
  const source = `#include "${path}"\nbool demo_guest_read(int64_t where) { return where != 0; }\n`;
  expect(() => inFolder({ [path]: text, 'guest.c': source }, (at) => run(at, 'clang-14', ...wasm32, '-std=c11', '-c', 'guest.c'))).toThrow(
    'conflicting types',
  );
});

test('the constants are exact', async () => {
  const { path, text } = await header(compileFolder('test/corpus/enums'));
  const checks = [
    'DEMO_BIG_MAX == UINT64_MAX',
    'DEMO_BIG_ODD == UINT64_C(9007199254740993)',
    'DEMO_LEAST_MIN == INT64_MIN',
    'DEMO_LEVEL_LOW == INT32_MIN',
    'DEMO_HINTS_SIGN < 0',
    'DEMO_WIDE_TOP == UINT64_C(1) << 63',
    'sizeof(DEMO_LEAST_MIN) == 8',
    'DEMO_STDIO_FD_FIRST == 1 << 30',
  ];
  const source = `#include "${path}"\n${checks.map((check) => `_Static_assert(${check}, "");`).join('\n')}\n#if DEMO_COLOR_DARK_BLUE != 2\n#error not 2\n#endif\n`;
  inFolder({ [path]: text, 'main.c': source }, (at) =>
    run(at, 'clang-14', '--target=wasm32', '-ffreestanding', '-std=c11', ...strict, 'main.c'),
  );
});

test('calling what is deprecated gives the advice', async () => {
  const { path, text } = await header(compileFolder('test/corpus/deprecated'));
  const source = `#include "${path}"\nvoid f(void) { demo_old(); }\n`;
  expect(() =>
    inFolder({ [path]: text, 'main.c': source }, (at) => run(at, 'clang-14', '--target=wasm32', '-ffreestanding', ...strict, 'main.c')),
  ).toThrow("'demo_old' is deprecated: Deprecated since 1.1.0, to be removed in 2.0.0. Use old.new.");
});

test('the layout of a record that the compiler lays out otherwise does not compile', async () => {
  const { path, text } = await header(compileFolder('test/corpus/records'));
  const broken = text.replace('  uint16_t b;', '  uint32_t b;');
  expect(broken).not.toBe(text);
  expect(() =>
    inFolder({ [path]: broken, 'main.c': `#include "${path}"\n` }, (at) =>
      run(at, 'clang-14', '--target=wasm32', '-ffreestanding', '-std=c11', ...strict, 'main.c'),
    ),
  ).toThrow('demo_inner_t');
});
