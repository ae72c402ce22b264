import { expect, test } from 'vitest';
import { compiled, faults, type Json } from './support.js';

const payload = (more: Json): Json => ({ t: { kind: 'payload', codec: 'msgpack', ...more } });
const closed = { type: 'object', additionalProperties: false };
const at = (keyword: string, why: string, place = '/types/t/schema') => `resolve/payload-profile ${place}/${keyword}: ${keyword} ${why}`;
const inline = (schema: Json, more: Json = {}) => faults({ types: payload({ schema, ...more }) });

test('a payload schema stands inline or in a file of the folder, and is told of where it stands', () => {
  expect(inline({ ...closed, properties: { a: { type: 'string' } } })).toEqual([]);
  expect(faults({ types: payload({ schema: 'p/q.json' }) })).toEqual([
    'resolve/payload-missing /types/t/schema: there is no payload schema p/q.json',
  ]);
  expect(faults({ types: payload({ schema: 'x.json' }) })).toHaveLength(1);
  const files = { 'p/q.json': { ...closed, properties: { a: { pattern: 'x' } } } };
  expect(faults({ types: payload({ schema: 'p/q.json' }) }, {}, files)).toEqual([
    at('pattern', 'is not in the payload profile', '/properties/a'),
  ]);
  expect(faults({ types: payload({ schema: 'p/q.json' }) }, {}, { 'p/q.json': [] })).toEqual([
    'resolve/payload-profile : a schema is an object',
  ]);
  expect(inline({}, { codec: 'arrow-ipc' })).toEqual([
    'resolve/payload-profile /types/t/schema: schema cannot describe arrow-ipc, which carries a schema of its own',
  ]);
  const { abi } = compiled({ types: payload({}) });
  expect(abi.interfaces[0]?.types[0]).toMatchObject({ schema: undefined, buffers: [] });
});

/** Schemas outside of the profile, and what is said about each. */
const outside: readonly (readonly [schema: Json, fault: string])[] = [
  [{ prefixItems: [] }, at('prefixItems', 'is not in the payload profile')],
  [{ type: 'strnig' }, at('type', 'is one or more of null, boolean, integer, number, string, array, object')],
  [{ minLength: -1 }, at('minLength', 'is an integer that is not negative')],
  [{ multipleOf: 0 }, at('multipleOf', 'is a number above 0')],
  [{ uniqueItems: 'yes' }, at('uniqueItems', 'is a boolean')],
  [{ enum: [] }, at('enum', 'is an array of null, booleans, numbers and strings, not empty')],
  [{ const: [] }, at('const', 'is null, a boolean, a number or a string')],
  [{ required: [1] }, at('required', 'is an array of strings')],
  [{ anyOf: [] }, at('anyOf', 'is an array of schemas, not empty')],
  [{ items: 4 }, at('items', 'is a schema: an object or a boolean')],
  [{ $defs: { a: 1 } }, at('$defs', 'is an object of schemas')],
  [{ items: { $id: 'x' } }, at('$id', 'stands at the root only', '/types/t/schema/items')],
  [{ properties: {} }, at('properties', 'stands without additionalProperties: say whether the object is open')],
  [{ items: true, uniqueItems: true }, at('uniqueItems', 'stands only where items are null, booleans, numbers or strings')],
  [
    { items: { $ref: '#/$defs/a' }, uniqueItems: true, $defs: { a: { $ref: '#/items' } } },
    at('uniqueItems', 'stands only where items are null, booleans, numbers or strings'),
  ],
  [{ type: 'string', format: 'bytes' }, at('format', 'bytes stands without type')],
  [{ $ref: 'http://x/' }, at('$ref', 'must be local: #/$defs/NAME')],
  [{ $ref: '#/$defs/a' }, at('$ref', 'names nothing in this schema')],
  [{ $ref: '#/$defs', $defs: {} }, at('$ref', 'names what is not a schema')],
  [{ $ref: '#' }, at('$ref', 'leads back to itself without a step into properties or items')],
  [
    { anyOf: [{ $ref: '#/$defs/a' }], $defs: { a: { allOf: [{ $ref: '#' }] } } },
    at('$ref', 'leads back to itself without a step into properties or items', '/types/t/schema/$defs/a/allOf/0'),
  ],
];

test.each(outside)('%j', (schema, fault) => {
  expect(inline(schema)).toContain(fault);
});

test('recursion through a value is in order, and binary data are not for json', () => {
  expect(inline({ ...closed, properties: { next: { $ref: '#' }, list: { items: { $ref: '#' } } } })).toEqual([]);
  expect(inline({ format: 'bytes' })).toEqual([]);
  expect(inline({ format: 'bytes' }, { codec: 'json' })).toEqual([
    at('format', 'bytes cannot be in a json payload, which has no binary data'),
  ]);
});

test('embedded buffers lie in an object of the schema, and their view beside them', () => {
  const schema = {
    ...closed,
    properties: { items: { items: { ...closed, properties: { ptr: { type: 'integer' }, len: { type: 'integer' } } } } },
  };
  const buffer = (more: Json) =>
    inline(schema, { buffers: [{ at: '/items/*', address: 'ptr', length: 'len', view: 'data', access: 'in', ...more }] });
  const place = '/types/t/buffers/0';
  expect(buffer({})).toEqual([]);
  expect(buffer({ at: '/nope' })).toEqual([at('at', 'leads to no object of the schema through properties, items and $ref', place)]);
  expect(buffer({ address: 'toString' })).toEqual([at('address', 'names no property of the object: toString', place)]);
  expect(buffer({ length: 'size' })).toEqual([at('length', 'names no property of the object: size', place)]);
  expect(buffer({ view: 'ptr' })).toEqual([at('view', 'is a property that the guest gives: ptr', place)]);
  const buffers = [{ at: '', address: 'ptr', length: 'len', view: 'data', access: 'in' }];
  expect(faults({ types: payload({ buffers }) })).toEqual([
    at('buffers', 'lie in values that a `schema` describes, and there is none', '/types/t'),
  ]);
});
