import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../../compat-policy/payload/compare.js';
import type { PayloadSchema } from '../../../generator/ir/payload-schema.js';

type Relation = ReturnType<typeof compareSchemas>['relation'];

const compare = (from: unknown, to: unknown, more: { binary?: boolean; formats?: string[] } = {}) =>
  compareSchemas(from as PayloadSchema, to as PayloadSchema, { binary: more.binary ?? false, formats: new Set(more.formats) });

const turned: Readonly<Record<Relation, Relation>> = {
  same: 'same',
  narrower: 'wider',
  wider: 'narrower',
  incomparable: 'incomparable',
  unknown: 'unknown',
};

const closed = (properties: object, ...required: string[]) => ({ type: 'object', additionalProperties: false, properties, required });
const open = (properties: object, ...required: string[]) => ({ ...closed(properties, ...required), additionalProperties: true });
const tagged = (tag: string, more: object = {}) => closed({ tag: { const: tag }, value: { type: 'string' }, ...more }, 'tag');
const list = (next: object) => ({
  $ref: '#/$defs/list',
  $defs: { list: closed({ value: next, next: { anyOf: [{ $ref: '#/$defs/list' }, { type: 'null' }] } }, 'value') },
});
const string = { type: 'string' };
const integer = { type: 'integer' };

/** What the second is to the first. */
const cases: readonly (readonly [string, unknown, unknown, Relation])[] = [
  ['an enum in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, 'same'],
  ['one more value in an enum', { enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }, 'wider'],
  ['an enum for a type', string, { enum: ['a'] }, 'narrower'],
  ['const for an enum of one', { const: 1 }, { enum: [1] }, 'same'],
  ['both booleans for the type', { type: 'boolean' }, { enum: [true, false] }, 'same'],
  ['an exclusive bound of integers', { ...integer, maximum: 9 }, { ...integer, exclusiveMaximum: 10 }, 'same'],
  ['an exclusive bound of numbers', { type: 'number', maximum: 9 }, { type: 'number', exclusiveMaximum: 10 }, 'wider'],
  ['numbers for integers', integer, { type: 'number' }, 'wider'],
  ['integers by their multiples', integer, { type: 'number', multipleOf: 1 }, 'same'],
  ['multiples of multiples', { ...integer, multipleOf: 6 }, { ...integer, multipleOf: 3 }, 'wider'],
  ['multiples that are combined', { allOf: [{ ...integer, multipleOf: 2 }, { multipleOf: 3 }] }, { ...integer, multipleOf: 6 }, 'same'],
  ['an empty range', { ...integer, minimum: 3, maximum: 2 }, false, 'same'],
  ['a range without integers', { ...integer, exclusiveMinimum: 1, exclusiveMaximum: 2 }, false, 'same'],
  ['a shorter string', { ...string, maxLength: 5 }, { ...string, maxLength: 4 }, 'narrower'],
  ['lengths that overlap', { ...string, maxLength: 5 }, { ...string, minLength: 2 }, 'incomparable'],
  ['a length of code points', { const: '😀' }, { const: '😀', maxLength: 1 }, 'same'],
  ['a new required member', open({}), open({}, 'a'), 'narrower'],
  ['a new optional member of a closed object', closed({}), closed({ a: string }), 'wider'],
  ['a new optional member of an open object', open({}), open({ a: string }), 'narrower'],
  ['a member that may be anything in an open object', open({}), open({ a: true }), 'same'],
  ['a member that is forbidden', closed({}), open({ a: false }), 'wider'],
  ['an object that opens', closed({ a: string }), open({ a: string }), 'wider'],
  ['members of one type', open({}), { type: 'object', additionalProperties: string }, 'narrower'],
  ['fewer members than there are names', closed({ a: string }), { ...closed({ a: string }), maxProperties: 1 }, 'same'],
  [
    'a minimum that is required',
    closed({ a: string, b: string }, 'a'),
    { ...closed({ a: string, b: string }, 'a'), minProperties: 1 },
    'same',
  ],
  [
    'all members by their number',
    closed({ a: string, b: string }, 'a', 'b'),
    { ...closed({ a: string, b: string }), minProperties: 2 },
    'same',
  ],
  ['nullable by types and by a choice', { type: ['string', 'null'] }, { anyOf: [{ type: 'null' }, string] }, 'same'],
  ['nullable', string, { type: ['string', 'null'] }, 'wider'],
  ['a choice of one for a choice of any, when they are disjoint', { oneOf: [string, integer] }, { anyOf: [string, integer] }, 'same'],
  [
    'a choice of one for a choice of any, when they are not',
    { oneOf: [{ type: 'number' }, integer] },
    { anyOf: [{ type: 'number' }, integer] },
    'wider',
  ],
  ['one more tag', { oneOf: [tagged('a'), tagged('b')] }, { oneOf: [tagged('c'), tagged('b'), tagged('a')] }, 'wider'],
  ['one alternative that is wider', { oneOf: [tagged('a'), tagged('b')] }, { oneOf: [tagged('a'), tagged('b', { x: string })] }, 'wider'],
  [
    'tags moved out of the choice',
    { oneOf: [tagged('a'), tagged('b')] },
    closed({ tag: { enum: ['a', 'b'] }, value: string }, 'tag'),
    'same',
  ],
  ['the same schema twice in a choice of one', { oneOf: [string, string] }, false, 'same'],
  [
    'a reference for what it names',
    { type: 'array', items: { $ref: '#/$defs/a' }, $defs: { a: string } },
    { type: 'array', items: string },
    'same',
  ],
  ['parts for the whole', { allOf: [{ ...integer, minimum: 0 }, { maximum: 9 }] }, { ...integer, minimum: 0, maximum: 9 }, 'same'],
  ['items', { type: 'array', items: integer }, { type: 'array', items: { type: 'number' } }, 'wider'],
  ['items that cannot be', { type: 'array', items: false }, { type: 'array', maxItems: 0 }, 'same'],
  ['items between', { type: 'array', minItems: 1, maxItems: 3 }, { type: 'array', minItems: 2 }, 'incomparable'],
  ['items that are distinct', { type: 'array', items: string }, { type: 'array', items: string, uniqueItems: true }, 'narrower'],
  [
    'as many distinct items as there are values',
    { type: 'array', items: { type: 'boolean' }, uniqueItems: true },
    { type: 'array', items: { type: 'boolean' }, uniqueItems: true, maxItems: 2 },
    'same',
  ],
  ['a list that is wider inside', list(integer), list({ type: 'number' }), 'wider'],
  [
    'a list that is written out once',
    list(integer),
    {
      ...list(integer),
      ...closed({ value: integer, next: { anyOf: [{ $ref: '#/$defs/list' }, { type: 'null' }] } }, 'value'),
      $ref: undefined,
    },
    'same',
  ],
  ['a list without an end', { $ref: '#/$defs/l', $defs: { l: closed({ next: { $ref: '#/$defs/l' } }, 'next') } }, false, 'same'],
  ['notes', { ...string, title: 'a', default: 'x', deprecated: true, format: 'date' }, string, 'same'],
  ['names that are special', closed({ constructor: string }), closed({ constructor: string, toString: string }), 'wider'],
];

describe('a schema beside', () => {
  it.each(cases)('%s', (_, from, to, relation) => {
    const [a, b] = [JSON.parse(JSON.stringify(from)), JSON.parse(JSON.stringify(to))];
    expect(compare(a, b).relation).toBe(relation);
    expect(compare(b, a).relation).toBe(turned[relation]);
  });

  it('a member that the validator does not look at: nothing is claimed', () => {
    const from = JSON.parse('{"type":"object","additionalProperties":false,"properties":{"__proto__":{"type":"string"}}}');
    const to = JSON.parse('{"type":"object","additionalProperties":false,"properties":{"__proto__":{"type":"integer"}}}');
    expect(compare(from, to).forward).toEqual({ is: 'unknown', why: 'a validator sees it otherwise' });
  });

  it('binary data', () => {
    const bytes = { format: 'bytes' };
    expect(compare({ anyOf: [string, bytes] }, string, { binary: true })).toMatchObject({
      relation: 'narrower',
      forward: { example: undefined },
    });
    expect(compare({}, { type: ['null', 'boolean', 'number', 'string', 'array', 'object'] }, { binary: true }).relation).toBe('narrower');
    expect(compare({}, { type: ['null', 'boolean', 'number', 'string', 'array', 'object'] }).relation).toBe('same');
  });

  it('formats, where they are asserted', () => {
    const format = (name: string) => ({ ...string, format: name });
    const formats = ['date', 'time', 'uri', 'uri-reference', 'x-hex', 'x-color'];
    expect(compare(string, format('date'), { formats }).relation).toBe('narrower');
    expect(compare(format('date'), format('time'), { formats }).relation).toBe('incomparable');
    expect(compare(format('uri'), format('uri-reference'), { formats }).relation).toBe('wider');
    expect(compare(format('x-hex'), format('x-color'), { formats }).relation).toBe('unknown');
    expect(compare(format('x-hex'), structuredClone(format('x-hex')), { formats }).relation).toBe('same');
  });

  it('what has another size: the example is small', () => {
    expect(compare(closed({ limit: { ...integer, maximum: 100 } }), closed({ limit: { ...integer, maximum: 10 } })).forward).toEqual({
      is: 'no',
      example: '{"limit":11}',
    });
  });
});

/** Schemas made to take for ever. Each ends within its steps; what it ends with is either true or unknown. */
describe('hostile schemas end', () => {
  const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const names = (count: number, make: (i: number) => unknown) => Object.fromEntries(many(count, (i) => [`m${i}`, make(i)] as const));
  const product = (count: number) => ({ allOf: many(count, (i) => ({ anyOf: [{ required: [`a${i}`] }, { required: [`b${i}`] }] })) });
  const doubling = (count: number) => ({
    $ref: '#/$defs/m0',
    $defs: names(count, (i) =>
      i === count - 1 ? string : { anyOf: [{ $ref: `#/$defs/m${i + 1}` }, { allOf: [{ $ref: `#/$defs/m${i + 1}` }] }] },
    ),
  });

  const hostile: readonly (readonly [string, unknown, unknown, readonly Relation[]])[] = [
    ['a product of choices', product(40), { ...product(40), minProperties: 40 }, ['same', 'unknown']],
    ['one choice less', product(24), product(23), ['wider', 'unknown']],
    ['references that double', doubling(40), { anyOf: [string, { type: 'null' }] }, ['wider', 'unknown']],
    [
      'overlapping alternatives',
      { oneOf: many(30, (i) => ({ minimum: i })) },
      { oneOf: many(30, (i) => ({ minimum: i + 0.5 })) },
      ['incomparable', 'unknown'],
    ],
    ['many tags', { oneOf: many(60, (i) => tagged(`t${i}`)) }, { oneOf: many(61, (i) => tagged(`t${60 - i}`)) }, ['wider']],
    ['many members', closed(names(2000, () => string)), closed(names(2001, () => string)), ['wider']],
    ['a large enum', { enum: many(5000, (i) => `v${i}`) }, { enum: many(5001, (i) => `v${i}`) }, ['wider']],
    ['a great many items', { type: 'array', minItems: 1e9 }, { type: 'array', minItems: 1e9 + 1 }, ['narrower']],
    [
      'items that are all wanted',
      { type: 'array', maxItems: 6 },
      { anyOf: many(12, (i) => ({ type: 'array', items: { enum: [i, i + 1] } })) },
      ['narrower', 'incomparable', 'unknown'],
    ],
    ['a string of a great length', { ...string, minLength: 1e9 }, { ...string, minLength: 1e9 + 1 }, ['narrower']],
  ];

  it.each(hostile)('%s', (_, from, to, relations) => {
    expect(relations).toContain(compare(from, to).relation);
  });
});
