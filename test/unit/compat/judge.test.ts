import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureModes } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { declaredBump, nextMajor } from '../../../compat-policy/verdict/bump.js';
import { judge } from '../../../compat-policy/verdict/judge.js';
import { defaultPolicy } from '../../../compat-policy/verdict/policy.js';
import { BrokenRelease } from '../../../compat-policy/verdict/verdict.js';
import { judged, judgementOf, policyLines, type Situation } from './cases.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };
const ping = (change: Files): Files => ({ 'api.json': { functions: { ping: change } } });
const gone: Files = { 'api.json': { functions: { ping: null } } };
const first: Situation['releases'] = [{ version: '1.0.0', date: '2026-01-01' }];

describe('what a raised version declares', () => {
  it.each([
    ['1.9.0', '1.10.0', 'minor'],
    ['1.10.0', '1.9.0', 'none'],
    ['1.4.0', '1.4.0', 'none'],
    ['1.4.0', '1.4.1', 'patch'],
    ['1.4.0', '2.0.0-rc.1', 'major'],
    ['1.4.0', '1.5.0-rc.1', 'minor'],
    ['2.0.0-rc.1', '2.0.0', 'major'],
    ['2.0.0-rc.10', '2.0.0-rc.9', 'none'],
    ['0.3.1', '0.3.2', 'minor'],
    ['0.3.1', '0.4.0', 'major'],
    ['0.9.0', '1.0.0', 'major'],
    ['1.4.0+b1', '1.4.0+b2', 'none'],
  ])('%s to %s: %s', (from, to, bump) => expect(declaredBump(from, to)).toBe(bump));

  it('reaches the next major and not what comes before it', () => {
    const number = fc.nat({ max: 30 });
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const version = `${a}.${b}.${c}`;
        expect(declaredBump(version, nextMajor(version))).toBe('major');
        expect(declaredBump(version, `${a}.${b}.${c + 1}`)).not.toBe('major');
      }),
      seed,
    );
  });
});

describe('judge', () => {
  it('case 53: finds nothing between a version and itself, and passes', () => {
    const side = sideOfFiles(base);
    const pair = pairOf(side, side);
    const verdict = judge({ pair, asOf: '2026-01-01', releases: [], policy: defaultPolicy, findings: findingsOf(pair, rules) });
    expect(verdict).toEqual({ pass: true, requiredBump: 'none', declaredBump: 'none', findings: [], removals: [] });
  });

  it('fails every change that comes without a higher version', () => {
    const doc = judged({
      releases: first,
      ledger: false,
      candidate: { version: '1.0.0', patch: ping({ doc: 'Echoes.' }) },
      asOf: '2026-02-01',
    });
    expect(doc).toMatchObject({ pass: false, requiredBump: 'patch', declaredBump: 'none' });
    expect(doc.findings.map((f) => [f.severity, f.rule.id])).toEqual([
      ['error', 'version-bump-insufficient'],
      ['error', 'doc-changed'],
    ]);
  });

  it('puts errors first, then what fails worst, and what has one cause together', () => {
    const patch = merged(gone, { 'abi.json': { capabilities: { 'demo.new': { doc: 'New.', nondeterministic: false } } } }) as Files;
    const { findings } = judged({ releases: first, candidate: { version: '1.0.1', patch }, asOf: '2026-02-01' });
    const severities = findings.map((f) => ['error', 'warning', 'info'].indexOf(f.severity));
    expect(severities).toEqual([...severities].sort());
    expect(findings.length).toBeGreaterThan(3);
    const errors = findings.filter((f) => f.severity === 'error');
    const causes = errors.map((f) => f.cause).filter((cause, i, all) => cause !== all[i - 1]);
    expect(new Set(causes).size).toBe(causes.length);
    const worst = causes.map((cause) =>
      Math.min(...errors.filter((f) => f.cause === cause).map((f) => failureModes.indexOf(f.failureMode))),
    );
    expect(worst).toEqual([...worst].sort());
  });

  it('does not depend on the order of findings or of keys', () => {
    const judgement = judgementOf({ releases: first, candidate: { version: '1.1.0', patch: gone }, asOf: '2026-02-01' });
    const turned = judge({ ...judgement, findings: [...judgement.findings].reverse() });
    expect(turned.findings.map((f) => f.fingerprint)).toEqual(judge(judgement).findings.map((f) => f.fingerprint));
  });

  it('case 52: counts a window from the ledger, whatever `since` says, to the day', () => {
    const marker = { in: '1.1.0', removeIn: '2.0.0', replacement: 'api.read' };
    const releases: Situation['releases'] = [
      ...first,
      { version: '1.1.0', date: '2026-02-01', patch: ping({ deprecated: marker }) },
      { version: '1.2.0-rc.1', date: '2026-02-20' },
      { version: '1.2.0', date: '2026-03-01' },
    ];
    const patch: Files = { ...ping({ status: 'tombstone' }), 'abi.json': { discriminator: 'stamp' } };
    const on = (asOf: string, from = releases) => judged({ releases: from, candidate: { version: '2.0.0-rc.1', patch }, asOf });
    expect(policyLines(on('2027-01-31'))).toEqual(['error removed-before-days function api.ping']);
    expect(on('2027-02-01').pass).toBe(true);
    // A pre-release is not published.
    expect(policyLines(on('2027-02-01', releases.slice(0, 3)))).toEqual(['error removed-before-releases function api.ping']);
  });

  it('holds a running deprecation to the stricter of today and of the release that announced it', () => {
    const marker = { in: '1.1.0', removeIn: '2.0.0', replacement: 'api.read' };
    const long = { ...defaultPolicy.windows, stable: { minors: 2, days: 500 }, majorGap: 365 };
    const releases: Situation['releases'] = [
      ...first,
      { version: '1.1.0', date: '2026-02-01', patch: ping({ deprecated: marker }), windows: long },
      { version: '1.2.0', date: '2026-03-01' },
    ];
    const patch: Files = { ...ping({ status: 'tombstone' }), 'abi.json': { discriminator: 'stamp' } };
    const on = (asOf: string) => policyLines(judged({ releases, candidate: { version: '2.0.0', patch }, asOf }));
    expect(on('2027-06-15')).toEqual(['error removed-before-days function api.ping']);
    expect(on('2027-06-16')).toEqual([]);
  });

  it('accepts the announcement of what contains an item, and counts that of a part from its own date', () => {
    const marker = { in: '1.1.0', removeIn: '2.0.0', replacement: 'api.read' };
    const later = {
      asOf: '2027-02-01',
      candidate: { version: '2.0.0', patch: { ...ping({ params: [], deprecated: null }), 'abi.json': { discriminator: 'stamp' } } },
    };
    const announced = (patch: Files): Situation['releases'] => [
      ...first,
      { version: '1.1.0', date: '2026-02-01', patch },
      { version: '1.2.0', date: '2026-03-01' },
    ];
    const byFunction = judged({ releases: announced(ping({ deprecated: marker })), ...later });
    const byParameter = judged({
      releases: announced(
        ping({ params: [{ name: 'value', type: 'u32', deprecated: { in: '1.1.0', removeIn: '2.0.0', noReplacement: 'Not needed.' } }] }),
      ),
      ...later,
    });
    expect(policyLines(byFunction)).toEqual([]);
    expect(policyLines(byParameter)).toEqual([
      'error removed-before-days parameter api.ping.value',
      'error removed-before-releases parameter api.ping.value',
    ]);
  });

  it('lets what is experimental change in a minor, and preview after its window', () => {
    const releases = (stability: string): Situation['releases'] => [{ version: '1.0.0', date: '2026-01-01', patch: ping({ stability }) }];
    const candidate = { version: '1.1.0', patch: ping({ params: [] }) };
    const lines = (stability: string) =>
      policyLines(judged({ releases: releases(stability), candidate, asOf: '2026-02-01' })).filter(
        (line) => !line.includes('experimental-unmarked'),
      );
    expect(lines('experimental')).toEqual([]);
    expect(lines('preview')).toEqual(['error changed-without-deprecation function api.ping']);
  });

  it('loads no release that no rule needs, and ends with one that does not compile', () => {
    const judgement = judgementOf({
      releases: [...first, { version: '1.1.0', date: '2026-02-01' }],
      candidate: { version: '1.2.0' },
      asOf: '2026-03-01',
    });
    const broken = judgement.releases.map((release) => ({
      ...release,
      side: () => {
        throw new BrokenRelease([]);
      },
    }));
    expect(judge({ ...judgement, releases: broken }).pass).toBe(true);
    const older = {
      ...judgementOf({
        releases: [...first, { version: '1.1.0', date: '2026-02-01' }],
        candidate: { version: '1.2.0' },
        asOf: '2026-03-01',
        against: '1.0.0',
      }),
      releases: broken,
    };
    expect(() => judge(older)).toThrow(BrokenRelease);
  });

  it('keeps a name that a function reserves, also where the function goes', () => {
    const stale = (change: Json): Files => ({ 'api.json': { functions: { stale: change } } });
    const reserved = { import: 'demo_stale', doc: 'Nothing any more.', capability: 'demo.use', status: 'reserved' };
    const releases: Situation['releases'] = [{ version: '1.0.0', date: '2026-01-01', patch: stale(reserved) }];
    const errorsOf = (patch: Files) =>
      judged({ releases, candidate: { version: '1.1.0', patch }, asOf: '2026-02-01' })
        .findings.filter((f) => f.severity === 'error')
        .map((f) => `${f.rule.id} ${f.item}`);
    expect(errorsOf({})).toEqual([]);
    expect(errorsOf(stale(null))).toEqual(['reserved-entry-deleted function api.stale']);
    const entry = { module: 'env', name: 'demo_stale', reason: 'It was removed.' };
    expect(errorsOf({ ...stale(null), 'abi.json': { reserved: [entry] } })).toEqual([]);
  });

  it.each(['tombstone', 'reserved'])(
    'lets a name that is %s never be served again, which would be half the way to another meaning',
    (status) => {
      const releases: Situation['releases'] = [{ version: '1.0.0', date: '2026-01-01', patch: ping({ status }) }];
      for (const version of ['1.1.0', '2.0.0']) {
        const { findings } = judged({ releases, candidate: { version, patch: ping({ status: 'served' }) }, asOf: '2030-01-01' });
        expect(findings.filter((f) => f.severity === 'error').map((f) => f.rule.id)).toContain('import-name-reused');
      }
    },
  );

  it('counts no window as over that ends after all dates', () => {
    const deprecated = ping({ deprecated: { in: '1.1.0', removeIn: '2.0.0', noReplacement: 'Nobody uses it.' } });
    const releases: Situation['releases'] = [...first, { version: '1.1.0', date: '9999-06-01', patch: deprecated }];
    const candidate = { version: '2.0.0', patch: ping({ status: 'served' }) };
    const { findings } = judged({ releases, candidate, asOf: '9999-06-02' });
    expect(findings.map((f) => f.rule.id)).toContain('removed-before-days');
    const [removal] = judged({ releases, candidate: { version: '1.2.0' }, asOf: '9999-06-02' }).removals;
    expect(removal?.earliestDate).toBe('9999-12-31');
  });

  it('lets nothing change that is served, since old guests alone use it', () => {
    const marker = { in: '1.1.0', removeIn: '2.0.0', noReplacement: 'Nobody uses it.' };
    const deprecated = ping({ deprecated: marker });
    const releases: Situation['releases'] = [
      ...first,
      ...['1.1.0', '1.2.0', '1.3.0', '1.4.0'].map((version, i) => ({ version, date: `202${6 + i}-02-01`, patch: deprecated })),
    ];
    const errorsOf = (change: Files) =>
      judged({ releases, candidate: { version: '2.0.0', patch: ping({ status: 'served', ...change }) }, asOf: '2030-02-01' })
        .findings.filter((f) => f.severity === 'error')
        .map((f) => f.rule.id);
    expect(errorsOf({})).toEqual([]);
    expect(errorsOf({ params: [] })).toEqual(['major-overlap-collision']);
  });

  it('holds to a planned end that is not said any more', () => {
    const deprecated = ping({ deprecated: { in: '1.1.0', removeIn: '3.0.0', noReplacement: 'Nobody uses it.' } });
    const releases: Situation['releases'] = [...first, { version: '1.1.0', date: '2026-02-01', patch: deprecated }];
    const patch = ping({ deprecated: { removeIn: null } });
    const found = judged({ releases, candidate: { version: '1.2.0', patch }, asOf: '2026-03-01' }).findings;
    expect(found.filter((f) => f.severity === 'error').map((f) => f.message)).toEqual([
      'function api.ping was to stay until 3.0.0 and says nothing of that now',
    ]);
  });

  it('says when each deprecation may end: 0.y in the next but enough y, stable in a major, preview in a minor', () => {
    const marker = (version: string) => ({ deprecated: { in: version, noReplacement: 'Nobody uses it.' } });
    const ends = (version: string, change: Files) =>
      judged({
        releases: [{ version: '0.1.0', date: '2026-01-01' }],
        candidate: { version, patch: ping({ ...change, ...marker(version) }) },
        asOf: '2026-02-01',
      }).removals.map(({ earliestVersion, earliestDate, deprecatedOn }) => [earliestVersion, earliestDate, deprecatedOn]);
    expect(ends('0.2.0', {})).toEqual([['0.4.0', '2026-04-02', null]]);
    expect(ends('1.5.0', {})).toEqual([['2.0.0', '2028-02-01', null]]);
    expect(ends('1.5.0', { stability: 'preview' })).toEqual([['1.7.0', '2026-07-31', null]]);
  });

  it('says no version before the one that was promised, and no date on which a major may not come', () => {
    const deprecated = (removeIn: string) => ping({ deprecated: { in: '1.1.0', removeIn, noReplacement: 'Nobody uses it.' } });
    const releases = (removeIn: string): Situation['releases'] => [
      { version: '1.0.0', date: '2026-01-01' },
      { version: '1.1.0', date: '2026-02-01', patch: deprecated(removeIn) },
    ];
    const policy = { windows: { noReplacement: { minors: 2, days: 400 } } };
    const ends = (situation: Omit<Situation, 'policy'>) =>
      judged({ ...situation, policy }).removals.map(({ earliestVersion, earliestDate }) => [earliestVersion, earliestDate]);
    const minor = { candidate: { version: '1.2.0' }, asOf: '2026-03-01' };
    expect(ends({ releases: releases('2.0.0'), ...minor })).toEqual([['2.0.0', '2027-03-08']]);
    expect(ends({ releases: releases('3.0.0'), ...minor })).toEqual([['3.0.0', '2027-03-08']]);
    // The window is over on 2027-03-08, but the major after 2.0.0 may not come yet.
    const major = { version: '2.0.0', date: '2027-01-01' };
    expect(ends({ releases: [...releases('2.0.0'), major], candidate: { version: '2.1.0' }, asOf: '2027-02-01' })).toEqual([
      ['3.0.0', '2028-01-01'],
    ]);
    expect(ends({ releases: releases('2.0.0'), candidate: { version: '2.0.0' }, asOf: '2027-01-01' })).toEqual([['3.0.0', '2028-01-01']]);
  });
});
