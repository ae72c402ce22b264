import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../../generator/history/canonical.js';
import type { JsonObject, JsonValue, RawAbi } from '../../../generator/source/document.js';
import { parse } from '../../../generator/source/parse.js';

const files = {
  'abi.json': {
    $schema: '../abi.schema.json',
    abi: 'demo',
    version: '1.0.0',
    targets: {},
    capabilities: {},
    interfaces: ['b.json', 'a.json'],
  },
  'a.json': {
    $schema: 'x',
    interface: 'a',
    doc: '\u2028 "é" \ud83d\ude00',
    types: { p: { kind: 'payload', codec: 'json', schema: 'p/q.json' } },
  },
  'b.json': { interface: 'b', types: { inline: { kind: 'payload', codec: 'json', schema: { $schema: 'kept', type: 'string' } } } },
  'p/q.json': { $schema: 'kept', type: 'integer', maximum: 9007199254740991, '\ud83d\ude00': 1, '\uffee': 2, '10': 3, '2': 4 },
  'unused.json': { a: 1 },
};

function rawAbi(contents: Record<string, unknown>, layout?: number): RawAbi {
  const sources = Object.entries(contents).map(([name, value]) => ({
    name,
    bytes: new TextEncoder().encode(JSON.stringify(value, null, layout)),
  }));
  const documents = parse({ folder: '.', files: sources }).value?.documents;
  const get = (name: string) => {
    const document = documents?.get(name);
    if (!document) throw new Error(`no ${name}`);
    return document;
  };
  return {
    folder: '.',
    abi: get('abi.json'),
    interfaces: (get('abi.json').value as JsonObject & { readonly interfaces: readonly string[] }).interfaces.map(get),
    documents: documents ?? new Map(),
  };
}

/** The documented form, written a second time as a stranger would: from the docstring alone. */
function independentForm(value: unknown): string {
  const byUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (Array.isArray(value)) return `[${value.map(independentForm).join()}]`;
  if (typeof value === 'number' && Number.isInteger(value)) return String(BigInt(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort(byUtf8);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${independentForm((value as Record<string, unknown>)[key])}`).join()}}`;
}

function independentDigest(contents: typeof files): string {
  const bare = ({ $schema: _, ...rest }: Record<string, unknown>) => rest;
  const form = {
    abi: bare(contents['abi.json']),
    interfaces: contents['abi.json'].interfaces.map((name) => bare(contents[name as 'a.json'])),
    payloads: { 'p/q.json': contents['p/q.json'] },
  };
  return `sha256:${createHash('sha256').update(independentForm(form)).digest('hex')}`;
}

describe('digestOf', () => {
  it('is what the documented form gives', () => {
    expect(digestOf(rawAbi(files))).toBe(independentDigest(files));
  });

  it('does not depend on key order, layout, $schema or files that nothing refers to', () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, reversed(member)]),
          );
    const other = { ...(reversed(files) as typeof files), 'unused.json': { b: 2 } };
    const { $schema: _, ...abi } = other['abi.json'];
    expect(digestOf(rawAbi({ ...other, 'abi.json': abi }, 3))).toBe(digestOf(rawAbi(files)));
  });

  it.each([
    ['a doc', { 'a.json': { ...files['a.json'], doc: 'e\u0301' } }],
    ['the order of interfaces', { 'abi.json': { ...files['abi.json'], interfaces: ['a.json', 'b.json'] } }],
    ['a payload schema', { 'p/q.json': { ...files['p/q.json'], type: 'number' } }],
    ['the $schema of a payload schema', { 'p/q.json': { ...files['p/q.json'], $schema: 'changed' } }],
  ])('changes with %s', (_, change) => {
    expect(digestOf(rawAbi({ ...files, ...change }))).not.toBe(digestOf(rawAbi(files)));
  });
});

describe('canonicalJson', () => {
  it('sorts by code point, not by UTF-16 unit, and writes numbers plainly', () => {
    const value: JsonValue = { '\ud83d\ude00': 1, '\uffee': -0, b: [1e21, 0.5, -7], a: null, '10': true, '2': 'é\u0007\ud800' };
    expect(canonicalJson(value)).toBe(
      '{"10":true,"2":"é\\u0007\\ud800","a":null,"b":[1000000000000000000000,0.5,-7],"\uffee":0,"\u{1f600}":1}',
    );
  });

  it.each([
    [9007199254740992, '9007199254740992'],
    [9007199254740994, '9007199254740994'],
    [9999999999999998, '9999999999999998'],
    [32084886664469710, '32084886664469712'],
    [-32084886664469710, '-32084886664469712'],
    [123456789012345680000, '123456789012345683968'],
    [1e20, '100000000000000000000'],
  ])('writes every digit of %d', (number, digits) => {
    expect(canonicalJson(number)).toBe(digits);
    expect(canonicalJson({ '': number })).toBe(`{"":${digits}}`);
  });

  it('is the documented form of any value, of those that the engine would order or spell otherwise as well', () => {
    const keys = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '2', '10', '02', '__proto__', 'toJSON', '\u00e9', '\uffee', '\u{1f600}'));
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.maxSafeInteger().map((n) => n * 1024),
          fc.boolean(),
        ),
        fc.array(tie('value')),
        fc.array(fc.tuple(keys, tie('value'))).map((members) => {
          const object = Object.create(null) as Record<string, JsonValue>;
          for (const [key, member] of members) object[key] = member;
          return object;
        }),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(any)).toBe(independentForm(any));
      }),
      { numRuns: 2_000 },
    );
  });

  it('says the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });
});
