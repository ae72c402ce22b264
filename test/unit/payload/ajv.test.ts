import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonValue, rootSchema, seed } from './arbitrary.js';
import { loadChecks, payloadType, profileFaults } from './support.js';

/** `strictTypes` and `strictRequired` are about style; the profile allows what they forbid. */
const validator = (schema: object) =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, ownProperties: true, logger: false }).compile(schema);

test('the emitted check agrees with ajv', async () => {
  const sample = fc.sample(fc.tuple(rootSchema, fc.array(jsonValue, { minLength: 40, maxLength: 40 })), { numRuns: 300, seed });
  const types = sample.map(([schema], i) => payloadType(`S${i}`, schema));
  const checks = await loadChecks(types);
  let accepted = 0;
  for (const [i, [schema, values]] of sample.entries()) {
    const valid = validator(schema);
    for (const value of values) {
      const expected = valid(value);
      if (expected) accepted++;
      if (checks[`isS${i}`]?.(value) !== expected)
        expect.fail(`${JSON.stringify(value)} is ${expected} by ajv for ${JSON.stringify(schema)}; FC_SEED=${seed}`);
    }
  }
  // Otherwise the property would hold of checks that refuse everything.
  expect(accepted / (sample.length * 40)).toBeGreaterThan(0.2);
  expect(accepted / (sample.length * 40)).toBeLessThan(0.8);
});

test('random schemas are in the profile', () => {
  // The reader of files refuses lone surrogates before the profile is looked at.
  const readable = rootSchema.filter((schema) => !JSON.stringify(schema).includes('\\ud800'));
  for (const schema of fc.sample(readable, { numRuns: 200, seed })) expect(profileFaults(schema), `FC_SEED=${seed}`).toEqual([]);
});
