import { expect, test } from 'vitest';
import { checksText, loadChecks, payloadType } from './support.js';

const check = async (schema: object | undefined, codec: 'json' | 'msgpack' | 'arrow-ipc' = 'json') => {
  const { isX } = await loadChecks([payloadType('X', schema, { codec })]);
  return (value: unknown) => isX?.(value);
};
const open = { type: 'object', properties: {}, additionalProperties: true };

test('bytes are Uint8Arrays', async () => {
  const is = await check({ format: 'bytes' }, 'msgpack');
  expect([new Uint8Array(2), Buffer.from('a')].map(is)).toEqual([true, true]);
  expect([new ArrayBuffer(2), new Uint16Array(1), [1], 'a', null, { length: 0 }].map(is)).toEqual(Array(6).fill(false));
});

test('no schema: anything, and bytes for arrow-ipc', async () => {
  expect((await check(undefined))(new Map())).toBe(true);
  expect((await check(undefined, 'arrow-ipc'))(new Uint8Array())).toBe(true);
  expect((await check(undefined, 'arrow-ipc'))({})).toBe(false);
});

test('integers of binary codecs may be bigint', async () => {
  const schema = { type: 'integer', minimum: 0, maximum: 10, multipleOf: 5 };
  const [json, msgpack] = [await check(schema), await check(schema, 'msgpack')];
  expect([5, 5n, 4n, 15n, -5n, 0n, 5.5, Number.NaN].map(json)).toEqual([true, false, false, false, false, false, false, false]);
  expect([5, 5n, 4n, 15n, -5n, 0n, 5.5, Number.NaN].map(msgpack)).toEqual([true, true, false, false, false, true, false, false]);
  const enumerated = await check({ enum: [1, 'a'] }, 'msgpack');
  expect([1, 1n, 'a', 2n, true].map(enumerated)).toEqual([true, true, true, false, false]);
  const unique = await check({ type: 'array', items: { type: 'integer' }, uniqueItems: true }, 'msgpack');
  expect(
    [
      [1, 2n],
      [1, 1n],
      [2n ** 60n, 2n ** 60n + 1n],
      [2n ** 60n, 2 ** 60],
    ].map(unique),
  ).toEqual([true, false, true, false]);
  const half = await check({ type: 'number', multipleOf: 0.5 }, 'msgpack');
  expect([1n, 1.5, 0.3].map(half)).toEqual([true, true, false]);
});

test('numbers that are not finite are no JSON, though JSON.parse reads 1e400; other codecs have them', async () => {
  const values = [JSON.parse('1e400'), Number.NaN, 1];
  expect(values.map(await check({ type: 'number' }))).toEqual([false, false, true]);
  expect(values.map(await check({ type: 'number' }, 'msgpack'))).toEqual([true, true, true]);
});

test('only plain objects are objects', async () => {
  const is = await check(open);
  expect([{}, Object.create(null), JSON.parse('{"__proto__":1}')].map(is)).toEqual([true, true, true]);
  class Own {}
  expect([new Map(), new Own(), [], new Date(), Object.create({ sql: 1 }), new Uint8Array(), () => 1, Symbol.iterator].map(is)).toEqual(
    Array(8).fill(false),
  );
});

test('inherited members are not there, and own hostile keys are data', async () => {
  const required = await check({ type: 'object', required: ['toString', 'constructor', '__proto__'] });
  expect(required({})).toBe(false);
  expect(required(JSON.parse('{"toString":1,"constructor":2,"__proto__":3}'))).toBe(true);
  const properties = await check({
    type: 'object',
    properties: JSON.parse('{"__proto__":{"type":"string"},"toString":{"type":"string"}}'),
    additionalProperties: false,
  });
  expect(properties({})).toBe(true);
  expect(properties(JSON.parse('{"__proto__":"a"}'))).toBe(true);
  expect(properties(JSON.parse('{"__proto__":{"sql":1}}'))).toBe(false);
  expect(properties(JSON.parse('{"constructor":"a"}'))).toBe(false);
  expect(Object.hasOwn(Object.prototype, 'sql')).toBe(false);
});

test('recursion is bounded', async () => {
  const is = await check({ type: 'array', items: { $ref: '#' } });
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  expect([1, 65, 66, 5000].map((depth) => is(nested(depth)))).toEqual([true, true, false, false]);
});

test('variants of a tree are told apart before their branches are looked at', async () => {
  const variant = (op: string) => ({
    type: 'object',
    additionalProperties: false,
    required: ['kid', 'op'],
    properties: { kid: { $ref: '#' }, op: { const: op } },
  });
  const is = await check({ oneOf: [variant('a'), variant('b'), { const: 0 }] });
  let value: unknown = 0;
  for (let i = 0; i < 60; i++) value = { kid: value, op: 'b' };
  // Looking into both branches at each level would never end.
  expect(is(value)).toBe(true);
});

test('no text of a schema becomes code', async () => {
  const evil = ['`$' + '{evil()}`', "'+evil()+'", '*/ evil() /*', '\u2028evil()', '\\', '"]; evil(); ["', '</script>', '\ud800', '\u202e'];
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(evil.map((key) => [key, { enum: evil, description: key, title: key }])),
    $defs: Object.fromEntries(evil.map((key) => [key, true])),
  };
  const { isX } = await loadChecks([payloadType('X', schema)]);
  for (const key of evil) for (const value of evil) expect(isX?.({ [key]: value })).toBe(true);
  expect(isX?.({ [evil[0] ?? '']: 'other' })).toBe(false);
  expect(checksText([payloadType('X', schema)])).not.toMatch(/\bFunction\(|\beval\(/);
});
