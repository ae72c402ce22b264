import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyRules } from '../../../compat-policy/registry.js';
import { judged, type PolicyCase, policyLines } from './cases.js';
import { folder } from './fixtures.js';

it('every policy rule has a case', () => {
  expect(policyRules.filter(({ id }) => !existsSync(join(folder, id, 'case.json'))).map(({ id }) => id)).toEqual([]);
});

describe.each(policyRules.filter(({ id }) => existsSync(join(folder, id, 'case.json'))))('$id', ({ id }) => {
  const path = join(folder, id, 'case.json');
  const { expected, nearMiss, ...situation } = JSON.parse(readFileSync(path, 'utf8')) as PolicyCase;
  const { why, expected: missExpected, ...rest } = nearMiss;

  it('finds exactly what is expected, and so does every other rule', () => {
    const actual = policyLines(judged(situation));
    const missed = policyLines(judged({ ...situation, ...rest }));
    if (process.env.UPDATE_FIXTURES === '1') {
      const text = { ...situation, expected: actual, nearMiss: { why, ...rest, expected: missed } };
      writeFileSync(path, `${JSON.stringify(text, null, 2)}\n`);
      return;
    }
    expect(actual).toEqual([...expected].sort());
    expect(missed).toEqual([...missExpected].sort());
  });

  it('fires on its case and not on the near miss', () => {
    const names = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
    expect(names(expected)).toContain(id);
    expect(names(missExpected)).not.toContain(id);
    expect(why).not.toBe('');
  });
});
