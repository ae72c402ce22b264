import { expect, test } from 'vitest';
import { readDebugNames } from '../../../generator/wasm/debug-names.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import { assemble, binary, section } from './support.js';

const names = (bytes: Uint8Array, most = 10) => {
  const { value, diagnostics } = readBoundary(bytes, 'a.wasm');
  if (!value) throw new Error(diagnostics[0]?.message);
  const { functions, locals } = readDebugNames(value, most);
  return { functions: [...functions], locals: [...locals].map(([index, inner]) => [index, [...inner]]) };
};
/** A module with a section `name` of the given bytes. */
const named = (...bytes: number[]) => binary(section(0, 4, 0x6e, 0x61, 0x6d, 0x65, ...bytes));

test('functions and their parameters are named by index, up to the one that is asked for', () => {
  const bytes = assemble('(module (import "m" "f" (func $log (param $ptr i32) (param i32) (param $len i32))) (func $own (param $x i32)))');
  expect(names(bytes, 1)).toMatchObject({
    functions: [[0, 'log']],
    locals: [
      [
        0,
        expect.arrayContaining([
          [0, 'ptr'],
          [2, 'len'],
        ]),
      ],
    ],
  });
  expect(names(bytes).functions).toEqual([
    [0, 'log'],
    [1, 'own'],
  ]);
});

test.each<[string, number[], unknown]>([
  ['nothing', [], []],
  ['an unknown part', [9, 2, 0, 0, 1, 4, 1, 0, 1, 0x61], [[0, 'a']]],
  ['a part that is cut off', [1, 100, 1, 0, 1, 0x61], []],
  ['a count beyond the section', [1, 6, 0xff, 0xff, 0x03, 0, 1, 0x61], []],
  ['a name that is not UTF-8', [1, 7, 2, 0, 1, 0x61, 1, 1, 0xff], [[0, 'a']]],
  ['a name longer than the rest', [1, 4, 1, 0, 50, 0x61], []],
])('%s in the section is no error: what stands before it counts', (_, bytes, functions) => {
  expect(names(named(...bytes))).toEqual({ functions, locals: [] });
});

test('a module without the section has no names', () => {
  expect(names(binary())).toEqual({ functions: [], locals: [] });
});
