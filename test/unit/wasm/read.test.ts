import { describe, expect, test } from 'vitest';
import { readBoundary, readModule } from '../../../generator/wasm/read.js';
import { typeText } from '../../../runtime-glue/wasm/extern.js';
import { assemble, binary, importOf, section } from './support.js';

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

describe('case 56: what is damaged is told with its place', () => {
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
    ['a section whose length has six bytes', binary([1, 0x81, 0x80, 0x80, 0x80, 0x80, 0, 0]), 'with too many bytes'],
    ['code for no function', binary(section(10, 1, 2, 0, 0x0b)), 'it declares 0 functions and has code for 1'],
    ['a function without code', binary(f, section(3, 1, 0)), 'it declares 1 functions and has code for 0'],
    ['data that was not announced', binary(section(12, 0), section(11, 1, 1, 0)), 'it announces 0 data segments and has 1'],
    ['data that does not come', binary(section(12, 1)), 'it announces 1 data segments and has 0'],
    ['an export of nothing', binary(section(7, 1, 1, 0x66, 2, 0)), 'it exports the memory 0, of which it has 0'],
    ['a start that is no function', binary(section(8, 0)), 'it starts with the function 0, which is none'],
    ['a start with parameters', binary(section(1, 1, 0x60, 1, 0x7f, 0), importOf(0, 0), section(8, 0)), 'without parameters and results'],
    [
      'a global that is computed by a call',
      binary(section(6, 1, 0x7f, 0, 0x10, 0, 0x0b)),
      'a constant expression with the instruction 0x10',
    ],
    ['a global of another vector', binary(section(6, 1, 0x7b, 0, 0xfd, 13, 0x0b)), 'the instruction 0xfd 13'],
    ['a global without an end', binary(section(6, 1, 0x7f, 0, 0x41, 0)), 'it ends too early'],
    [
      'a constant of 33 bits',
      binary(section(6, 1, 0x7f, 0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x08, 0x0b)),
      'a signed integer of more than 32 bits',
    ],
    ['a table of unknown form', binary(section(4, 1, 0x40, 1, 0x70, 0, 0, 0x0b)), 'it has a table of unknown form 0x1'],
    ['a shared table', binary(importOf(1, 0x70, 3, 0, 1)), 'it has limits of a table with unknown flags 0x3'],
    ['a memory of more than 4 GiB', binary(importOf(2, 0, 0x81, 0x80, 0x04)), 'it has a memory of more pages than can be addressed'],
    ['an unknown reference type', binary(importOf(1, 0x7f, 0, 0)), 'it has a reference type of unknown code 0x7f'],
  ])('%s', (_name, bytes, expected) => {
    const { value, diagnostics } = readModule(bytes, 'app.wasm');
    expect(WebAssembly.validate(new Uint8Array(bytes))).toBe(false);
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
  ['text of a component', '\ufeff(component)', 'is WebAssembly text'],
  ['another version', new Uint8Array([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), 'of a version other than 1'],
  ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0]), 'is a gzip file'],
  ['text', ';; a guest\n(; (module ;)\n(module (func))', 'is WebAssembly text'],
  ['a page of a proxy', '<!DOCTYPE html><title>404</title>', 'is an HTML page'],
  ['JSON', '{"module": 1}', 'is not WebAssembly'],
])('case 55: %s is named as what it is', (_name, bytes, expected) => {
  const given = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const { diagnostics } = readModule(given, 'app.wasm');
  expect(diagnostics.map((d) => d.code)).toEqual(['wasm/not-a-module']);
  expect(diagnostics[0]?.message).toContain(expected);
});
