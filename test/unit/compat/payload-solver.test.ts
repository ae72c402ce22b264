import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../../compat-policy/payload/compare.js';
import type { PayloadSchema } from '../../../generator/ir/payload-schema.js';
import { jsonValue, rootSchema, seed } from '../payload/arbitrary.js';
import { editedPair } from './payload-edits.js';

const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const numRuns = nightly ? 4000 : 200;
const timeout = nightly ? 1_200_000 : 30_000;
const options = { binary: false, formats: new Set<string>() };

/** What a validator says; undefined where it stumbles over a member that is named like a method. */
const validator = (schema: object) => {
  const validate = new Ajv2020({ strict: false, ownProperties: true, validateSchema: false, logger: false }).compile(schema);
  return (value: unknown): boolean | undefined => {
    try {
      return validate(value);
    } catch {
      return undefined;
    }
  };
};

const compare = (from: object, to: object) => compareSchemas(from as PayloadSchema, to as PayloadSchema, options);
const told = (...what: readonly unknown[]) => `${what.map((value) => JSON.stringify(value)).join(' against ')}; FC_SEED=${seed}`;

const sets = [
  ['unrelated', fc.tuple(rootSchema, rootSchema), 0.3],
  ['edited', editedPair, 0.1],
] as const;

describe.each(sets)('%s schemas', { timeout }, (_, arbitrary: fc.Arbitrary<readonly [object, object]>, apart) => {
  const pairs = fc.sample(arbitrary, { numRuns, seed });

  it('are compared as a validator sees them, and seldom not at all', () => {
    const values = fc.sample(jsonValue, { numRuns: 60, seed });
    // Examples of other pairs are values about which schemas nearly agree.
    const examples: unknown[] = [];
    let [unknown, different] = [0, 0];
    for (const [a, b] of pairs) {
      const { forward, backward, relation } = compare(a, b);
      if (relation === 'unknown') unknown++;
      if (relation !== 'unknown' && relation !== 'same') different++;
      const [validA, validB] = [validator(a), validator(b)];
      for (const [answer, inner, outer] of [
        [forward, validA, validB],
        [backward, validB, validA],
      ] as const) {
        if (answer.is === 'yes') {
          const wrong = [...values, ...examples.slice(-100)].find((value) => inner(value) === true && outer(value) === false);
          expect(wrong, told(a, b)).toBeUndefined();
        } else if (answer.is === 'no') {
          expect(answer.example, told(a, b)).toBeDefined();
          const example: unknown = JSON.parse(answer.example ?? '');
          expect([inner(example), outer(example)], told(a, b, example)).toEqual([true, false]);
          examples.push(example);
        }
      }
    }
    expect(unknown / pairs.length, told('unknown')).toBeLessThan(0.02);
    // Otherwise nothing would have been decided.
    expect(different / pairs.length, told('different')).toBeGreaterThan(apart);
  });

  it('are the same as themselves, and the other way round in the mirror', () => {
    const turned: Readonly<Record<string, string>> = { narrower: 'wider', wider: 'narrower' };
    for (const [a, b] of pairs) {
      expect(compare(b, structuredClone(b)).relation, told(b)).toBe('same');
      const there = compare(a, b).relation;
      expect(compare(b, a).relation, told(a, b)).toBe(turned[there] ?? there);
    }
  });

  it('stand in one order: what is within what is within a third is within the third', () => {
    for (const [i, [a, b]] of pairs.entries()) {
      const c = pairs[(i + 1) % pairs.length]?.[0] ?? a;
      if (compare(a, b).forward.is !== 'yes' || compare(b, c).forward.is !== 'yes') continue;
      expect(compare(a, c).forward.is, told(a, b, c)).not.toBe('no');
    }
  });
});
