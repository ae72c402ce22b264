import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { payloadRules } from '../../../compat-policy/rules/payload.js';
import { payloadFormRules } from '../../../compat-policy/rules/payload-forms.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

type Pass = 'in' | 'out';

/** The base with a function for each way in which a payload crosses. */
const abi = (schema: Json, passes: readonly Pass[], more: Files = {}): Json =>
  merged(
    merged(base, {
      'api.json': {
        types: { body: { kind: 'payload', codec: 'msgpack', schema } },
        functions: Object.fromEntries(
          passes.map((pass) => [
            pass,
            {
              import: `demo_${pass}`,
              doc: 'Moves a payload.',
              params: [
                {
                  name: 'body',
                  type: 'body',
                  ...(pass === 'in' ? {} : { pass, written: 'length', whenShort: { error: 'ERANGE', item: 'same' } }),
                },
              ],
              result: { errors: 'errno' },
              capability: 'demo.use',
            },
          ]),
        ),
      },
    }),
    more,
  );

const found = (from: Json, to: Json) => findingsOf(pairOf(sideOfFiles(from), sideOfFiles(to)), [...payloadRules, ...payloadFormRules]);
const lines = (from: Json, to: Json) => found(from, to).map((finding) => `${finding.bump} ${finding.rule.id}`);

const object = (properties: Json, more: Files = {}): Json => ({ type: 'object', additionalProperties: false, properties, ...more });
const limit = (maximum: number) => object({ limit: { type: 'integer', maximum } });

describe('a finding about a payload', () => {
  it('says where in the schema, what was and is there, and gives an example', () => {
    const [finding, ...others] = found(abi(limit(100), ['in']), abi(limit(10), ['in']));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: { id: 'payload-arg-narrowed' },
      message: 'maximum at /properties/limit of type api.body was 100, is now 10',
      example: '{"limit":11}',
      item: 'type api.body',
      places: ['parameter api.in.body'],
      from: { file: 'api.json', pointer: '/types/body/schema/properties/limit/maximum' },
    });
  });

  it('names the first places where there are many, and has a fingerprint of all', () => {
    const many = (last: number) =>
      object(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name, i) => [name, { maximum: i === 4 ? last : 1 }])));
    const before = abi(object(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { maximum: 2 }]))), ['in']);
    const [first, second] = [found(before, abi(many(1), ['in']))[0], found(before, abi(many(0), ['in']))[0]];
    expect(first?.message).toContain('maximum at /properties/a: 2; maximum at /properties/b: 2; maximum at /properties/c: 2; and 2 more');
    expect(second?.message).toBe(first?.message);
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
  });

  it('shows text of the schema so that it can do nothing', () => {
    const name = '\u202eevil\u001b[2J';
    const message = found(abi(object({}), ['in']), abi(object({ [name]: { const: name } }), ['in']))[0]?.message ?? '';
    expect(message).toContain('\\u202eevil\\u001b');
    expect(message).not.toContain('\u202e');
  });

  it('has no example where JSON has no words for it', () => {
    const [finding] = found(abi(object({ a: true }), ['in']), abi(object({ a: { type: 'string' } }), ['in']));
    expect(finding?.example).toBe('{"a":null}');
    const [bytes] = found(abi({ anyOf: [{ type: 'string' }, { format: 'bytes' }] }, ['in']), abi({ type: 'string' }, ['in']));
    expect(bytes?.rule.id).toBe('payload-arg-narrowed');
    expect(bytes?.example).toBeUndefined();
  });

  it('is the worst of several uses, and of none', () => {
    for (const passes of [['in', 'out'], []] as const)
      expect(lines(abi(limit(10), passes), abi(limit(100), passes))).toEqual(['major payload-inout-changed']);
    expect(lines(abi(limit(10), ['in']), abi(limit(100), ['in']))).toEqual(['minor payload-arg-widened']);
    expect(lines(abi(limit(10), ['out']), abi(limit(100), ['out']))).toEqual(['major payload-result-widened']);
  });

  it('is not lost where members are named as other parts of an ABI', () => {
    for (const name of ['doc', 'origin', 'default', 'title', 'properties', '$defs']) {
      const schema = (type: string) => object({ [name]: { type }, id: true, kind: true, aliases: true });
      expect(lines(abi(schema('string'), ['in']), abi(schema('integer'), ['in'])), name).toEqual(['major payload-incomparable']);
    }
  });
});

describe('a member of an open object that is declared', () => {
  const open = (properties: Json) => object(properties, { additionalProperties: true });
  const declared: Files = { 'abi.json': { payloadWriters: 'declared' } };
  const [before, after] = [
    open({ a: { type: 'integer', maximum: 9 } }),
    open({ a: { type: 'integer', maximum: 9 }, b: { type: 'string' } }),
  ];

  it('may have been sent to a host, and is a promise to a guest', () => {
    expect(lines(abi(before, ['in']), abi(after, ['in']))).toEqual(['major payload-open-field-typed']);
    expect(lines(abi(before, ['in', 'out']), abi(after, ['in', 'out']))).toEqual(['major payload-open-field-typed']);
    expect(lines(abi(before, ['out']), abi(after, ['out']))).toEqual(['minor payload-open-field-typed']);
  });

  it('is safe where both versions are written with declared members only', () => {
    expect(lines(abi(before, ['in'], declared), abi(after, ['in'], declared))).toEqual(['minor payload-open-field-typed']);
    expect(lines(abi(before, ['in']), abi(after, ['in'], declared))).toEqual([
      'major payload-open-field-typed',
      'major payload-writers-restricted',
    ]);
  });

  it('is told apart from what else changed, where writers are known', () => {
    const wider = open({ a: { type: 'integer', maximum: 99 }, b: { type: 'string' } });
    expect(lines(abi(before, ['in'], declared), abi(wider, ['in'], declared)).sort()).toEqual([
      'minor payload-arg-widened',
      'minor payload-open-field-typed',
    ]);
    expect(lines(abi(before, ['in']), abi(wider, ['in']))).toEqual(['major payload-incomparable']);
  });

  it('is a break where it is required', () => {
    const required = object({ a: { type: 'integer', maximum: 9 }, b: { type: 'string' } }, { additionalProperties: true, required: ['b'] });
    expect(lines(abi(before, ['in'], declared), abi(required, ['in'], declared))).toEqual(['major payload-arg-narrowed']);
  });
});
