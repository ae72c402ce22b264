import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../compat-policy/verdict/verdict.js';
import { root } from '../../meta/imports.js';
import { judged, type Situation } from './cases.js';
import type { Files, Json } from './fixtures.js';

/**
 * What happened to Molt: `molt_isolate_import` kept its core type, (i64) -> i64, and took a module id where it had taken the
 * boxed name of the module. Every old guest still linked, and every old guest was misread.
 */
const folder = join(root, 'schemas/molt/1.4.0');
const molt = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replaceAll('\\', '/'), JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json]),
);

const item = 'function runtime.isolate-import';
const answer = 'export guest.isolate-import';
const byId = { name: 'module', type: 'u64', coreNames: ['module_id'], doc: 'Module id.' };
const normative = 'The argument is the id of the module. The host forwards it, unchanged, to the guest export of the same name.';

const isolate = (change: Files): Files => ({
  'runtime.json': { functions: { 'isolate-import': change } },
  'guest.json': { exports: { 'isolate-import': change } },
});

const changed: Files = {
  'runtime.json': { functions: { 'isolate-import': { params: [byId], normative, deprecated: null } } },
  'guest.json': { exports: { 'isolate-import': { params: [{ name: 'module', type: 'u64' }], deprecated: null } } },
};
const stamped: Files = { ...changed, 'abi.json': { discriminator: 'stamp' } };
const announced = isolate({
  deprecated: { in: '1.5.0', removeIn: '2.0.0', noReplacement: 'The name becomes an id, which the loader gives.' },
});

/** The last public release, which the ledger has. */
const released: Situation['releases'] = [{ version: '1.4.0', date: '2026-04-12' }];
/** The minors of a full window for something that has no replacement. */
const window: Situation['releases'] = [
  ...released,
  { version: '1.5.0', date: '2026-12-15', patch: announced },
  { version: '1.6.0', date: '2027-06-15' },
  { version: '1.7.0', date: '2027-12-15' },
  { version: '1.8.0', date: '2028-06-15' },
];

const errors = ({ findings }: Verdict, rule?: string) =>
  findings.filter((f) => f.severity === 'error' && (rule === undefined || f.rule.id === rule)).map((f) => `${f.rule.id} ${f.item}`);
const ids = (verdict: Verdict) => new Set(verdict.findings.filter((f) => f.severity === 'error').map((f) => f.rule.id));

describe('an import that means something else under the same name and core type', () => {
  it('fails as 1.5.0, where the silent break comes first', () => {
    const verdict = judged({ releases: released, candidate: { version: '1.5.0', patch: changed }, asOf: '2026-12-15' }, molt);
    expect(verdict).toMatchObject({ pass: false, requiredBump: 'major', declaredBump: 'minor' });
    expect(verdict.findings[0]).toMatchObject({ severity: 'error', failureMode: 'silent' });
    expect(errors(verdict)).toEqual(
      expect.arrayContaining([
        `semantic-type-changed parameter runtime.isolate-import.name`,
        `normative-text-changed ${item}`,
        'version-bump-insufficient abi',
        `changed-without-deprecation ${item}`,
      ]),
    );
  });

  it('fails as 2.0.0, for want of notice and because one host cannot serve both meanings', () => {
    const verdict = judged({ releases: released, candidate: { version: '2.0.0', patch: changed }, asOf: '2028-12-15' }, molt);
    expect(verdict).toMatchObject({ pass: false, requiredBump: 'major', declaredBump: 'major' });
    expect([...ids(verdict)].sort()).toEqual(['changed-without-deprecation', 'major-overlap-collision']);
    expect(errors(verdict, 'major-overlap-collision')).toEqual([`major-overlap-collision ${item}`]);
    expect(verdict.findings.find((f) => f.rule.id === 'major-overlap-collision')?.message).toContain('molt_isolate_import');
  });

  it('fails as 2.0.0 with a discriminator alone', () => {
    const verdict = judged({ releases: released, candidate: { version: '2.0.0', patch: stamped }, asOf: '2028-12-15' }, molt);
    expect([...ids(verdict)]).toEqual(['changed-without-deprecation']);
  });

  it('fails as 2.0.0 after the window without a discriminator', () => {
    const verdict = judged({ releases: window, candidate: { version: '2.0.0', patch: changed }, asOf: '2028-12-15' }, molt);
    expect([...ids(verdict)]).toEqual(['major-overlap-collision']);
  });

  it('fails one day before the window is over, and says each reason', () => {
    const early = { releases: window.slice(0, -1), candidate: { version: '2.0.0', patch: stamped }, asOf: '2028-12-13' };
    const verdict = judged(early, molt);
    expect([...ids(verdict)].sort()).toEqual(['removed-before-days', 'removed-before-releases']);
    const said = verdict.findings.filter((f) => f.item === item && f.severity === 'error').map((f) => f.message);
    expect(said).toEqual(
      expect.arrayContaining([
        `${item} was deprecated in 3 published minors; 4 are needed`,
        `${item} was deprecated on 2026-12-15 with 1.5.0, 729 days before 2028-12-13; 730 are needed, until 2028-12-14`,
      ]),
    );
  });

  it('passes as 2.0.0 with a discriminator after the whole window', () => {
    const verdict = judged({ releases: window, candidate: { version: '2.0.0', patch: stamped }, asOf: '2028-12-14' }, molt);
    expect(errors(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ pass: true, requiredBump: 'major', declaredBump: 'major' });
  });

  it('tells when it may change at the earliest', () => {
    const verdict = judged({ releases: released, candidate: { version: '1.5.0', patch: announced }, asOf: '2026-12-15' }, molt);
    expect(errors(verdict)).toEqual([]);
    expect(verdict.removals.map(({ item: key, earliestVersion, earliestDate }) => [key, earliestVersion, earliestDate])).toEqual(
      expect.arrayContaining([
        [item, '2.0.0', '2028-12-14'],
        [answer, '2.0.0', '2028-12-14'],
      ]),
    );
  });
});
