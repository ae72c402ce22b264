import { expect, test } from 'vitest';
import { compiled, faults, fn, type Json, usual } from './support.js';

const typeFaults = (types: Json): string[] => faults({ types: { ...usual, ...types } });
const record = (...types: string[]): Json => ({ kind: 'record', fields: types.map((type, i) => ({ name: `f${i}`, type })) });
const at = (code: string, rest: string) => `resolve/${code} /types/t${rest}`;

/** Definitions that cannot be, and what is said about each. */
const wrong: readonly (readonly [type: Json, fault: string])[] = [
  [{ kind: 'alias', type: 'u8', min: -1 }, at('value-range', '/min: -1 does not fit u8')],
  [{ kind: 'alias', type: 'string', max: 1 }, at('value-range', '/max: 1 does not fit string')],
  [{ kind: 'alias', type: 'u8', min: 9, max: 3 }, at('value-range', '/max: 3 does not fit a range from 9')],
  [{ kind: 'alias', type: 'nope' }, at('unknown-type', '/type: there is no type nope')],
  [{ kind: 'handle', repr: 's32', limit: -1 }, at('value-range', '/limit: -1 does not fit open handles: 0 to 1048576')],
  [{ kind: 'enum', repr: 'u8', cases: { A: -1 } }, at('value-range', '/cases/A: -1 does not fit u8')],
  [{ kind: 'enum', repr: 's8', cases: { A: { value: '128' } } }, at('value-range', '/cases/A/value: 128 does not fit s8')],
  [{ kind: 'enum', repr: 'u8', cases: { A: 1, B: 1 } }, at('duplicate-value', '/cases/B: A and B are both 1')],
  [
    { kind: 'enum', repr: 'u8', cases: { A: { value: 1, aliases: ['B'] }, B: 2 } },
    at('duplicate-name', '/cases/A/aliases/0: the name B is taken: B and an alias of A'),
  ],
  [
    { kind: 'enum', repr: 'u8', cases: { A: 5 }, ranges: { r: { from: 4, to: 6 } } },
    at('duplicate-value', '/ranges/r: r and A are both 5'),
  ],
  [
    { kind: 'enum', repr: 'u8', cases: { A: 4 }, ranges: { r: { from: 4, to: 6 } } },
    at('duplicate-value', '/ranges/r: r and A are both 4'),
  ],
  [
    { kind: 'enum', repr: 'u8', cases: { A: 0 }, ranges: { r: { from: 4, to: 6 }, s: { from: 6, to: 9 } } },
    at('duplicate-value', '/ranges/s: r and s are both 6'),
  ],
  [
    { kind: 'enum', repr: 'u8', cases: { A: 0 }, ranges: { r: { from: 4, to: 2 } } },
    at('value-range', '/ranges/r/to: 2 does not fit a range from 4'),
  ],
  [{ kind: 'flags', repr: 'u8', bits: { A: 256 } }, at('value-range', '/bits/A: 256 does not fit u8')],
  [{ kind: 'errors', repr: 'u8', cases: { A: 1 }, roles: { fault: 'B' } }, at('unknown-case', '/roles/fault: x.t has no case B')],
  [record('u8', 'nope'), at('unknown-type', '/fields/1/type: there is no type nope')],
  [record('file'), at('wrong-kind', '/fields/0/type: x.file is a handle that the glue issues; here only plain data can stand')],
  [record('pointer'), at('wrong-kind', '/fields/0/type: pointer is a raw pointer; here only plain data can stand')],
  [record('token'), at('wrong-kind', '/fields/0/type: x.token is a cancel-token; here only plain data can stand')],
  [
    {
      kind: 'record',
      fields: [
        { name: 'a', type: 'u8' },
        { name: 'a', type: 'u8' },
      ],
    },
    at('duplicate-name', '/fields/1: the name a is taken: field 1 and field 2'),
  ],
  [
    {
      kind: 'record',
      fields: [
        { name: 'a', type: 'u8', aliases: ['b'] },
        { name: 'b', type: 'u8' },
      ],
    },
    at('duplicate-name', '/fields/0/aliases/0: the name b is taken: b and an alias of a'),
  ],
  [{ kind: 'variant', tag: 'u8', cases: { A: { value: 300 } } }, at('value-range', '/cases/A/value: 300 does not fit u8')],
  [
    { kind: 'variant', tag: 'u8', cases: { A: { value: 1, type: 'file' } } },
    at('wrong-kind', '/cases/A/type: x.file is a handle that the glue issues; here only plain data can stand'),
  ],
  [{ kind: 'variant', tag: 'u8', cases: { A: { value: 1 }, B: { value: 1 } } }, at('duplicate-value', '/cases/B: A and B are both 1')],
  [{ kind: 'list', of: 'file' }, at('wrong-kind', '/of: x.file is a handle that the glue issues; here only plain data can stand')],
  [{ kind: 'list', of: 'u8', maxLength: -1 }, at('value-range', '/maxLength: -1 does not fit items: 0 to 4294967295')],
  [{ kind: 'cancel-token', repr: 'u32', none: -1, poll: 'poll', cancelled: 1 }, at('value-range', '/none: -1 does not fit u32')],
  [
    { kind: 'cancel-token', repr: 'u32', none: 0, poll: 'nope', tag: '4294967296', cancelled: 1 },
    at('value-range', '/tag: 4294967296 does not fit u32'),
  ],
  [
    { kind: 'cancel-token', repr: 'u32', none: 0, poll: 'nope', cancelled: 1 },
    at('unknown-export', '/poll: there is no exported function nope'),
  ],
];

const token = { kind: 'cancel-token', repr: 'u64', none: 0, poll: 'poll', cancelled: 1 };

test.each(wrong)('%j', (t, fault) => {
  const exports = { poll: { export: 'poll', required: false, params: [{ name: 't', type: 'u64' }], result: { type: 'u32' } } };
  expect(faults({ types: { ...usual, token, t }, exports })).toContain(fault);
});

const packed = (...fields: Json[]) => typeFaults({ t: { kind: 'packed', fields } }).map((f) => f.slice(f.indexOf('/fields')));

test('a packed field knows where it ends', () => {
  const said = (field: Json, why: string) => expect(packed({ name: 'f', ...field })).toContain(`/fields/0: parameter f: ${why}`);
  said({ type: 'list', length: 'u8' }, 'a list says `of` what');
  said({ type: 'points' }, 'x.points is a list, which cannot be packed');
  said({ type: 'file' }, 'x.file is a handle that the glue issues, which cannot be packed');
  said({ type: 'string' }, 'a string needs `length`');
  said({ type: 'list', of: 'bytes', length: 'u8' }, 'a bytes needs `itemLength`');
  said({ type: 'u8', length: 'u8' }, 'a number has a length of its own');
  said({ type: 'string', length: 'u8', order: 'big' }, '`order` is for numbers, not string');
  said({ type: 'list', of: 'bytes', length: 'u8', itemLength: 2, order: 'big' }, '`order` is for numbers, not bytes');
  said({ type: 'list', of: 'u8' }, 'a list needs `length`: the type of its count, or `rest`');
  said({ type: 'list', of: 'u8', length: 4 }, 'a list needs `length`: the type of its count, or `rest`');
  expect(packed({ name: 'f', type: 'bytes', length: 'rest' }, { name: 'g', type: 'u8' })).toEqual([
    '/fields/0: parameter f: `rest` ends the encoding and must be the last field',
  ]);
  expect(packed({ name: 'f', type: 'u8' }, { name: 'f', type: 'u8' })).toEqual(['/fields/1: the name f is taken: field 1 and field 2']);
  expect(packed({ name: 'f', type: 'nope' })).toEqual(['/fields/0/type: there is no type nope']);
  expect(
    packed({ name: 'f', type: 'fd' }, { name: 'g', type: 'name', length: 'u8' }, { name: 'h', type: 'list', of: 'mode', length: 'rest' }),
  ).toEqual([]);
});

test('a packed union is a union of encodings, and only a single field is unwrapped', () => {
  const two = [
    { name: 'a', type: 'u8' },
    { name: 'b', type: 'u8' },
  ];
  expect(typeFaults({ t: { kind: 'packed', unwrap: true, fields: two } })).toEqual([
    'resolve/wrong-kind /types/t/unwrap: x.t is of 2 fields; here only a single field can stand',
  ]);
  const union = (cases: Json) => typeFaults({ t: { kind: 'packed-union', tag: 'u8', cases } });
  expect(union({ A: { value: 1, fields: two }, B: { value: 2, fields: [] } })).toEqual([]);
  expect(union({ A: { value: 1, fields: [] }, B: { value: 1, fields: [] } })).toEqual([
    'resolve/duplicate-value /types/t/cases/B: A and B are both 1',
  ]);
  expect(union({ A: { value: 256, fields: [] } })).toEqual(['resolve/value-range /types/t/cases/A/value: 256 does not fit u8']);
  expect(union({ A: { value: 1, fields: [{ name: 'a', type: 'nope' }] } })).toEqual([
    'resolve/unknown-type /types/t/cases/A/fields/0/type: there is no type nope',
  ]);
});

test('a name leads to one type: not to a built-in one, another one, or an alias of one', () => {
  const used = (types: Json, type: string) => faults({ types, functions: { f: fn({ params: [{ name: 'p', type }] }) } });
  const bool = { kind: 'opaque', repr: 'u8' };
  expect(used({ bool }, 'bool')).toEqual([
    'resolve/duplicate-name /functions/f/params/0/type: the name bool is taken: a built-in type and type x.bool',
  ]);
  expect(used({ bool }, 'x.bool')).toEqual([]);
  expect(used({ a: { ...bool, aliases: ['b'] }, b: bool }, 'a')).toEqual([
    'resolve/duplicate-name /types/a/aliases/0: the name b is taken: type b and an alias of a',
  ]);
});

test('types have the order and the values that are documented, whatever the names', () => {
  const cases = { toString: 10, constructor: 2, a10: 3, a2: -1 };
  const { abi } = compiled({ types: { valueOf: { kind: 'enum', repr: 's8', cases }, hasOwnProperty: record('u8') } });
  const [first, second] = abi.interfaces[0]?.types ?? [];
  expect([first?.name, second?.name]).toEqual(['hasOwnProperty', 'valueOf']);
  expect(second?.kind === 'enum' && second.cases.map((c) => [c.name, c.value])).toEqual([
    ['a2', -1n],
    ['constructor', 2n],
    ['a10', 3n],
    ['toString', 10n],
  ]);
});

test('what contains itself is told once, and what uses it is not told at all', () => {
  const types = { a: record('b'), b: { kind: 'list', of: 'c' }, c: { kind: 'alias', type: 'a' }, d: record('a'), e: record('e') };
  expect(faults({ types })).toEqual([
    'resolve/cyclic-type /types/c/type: the type contains itself: x.a -> x.b -> x.c -> x.a',
    'resolve/cyclic-type /types/e/fields/0/type: the type contains itself: x.e -> x.e',
  ]);
});

test('an unknown name is met with the nearest known one, in its interface or another', () => {
  expect(faults({ types: { t: { kind: 'alias', type: 'x.nam' }, name: record('u8') } })).toEqual([
    'resolve/unknown-type /types/t/type: there is no type x.nam',
  ]);
});
