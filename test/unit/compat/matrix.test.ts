import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf, type Side } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { liveReleases } from '../../../compat-policy/verdict/live.js';
import { matrixOf } from '../../../compat-policy/verdict/matrix.js';
import { mergeFindings } from '../../../compat-policy/verdict/merge.js';
import type { Policy } from '../../../compat-policy/verdict/policy.js';
import type { Release } from '../../../compat-policy/verdict/verdict.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

const compare = (from: Side, to: Side): readonly Finding[] => findingsOf(pairOf(from, to), rules);

/** Versions of the base, each a patch of the one before. */
const versionsOf = (patches: readonly (Files | undefined)[]) => {
  let files: Json = base;
  return patches.map((patch, i) => {
    files = merged(merged(files, patch), { 'abi.json': { version: `1.${i}.0` } });
    return { version: `1.${i}.0`, side: sideOfFiles(files) };
  });
};

const fitsOf = (versions: ReturnType<typeof versionsOf>) => matrixOf(versions, compare).cells.map((row) => row.map((cell) => cell.fit));

const pong: Files = {
  'api.json': {
    functions: {
      pong: {
        import: 'demo_pong',
        doc: 'Answers.',
        result: { type: 'u32', unit: 'seconds' },
        capability: 'none',
        capabilityReason: 'It only answers.',
      },
    },
  },
};
const unit: Files = { 'api.json': { functions: { ping: { result: { type: 'u32', unit: 'seconds' } } } } };
const pongUnit: Files = { 'api.json': { functions: { pong: { result: { unit: 'milliseconds' } } } } };
const withoutPing: Files = { 'api.json': { functions: { ping: null } } };

describe('the matrix of hosts and guests', () => {
  it('has a row for each host and a cell for each guest, in the order of the versions', () => {
    const { versions, cells } = matrixOf(versionsOf([{}, pong, undefined]), compare);
    expect(versions).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(cells.map((row) => row.map((cell) => `${cell.guest} on ${cell.host}`))).toEqual(
      versions.map((host) => versions.map((guest) => `${guest} on ${host}`)),
    );
  });

  it('guests of the same version and of versions that mean the same run', () => {
    expect(fitsOf(versionsOf([{}, undefined]))).toEqual([
      ['runs', 'runs'],
      ['runs', 'runs'],
    ]);
  });

  it('a new guest runs on an old host if it uses nothing newer, and the cell names the rules', () => {
    const { cells } = matrixOf(versionsOf([{}, pong]), compare);
    expect(cells[0]?.[1]).toEqual({ host: '1.0.0', guest: '1.1.0', fit: 'floor', rules: ['import-added'] });
    expect(cells[1]?.[0]).toEqual({ host: '1.1.0', guest: '1.0.0', fit: 'runs', rules: [] });
  });

  it('what is gone hurts old guests on new hosts and not the other way round', () => {
    expect(fitsOf(versionsOf([pong, withoutPing]))).toEqual([
      ['runs', 'runs'],
      ['link', 'runs'],
    ]);
  });

  it('the worst that is found is what a cell says, with those rules that say it', () => {
    const { cells } = matrixOf(versionsOf([pong, withoutPing, pongUnit]), compare);
    expect(cells[2]?.[0]).toEqual({ host: '1.2.0', guest: '1.0.0', fit: 'silent', rules: ['unit-changed'] });
    expect(cells[2]?.[1]).toEqual({ host: '1.2.0', guest: '1.1.0', fit: 'silent', rules: ['unit-changed'] });
    expect(cells[1]?.[0]).toMatchObject({ fit: 'link' });
  });

  it('compares each two versions once, the older one as the baseline', () => {
    const versions = versionsOf([{}, pong, undefined, undefined]);
    const seen: string[] = [];
    matrixOf(versions, (from, to) => {
      seen.push(`${from.abi.version} ${to.abi.version}`);
      return [];
    });
    expect(seen).toEqual(['1.0.0 1.1.0', '1.0.0 1.2.0', '1.0.0 1.3.0', '1.1.0 1.2.0', '1.1.0 1.3.0', '1.2.0 1.3.0']);
  });
});

describe('findings against several baselines', () => {
  it('are one for one change, with every version that shows it', () => {
    const [first, second, third] = versionsOf([{}, pong, unit]);
    if (!first || !second || !third) throw new Error('three versions were made');
    const merged = mergeFindings([first, second].map(({ version, side }) => ({ version, findings: compare(side, third.side) })));
    expect(merged.map((f) => `${f.rule.id} ${f.against.join(' ')}`).sort()).toEqual(['import-added 1.0.0', 'unit-changed 1.0.0 1.1.0']);
  });

  it('keep the gravest of several, and one that is not waived before one that is', () => {
    const [first, second] = versionsOf([{}, unit]);
    const [finding] = first && second ? compare(first.side, second.side) : [];
    if (!finding) throw new Error('a change of a unit is found');
    const merge = (...findings: readonly Finding[]) =>
      mergeFindings(findings.map((f, i) => ({ version: `1.${i}.0`, findings: [f] }))).map(
        (f) => `${f.severity} ${f.waivedBy} ${f.against.length}`,
      );
    const [error, info] = [
      { ...finding, severity: 'error' as const },
      { ...finding, severity: 'info' as const },
    ];
    expect(merge(error, info)).toEqual(['error undefined 2']);
    expect(merge(info, error)).toEqual(['error undefined 2']);
    expect(merge(info, { ...error, waivedBy: 'W1' })).toEqual(['info undefined 2']);
    expect(merge({ ...error, waivedBy: 'W1' }, { ...error, waivedBy: 'W2' })).toEqual(['error W2 2']);
  });
});

describe('releases that hosts must still serve', () => {
  const policy = { windows: { overlap: { days: 730, majors: 3 } } } as Policy;
  const released = (...versions: readonly (readonly [string, string])[]): Release[] =>
    versions.map(([version, date]) => ({
      version,
      date,
      digest: '',
      windows: undefined,
      side: () => {
        throw new Error('nothing is compiled to find out which versions live');
      },
    }));
  const live = (releases: readonly Release[], candidate: string, asOf: string) =>
    liveReleases(releases, candidate, asOf, policy).map((r) => r.version);

  it('are the newest patches of all minors of the major', () => {
    const releases = released(
      ['1.0.0', '2020-01-01'],
      ['1.0.1', '2020-02-01'],
      ['1.1.0', '2020-03-01'],
      ['1.0.2', '2020-04-01'],
      ['1.10.0', '2020-05-01'],
    );
    expect(live(releases, '1.11.0', '2026-01-01')).toEqual(['1.0.2', '1.1.0', '1.10.0']);
  });

  it('leave out pre-releases and what is not below the candidate', () => {
    const releases = released(
      ['1.0.0', '2020-01-01'],
      ['1.1.0-rc.1', '2020-02-01'],
      ['1.1.0+build-5', '2020-02-02'],
      ['1.2.0', '2020-03-01'],
      ['2.0.0', '2021-02-01'],
    );
    expect(live(releases, '1.2.0', '2026-01-01')).toEqual(['1.0.0', '1.1.0+build-5']);
  });

  it('hold those of an older major until the overlap has passed, to the day', () => {
    const releases = released(['1.4.0', '2019-01-01'], ['2.0.0-rc.1', '2019-12-01'], ['2.0.0', '2020-01-01'], ['2.1.0', '2021-01-01']);
    expect(live(releases, '2.2.0', '2021-12-30')).toEqual(['1.4.0', '2.0.0', '2.1.0']);
    expect(live(releases, '2.2.0', '2021-12-31')).toEqual(['2.0.0', '2.1.0']);
  });

  it('hold the major before a candidate that begins the next, whenever it was made', () => {
    expect(live(released(['1.0.0', '2010-01-01']), '2.0.0', '2026-01-01')).toEqual(['1.0.0']);
    expect(live(released(['1.0.0', '2010-01-01']), '2.0.0-rc.1', '2026-01-01')).toEqual(['1.0.0']);
  });

  it('are of at most as many majors as the policy says, that of the candidate included', () => {
    const releases = released(['1.0.0', '2025-01-01'], ['2.0.0', '2025-02-01'], ['3.0.0', '2025-03-01'], ['4.0.0', '2025-04-01']);
    expect(live(releases, '4.1.0', '2025-05-01')).toEqual(['2.0.0', '3.0.0', '4.0.0']);
    expect(live(releases, '5.0.0', '2025-05-01')).toEqual(['3.0.0', '4.0.0']);
  });

  it('before 1.0.0 take the second number for the major', () => {
    const releases = released(
      ['0.1.0', '2025-01-01'],
      ['0.2.0', '2025-02-01'],
      ['0.2.1', '2025-02-02'],
      ['0.3.0', '2025-03-01'],
      ['0.3.4', '2025-03-02'],
    );
    expect(live(releases, '0.3.5', '2025-05-01')).toEqual(['0.1.0', '0.2.1', '0.3.4']);
    expect(live(releases, '1.0.0', '2025-05-01')).toEqual(['0.2.1', '0.3.4']);
  });

  it('are none before anything was released', () => {
    expect(live([], '1.0.0', '2026-01-01')).toEqual([]);
  });
});
