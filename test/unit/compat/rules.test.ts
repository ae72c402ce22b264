import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyRules, rules } from '../../../compat-policy/registry.js';
import { base, folder, foundBetween, type Json, merged, type PairFixture, ruleFolders } from './fixtures.js';

/** Objects with their keys in the opposite order; arrays carry order and stay. */
const reordered = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member as Json)]),
  );
};

it('every rule has a folder of fixtures, and every folder a rule', () => {
  expect([...ruleFolders].sort()).toEqual([...rules, ...policyRules].map((rule) => rule.id).sort());
});

it('every rule names its mirror or says why it has none', () => {
  const ids = new Set(rules.map((rule) => rule.id));
  const wrong = rules.filter(({ mirror }) => (typeof mirror === 'string' ? !ids.has(mirror) : mirror.none === ''));
  expect(wrong.map((rule) => rule.id)).toEqual([]);
});

describe.each(rules.filter(({ id }) => existsSync(join(folder, id, 'pair.json'))))('$id', ({ id, mirror }) => {
  const path = join(folder, id, 'pair.json');
  const fixture = JSON.parse(readFileSync(path, 'utf8')) as PairFixture;
  const baseline = merged(base, fixture.baseline);
  const candidate = merged(baseline, fixture.candidate);
  const missBaseline = merged(base, fixture.nearMiss.baseline ?? fixture.baseline);
  const missCandidate = merged(missBaseline, fixture.nearMiss.candidate);

  it('finds exactly what is expected, and so does every other rule', () => {
    const actual = foundBetween(baseline, candidate);
    const exchanged = foundBetween(candidate, baseline);
    const missed = foundBetween(missBaseline, missCandidate);
    if (process.env.UPDATE_FIXTURES === '1') {
      const nearMiss = { ...fixture.nearMiss, expected: missed };
      writeFileSync(path, `${JSON.stringify({ ...fixture, expected: actual, mirror: exchanged, nearMiss }, null, 2)}\n`);
      return;
    }
    expect(actual).toEqual([...fixture.expected].sort());
    expect(exchanged).toEqual([...fixture.mirror].sort());
    expect(missed).toEqual([...fixture.nearMiss.expected].sort());
  });

  it('fires on its pair, its mirror on the exchanged one, and neither on the near miss', () => {
    const names = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
    expect(names(fixture.expected)).toContain(id);
    expect(names(fixture.nearMiss.expected)).not.toContain(id);
    expect(fixture.nearMiss.why).not.toBe('');
    if (typeof mirror === 'string') expect(names(fixture.mirror)).toContain(mirror);
  });

  it('is silent where nothing changed, and does not see the order of keys', () => {
    for (const files of [baseline, candidate, missCandidate]) expect(foundBetween(files, reordered(files))).toEqual([]);
    expect(foundBetween(reordered(baseline), reordered(candidate))).toEqual(foundBetween(baseline, candidate));
  });
});
