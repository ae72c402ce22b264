import { describe, expect, test } from 'vitest';
import { abi, check, line, said } from './cases.js';

const fn = { import: 'f', doc: '' };
const param = (more: object) => ({ functions: { f: { ...fn, params: [{ name: 'p', type: 'u32', ...more }] } } });

describe('one mistake, one diagnostic', () => {
  test.each<[string, object, string[]]>([
    [
      'unknown key',
      { functions: { f: { ...fn, capabilites: 'x' } } },
      ['shape/unknown-key a.json#/functions/f/capabilites: the function has no key "capabilites"'],
    ],
    ['missing key', { functions: { f: { doc: '' } } }, ['shape/missing-key a.json#/functions/f: the function lacks the key "import"']],
    [
      'misspelt required key',
      { functions: { f: { improt: 'f', doc: '' } } },
      ['shape/unknown-key a.json#/functions/f/improt: the function has no key "improt"'],
    ],
    [
      'wrong type',
      { functions: { f: { ...fn, noreturn: 'yes' } } },
      ['shape/wrong-type a.json#/functions/f/noreturn: expected true or false, found the string "yes"'],
    ],
    ['wrong type of a map', { functions: [] }, ['shape/wrong-type a.json#/functions: expected an object, found an empty array']],
    ['wrong type of an entry', { types: { t: null } }, ['shape/wrong-type a.json#/types/t: expected an object, found null']],
    ['enum', param({ pass: 'inn' }), ['shape/bad-value a.json#/functions/f/params/0/pass: "inn" is not one of in, out, inout or count']],
    [
      'enum of numbers',
      param({ align: 3 }),
      ['shape/bad-value a.json#/functions/f/params/0/align: the number 3 is not one of 1, 2, 4, 8 or 16'],
    ],
    [
      'enum of the wrong type',
      param({ core: 32 }),
      ['shape/wrong-type a.json#/functions/f/params/0/core: expected a string, found the number 32'],
    ],
    [
      'const',
      { functions: { f: { ...fn, denied: { trap: false } } } },
      ['shape/bad-value a.json#/functions/f/denied/trap: false is not true'],
    ],
    [
      'pattern',
      { functions: { f: { ...fn, since: '1.0' } } },
      ['shape/bad-value a.json#/functions/f/since: "1.0" is not a version such as 1.5.0'],
    ],
    [
      'type reference',
      param({ type: 'a b' }),
      ['shape/bad-value a.json#/functions/f/params/0/type: "a b" is not a type reference such as socket.errno'],
    ],
    ['name as a value', param({ name: '1p' }), ['shape/bad-name a.json#/functions/f/params/0/name: "1p" is not a name']],
    ['name as a key', { functions: { 'f()': fn } }, ['shape/bad-name a.json#/functions/f(): "f()" is not a name']],
    [
      'fraction for an integer',
      { types: { t: { kind: 'handle', repr: 's64', limit: 0.5 } } },
      ['shape/wrong-type a.json#/types/t/limit: expected an integer or a string, found the number 0.5'],
    ],
    [
      'text for an integer',
      { types: { t: { kind: 'handle', repr: 's64', limit: '0x10' } } },
      ['shape/bad-value a.json#/types/t/limit: "0x10" is not an exact integer such as -9223372036854775808'],
    ],
    [
      'nested alternatives',
      { types: { t: { kind: 'enum', repr: 'u8', cases: { a: 'x', b: true, c: {}, d: { value: [] } } } } },
      [
        'shape/bad-value a.json#/types/t/cases/a: "x" is not an exact integer such as -9223372036854775808',
        'shape/wrong-type a.json#/types/t/cases/b: expected an integer, a string or an object, found true',
        'shape/missing-key a.json#/types/t/cases/c: the case lacks the key "value"',
        'shape/wrong-type a.json#/types/t/cases/d/value: expected an integer or a string, found an empty array',
      ],
    ],
    [
      'alternatives by keys',
      { functions: { f: { ...fn, capability: { anyOf: [] } }, g: { ...fn, capability: 7 } } },
      [
        'shape/bad-value a.json#/functions/f/capability/anyOf: an empty array has fewer than 1 item',
        'shape/wrong-type a.json#/functions/g/capability: expected a string or an object, found the number 7',
      ],
    ],
    [
      'required alternatives',
      { functions: { f: { ...fn, deprecated: { in: '1.0.0' } } } },
      ['shape/missing-key a.json#/functions/f/deprecated: the deprecation lacks the key "replacement" or "noReplacement"'],
    ],
    [
      'unknown kind',
      { types: { t: { kind: 'recrd', fields: 3 } } },
      [
        'shape/bad-value a.json#/types/t/kind: "recrd" is not one of alias, handle, enum, flags, errors, record, variant, list, packed, packed-union, payload, opaque, stream or cancel-token',
      ],
    ],
    ['no kind', { types: { t: { repr: 's64' } } }, ['shape/missing-key a.json#/types/t: the type lacks the key "kind"']],
    [
      'kind of the wrong type',
      { types: { t: { kind: 3 } } },
      ['shape/wrong-type a.json#/types/t/kind: expected a string, found the number 3'],
    ],
    [
      'only the branch of the kind',
      { types: { t: { kind: 'alias', of: 'u8' } } },
      [
        'shape/missing-key a.json#/types/t: the alias lacks the key "type"',
        'shape/unknown-key a.json#/types/t/of: the alias has no key "of"',
      ],
    ],
    [
      'empty object where one key is needed',
      { functions: { f: { ...fn, denied: {} } } },
      ['shape/bad-value a.json#/functions/f/denied: an empty object has fewer than 1 key'],
    ],
    [
      'too many items',
      param({ coreNames: ['a', 'b', 'c', 'd'] }),
      ['shape/bad-value a.json#/functions/f/params/0/coreNames: an array has more than 3 items'],
    ],
    ['empty text', { functions: { f: { ...fn, sizedBy: '' } } }, ['shape/bad-value a.json#/functions/f/sizedBy: "" is empty']],
    [
      'less than the minimum',
      { types: { t: { kind: 'packed', fields: [{ name: 'f', type: 'bytes', length: -1 }] } } },
      ['shape/bad-value a.json#/types/t/fields/0/length: the number -1 is less than 0'],
    ],
    [
      'twice in a list',
      { functions: { f: { ...fn, targets: ['a', 'b', 'a'] } } },
      ['shape/duplicate-item a.json#/functions/f/targets/2: "a" stands here a second time'],
    ],
    [
      'name that is long and wrong',
      param({ name: '-'.repeat(150) }),
      [`shape/bad-value a.json#/functions/f/params/0/name: "${'-'.repeat(80)}…" is longer than 100 characters`],
    ],
  ])('%s', (_name, members, expected) => {
    expect(said(members)).toEqual(expected);
  });
});

test('did-you-mean for keys, values, kinds and files', () => {
  const help = (files: Record<string, unknown>) => check(files).diagnostics.map((d) => d.help);
  expect(help({ 'a.json': { interface: 'a', functons: {} } })).toEqual(['Did you mean functions?']);
  expect(help({ 'a.json': { interface: 'a', types: { t: { kind: 'handel' } } } })).toEqual(['Did you mean handle?']);
  expect(help({ 'a.json': { interface: 'a', types: { t: { kind: 'handle', repr: 'i64' } } } })).toEqual(['Did you mean u64?']);
  expect(help({ 'abi.json': { ...abi, interfaces: ['a.jsn'] } })).toEqual(['Did you mean a.json?']);
  expect(help({ 'abi.json': { ...abi, capabilities: { 'Net.Connect': { doc: '', nondeterministic: true } } } })).toEqual([
    'Write a capability name such as net.connect.',
  ]);
});

test('errors stand in the order of the text, each at its place', () => {
  const text = '{\n  "interface": "a",\n  "types": {"t": {"kind": "opaque"}},\n  "fnctions": {},\n  "module": 1\n}';
  expect(
    check({ 'a.json': text }).diagnostics.map(
      ({ code, span }) => `${code} ${span?.start.line}:${span?.start.column}-${span?.end.line}:${span?.end.column}`,
    ),
  ).toEqual(['shape/missing-key 3:13-3:16', 'shape/unknown-key 4:3-4:13', 'shape/wrong-type 5:13-5:14']);
});

describe('keys that JavaScript treats specially', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])('%s is unknown like any other', (key) => {
    const unknown = `shape/unknown-key a.json#/${key}: the interface document has no key "${key}"`;
    expect(check({ 'a.json': `{"interface":"a","${key}":{"interface":1}}` }).diagnostics.map(line)).toEqual([unknown]);
    const nested = check({ 'a.json': `{"interface":"a","functions":{"f":{"import":"f","doc":"","${key}":1}}}` }).diagnostics.map(line);
    expect(nested).toEqual([`shape/unknown-key a.json#/functions/f/${key}: the function has no key "${key}"`]);
  });
  test('__proto__ is no name, and what it holds is checked too', () => {
    expect(check({ 'a.json': '{"interface":"a","functions":{"__proto__":{"import":"f"}}}' }).diagnostics.map(line)).toEqual([
      'shape/bad-name a.json#/functions/__proto__: "__proto__" is not a name',
      'shape/missing-key a.json#/functions/__proto__: the function lacks the key "doc"',
    ]);
    expect(said({ types: { t: { kind: '__proto__' } } })[0]).toContain('"__proto__" is not one of alias');
  });
  test('constructor is a name', () => {
    expect(said({ functions: { constructor: fn, toString: fn } })).toEqual([]);
  });
});
