import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf, type Side } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { editDocs, edited, edits, seeds } from './abi-edits.js';
import { demandsOf } from './abi-oracle.js';
import { type Files, foundBetween, type Json, sideOfFiles } from './fixtures.js';

/** Seed of the random edits; `FC_SEED` repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const numRuns = nightly ? 5000 : 300;

const bumps = ['none', 'patch', 'minor', 'major'];
const sides = seeds.map((files) => sideOfFiles(files));

/** An ABI that compiles, or undefined. */
function compiled(files: Json): Side | undefined {
  try {
    return sideOfFiles(files);
  } catch {
    return undefined;
  }
}

/** What was demanded and not said. */
function unsaid(from: Side, to: Side): string[] {
  const findings = findingsOf(pairOf(from, to), rules);
  const said = Math.max(0, ...findings.map(({ bump }) => bumps.indexOf(bump)));
  return [...demandsOf(from, to)].filter(({ bump }) => bumps.indexOf(bump) > said).map(({ bump, why }) => `${bump}: ${why}`);
}

it('every edit that changes what crosses is reported, forwards and backwards', () => {
  let demanding = 0;
  fc.assert(
    fc.property(
      fc.nat(seeds.length - 1),
      fc.constantFrom(...Object.keys(edits)),
      fc.array(fc.nat(1009), { minLength: 4, maxLength: 4 }),
      (index, name, numbers) => {
        const [files, from] = [seeds[index] as Files, sides[index] as Side];
        const to = compiled(
          edited(
            files,
            name,
            numbers.reduce((all, number) => all * 1009 + number, 0),
          ),
        );
        if (!to) return;
        if (!demandsOf(from, to)[Symbol.iterator]().next().done) demanding += 1;
        expect(unsaid(from, to), `FC_SEED=${seed}`).toEqual([]);
        expect(unsaid(to, from), `FC_SEED=${seed}, exchanged`).toEqual([]);
      },
    ),
    { numRuns, seed },
  );
  // Otherwise the edits no longer compile, or the oracle no longer sees.
  expect(demanding, `FC_SEED=${seed}`).toBeGreaterThan(numRuns / 6);
}, 1_200_000);

it.each(seeds.map((files, i) => [i, files] as const))('seed %i: nothing changed is nothing found', (_, files) => {
  expect(foundBetween(files, structuredClone(files))).toEqual([]);
});

it('documentation that changes anywhere is at most a patch, and is told', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const texts = fc.array(fc.option(fc.oneof(line, fc.constant('Deprecated. Returns 0.')), { nil: undefined }), {
    minLength: 1,
    maxLength: 12,
  });
  let told = 0;
  fc.assert(
    fc.property(fc.nat(seeds.length - 1), texts, fc.nat(11), (index, given, start) => {
      const abi = structuredClone(seeds[index]) as Record<string, unknown>;
      let changes = 0;
      editDocs(abi, (place) => {
        const text = given[(place + start) % given.length];
        if (text !== undefined) changes++;
        return text;
      });
      const to = compiled(abi as Files);
      if (!to) return;
      const bumpsFound = findingsOf(pairOf(sides[index] as Side, to), rules).map(({ bump }) => bump);
      expect(new Set(bumpsFound), `FC_SEED=${seed}`).toEqual(new Set(changes === 0 ? [] : ['patch']));
      told += bumpsFound.length;
    }),
    { numRuns, seed },
  );
  // Otherwise the texts are none that an ABI may have.
  expect(told, `FC_SEED=${seed}`).toBeGreaterThan(numRuns);
}, 1_200_000);

it('the order of interfaces says nothing', () => {
  for (const files of seeds) {
    const abi = files['abi.json'] as { readonly interfaces: readonly string[] };
    expect(foundBetween(files, { ...files, 'abi.json': { ...abi, interfaces: [...abi.interfaces].reverse() } as Json })).toEqual([]);
  }
});
