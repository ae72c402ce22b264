import { describe, expect, test } from 'vitest';
import { profileFaults } from './support.js';

const faults: readonly (readonly [name: string, schema: unknown, fault: RegExp, more?: object])[] = [
  ['a keyword outside of it', { prefixItems: [] }, /prefixItems is not in the payload profile/],
  ['a schema that is none', { items: 3 }, /items is a schema/],
  ['a type that is none', { type: 'float' }, /type is one or more of/],
  ['no types', { type: [] }, /type is one or more of/],
  ['an object as enum value', { enum: [{}] }, /enum is an array of null/],
  ['an empty enum', { enum: [] }, /enum is an array of null/],
  ['an array as const', { const: [] }, /const is null/],
  ['a negative length', { minLength: -1 }, /minLength is an integer/],
  ['multiples of nothing', { multipleOf: 0 }, /multipleOf is a number above 0/],
  ['a required that is no list', { required: 'a' }, /required is an array of strings/],
  ['properties of an object that is neither open nor closed', { properties: {} }, /properties stands without additionalProperties/],
  ['bytes with a type', { type: 'string', format: 'bytes' }, /bytes stands without type/],
  ['bytes in json', { format: 'bytes' }, /bytes cannot be in a json payload/, { codec: 'json' }],
  ['unique objects', { uniqueItems: true, items: { type: 'object' } }, /uniqueItems stands only where/],
  ['unique anything', { uniqueItems: true }, /uniqueItems stands only where/],
  ['an id inside', { items: { $id: 'a' } }, /\$id stands at the root only/],
  ['a reference to a host', { $ref: 'https://example.com/x' }, /\$ref must be local/],
  ['a reference to a file', { $ref: 'file:///etc/passwd' }, /\$ref must be local/],
  ['a reference to an anchor', { $ref: '#x' }, /\$ref must be local/],
  ['a malformed escape', { $ref: '#/%' }, /\$ref must be local/],
  ['a reference to what all objects have', { $ref: '#/constructor' }, /\$ref names nothing/],
  ['a reference to what is no schema', { $defs: {}, items: { $ref: '#/$defs' } }, /\$ref names what is not a schema/],
  ['a circle without a step', { $ref: '#/$defs/a', $defs: { a: { allOf: [{ $ref: '#' }] } } }, /leads back to itself/],
  ['a schema of arrow', {}, /schema cannot describe arrow-ipc/, { codec: 'arrow-ipc' }],
];

describe('outside of the profile', () => {
  test.each(faults.map(([name, schema, fault, more]) => ({ name, schema, fault, more })))('$name', ({ schema, fault, more }) => {
    expect(profileFaults(schema, more).join('\n')).toMatch(fault);
  });
});

test('the fault stands at its keyword', () => {
  expect(profileFaults({ $defs: { 'a/b': { items: { minItems: 0.5 } } } })).toEqual([
    '/$defs/a~1b/items/minItems: minItems is an integer that is not negative',
  ]);
});

test('a long chain of references needs no stack', () => {
  const $defs = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`d${i}`, i < 19_999 ? { $ref: `#/$defs/d${i + 1}` } : true]));
  expect(profileFaults({ $ref: '#/$defs/d0', $defs })).toEqual([]);
});

describe('embedded buffers', () => {
  const holder = { type: 'object', additionalProperties: false, properties: { ptr: { type: 'integer' }, len: { type: 'integer' } } };
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: { 'a/b': { type: 'array', items: { $ref: '#/$defs/holder' } } },
    $defs: { holder },
  };
  const buffer = { at: '/a~1b/*', address: 'ptr', length: 'len', view: 'data', access: 'in' };
  const found = (change: object) => profileFaults({}, { schema, buffers: [{ ...buffer, ...change }] }).join();

  test('are found through properties, items and references', () => expect(found({})).toBe(''));
  test('in no object', () => expect(found({ at: '/a~1b' })).toMatch(/at leads to no object/));
  test('through what all objects have', () => expect(found({ at: '/constructor' })).toMatch(/at leads to no object/));
  test('without an address', () => expect(found({ address: 'p' })).toMatch(/address names no property/));
  test('over a property of the guest', () => expect(found({ view: 'len' })).toMatch(/view is a property that the guest gives/));
});
