import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../compat-policy/registry.js';
import { root } from '../../meta/imports.js';
import { judged, policyLines } from './cases.js';
import { folder, type PairFixture } from './fixtures.js';

const golden = join(root, 'test/golden/policy-on-pairs.json');
/** What policy rules find where the pair of a rule is the step of a minor, and of a major: by the rule whose pair it is. */
type Found = Record<string, { readonly minor: readonly string[]; readonly major: readonly string[] }>;

/** The pair of a rule as a release and its candidate, half a year after it. */
function stepOf(id: string, version: string): string[] {
  const { baseline, candidate } = JSON.parse(readFileSync(join(folder, id, 'pair.json'), 'utf8')) as PairFixture;
  const released = { version: '1.0.0', date: '2026-01-01', ...(baseline && { patch: baseline }) };
  return policyLines(judged({ releases: [released], candidate: { version, patch: candidate }, asOf: '2026-07-01' }));
}

describe('policy rules, on the pairs of all others', () => {
  const pairs = rules.map(({ id }) => id).filter((id) => existsSync(join(folder, id, 'pair.json')));
  const update = process.env.UPDATE_FIXTURES === '1';
  const expected: Found = update ? {} : JSON.parse(readFileSync(golden, 'utf8'));

  it.each(pairs)('find exactly what is expected on that of %s', (id) => {
    const found = { minor: stepOf(id, '1.1.0'), major: stepOf(id, '2.0.0') };
    if (update) expected[id] = found;
    expect(found).toEqual(expected[id]);
  });

  it('are told of every pair', () => {
    if (update) writeFileSync(golden, `${JSON.stringify(expected, null, 2)}\n`);
    expect(Object.keys(expected)).toEqual(pairs);
  });
});
