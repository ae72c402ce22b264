import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entails, grantorsOf, impliedBy, needsOf } from '../../../compat-policy/compare/authority.js';
import type { Authority, Capability } from '../../../generator/ir/abi.js';
import { base, foundBetween, type Json, merged } from './fixtures.js';

/** Seed of the random samples; FC_SEED repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const names = ['a', 'b', 'c', 'd'] as const;
const same = (name: string) => name;

/** Capabilities of which each implies only later ones, so that there is no circle. */
const vocabulary = fc
  .array(fc.subarray([...names]), { minLength: names.length, maxLength: names.length })
  .map((implied) =>
    names.map((name, i): Pick<Capability, 'name' | 'implies'> => ({ name, implies: implied[i]?.filter((n) => n > name) ?? [] })),
  );

const authority: fc.Arbitrary<Authority> = fc.oneof(
  fc.constant<Authority>({ kind: 'none', reason: '' }),
  fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), names: fc.subarray([...names], { minLength: 1 }) }),
);

/** Every set of grants. */
const grantSets = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, i) => bits & (1 << i)));

/** What the words say, tried out: everything that is granted and comes with it is there, and all or any of the names are. */
function allows(grants: readonly string[], needed: Authority, capabilities: readonly Pick<Capability, 'name' | 'implies'>[]): boolean {
  const granted = new Set<string>();
  const add = (name: string): void => {
    granted.add(name);
    for (const implied of capabilities.find((c) => c.name === name)?.implies ?? []) add(implied);
  };
  grants.forEach(add);
  if (needed.kind === 'none') return true;
  return needed.kind === 'all' ? needed.names.every((n) => granted.has(n)) : needed.names.some((n) => granted.has(n));
}

const needs = (a: Authority, capabilities: readonly Pick<Capability, 'name' | 'implies'>[]) =>
  needsOf(a, same, grantorsOf(capabilities, same));

describe('authority', () => {
  it('an authority entails another exactly if every set of grants that allows the one allows the other', () => {
    fc.assert(
      fc.property(authority, vocabulary, authority, vocabulary, (was, before, is, after) => {
        const everySet = grantSets.every((grants) => !allows(grants, was, before) || allows(grants, is, after));
        expect(entails(needs(was, before), needs(is, after))).toBe(everySet);
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('a capability brings all that follows from it, each once', () => {
    const diamond = [
      { name: 'a', implies: ['b', 'c'] },
      { name: 'b', implies: ['d'] },
      { name: 'c', implies: ['d'] },
      { name: 'd', implies: [] },
    ];
    expect([...impliedBy('a', diamond)]).toEqual(['a', 'b', 'c', 'd']);
    expect([...(grantorsOf(diamond, same).get('d') ?? [])].sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('capability rules', () => {
  const between = (baseline: Json, candidate: Json) => {
    const from = merged(base, baseline);
    return foundBetween(from, merged(from, candidate));
  };
  const ping = (capability: Json): Json => ({ 'api.json': { functions: { ping: { capability } } } });

  it('another capability in place of the one is more and less at once', () => {
    expect(between({}, ping('demo.more'))).toEqual([
      'major capability-tightened function api.ping',
      'minor capability-relaxed function api.ping',
    ]);
  });

  it('one of one is the same as all of one', () => {
    expect(between({}, ping({ anyOf: ['demo.use'] }))).toEqual([]);
  });

  it('all of two in place of one of two is only more', () => {
    const both = ['demo.more', 'demo.use'];
    expect(between(ping({ anyOf: both }), ping({ anyOf: null, allOf: both }))).toEqual(['major capability-tightened function api.ping']);
  });

  it('a function follows a capability that is renamed, without a finding of its own', () => {
    const renamed = {
      'abi.json': {
        capabilities: { 'demo.use': null, 'demo.basic': { doc: 'Use the demo.', nondeterministic: false, aliases: ['demo.use'] } },
      },
      'api.json': { functions: { ping: { capability: 'demo.basic' }, read: { capability: 'demo.basic' } } },
    };
    expect(between({}, renamed)).toEqual(['minor capability-renamed capability demo.use']);
  });

  it('a capability that nothing needs breaks source and no guest when it goes', () => {
    expect(between({}, { 'abi.json': { capabilities: { 'demo.more': null } } })).toEqual(['major capability-removed capability demo.more']);
  });

  it('what a removed capability brought is not a second finding', () => {
    const all = {
      'abi.json': {
        capabilities: {
          'demo.all': { doc: 'All.', nondeterministic: false, implies: ['demo.sub'] },
          'demo.sub': { doc: 'Some.', nondeterministic: false, implies: ['demo.use'] },
        },
      },
    };
    expect(between(all, { 'abi.json': { capabilities: { 'demo.sub': null, 'demo.all': { implies: ['demo.use'] } } } })).toEqual([
      'major capability-removed capability demo.sub',
    ]);
  });
});
