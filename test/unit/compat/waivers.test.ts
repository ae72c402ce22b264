import { describe, expect, it } from 'vitest';
import { judge } from '../../../compat-policy/verdict/judge.js';
import { defaultPolicy } from '../../../compat-policy/verdict/policy.js';
import { judgementOf, type Situation } from './cases.js';
import type { Files } from './fixtures.js';

const gone: Files = { 'api.json': { functions: { ping: null } } };
const first: Situation['releases'] = [{ version: '1.0.0', date: '2026-01-01' }];

describe('a waiver', () => {
  const judgement = judgementOf({ releases: first, candidate: { version: '1.1.0', patch: gone }, asOf: '2026-05-01' });
  const removed = judgement.findings.find((f) => f.rule.id === 'import-removed');
  const waiver = {
    id: 'W-1',
    rule: 'import-removed',
    item: 'function api.ping',
    fingerprint: removed?.fingerprint ?? '',
    covers: [] as readonly string[],
    reason: 'It let a guest read what is not its own.',
    advisory: undefined,
    approvers: ['Ada', 'Grace'],
    granted: '2026-04-01',
    expires: '2026-06-01',
    pointer: '/waivers/0',
  };
  const under = (change: Partial<typeof waiver>) =>
    judge({ ...judgement, policy: { ...defaultPolicy, waivers: [{ ...waiver, ...change }] } });

  it('covers one finding and not what follows from it', () => {
    const verdict = under({});
    expect(verdict.findings.find((f) => f.rule.id === 'import-removed')).toMatchObject({ waivedBy: 'W-1', severity: 'warning' });
    expect(verdict).toMatchObject({ pass: false, requiredBump: 'none' });
    expect(verdict.findings.filter((f) => f.severity === 'error').map((f) => f.rule.id)).toEqual(
      expect.arrayContaining(['removed-without-deprecation', 'reserved-entry-missing']),
    );
  });

  it('covers nothing before its grant, after its end, without two approvers, or under another item', () => {
    for (const change of [
      { granted: '2026-05-02' },
      { expires: '2026-04-30' },
      { approvers: ['Ada', ' ada'] },
      { approvers: ['Ada', '\uff21da'] },
      { reason: '\u200b'.repeat(30) },
      { item: 'function api.read' },
    ])
      expect(under(change).findings.filter((f) => f.waivedBy !== undefined)).toEqual([]);
  });

  it('cannot cover what the ledger says, or what does not follow', () => {
    const stands = under({}).findings.find((f) => f.rule.id === 'reserved-entry-missing');
    const verdict = under({ covers: [stands?.fingerprint ?? ''] });
    expect(verdict.findings.find((f) => f.rule.id === 'reserved-entry-missing')).toMatchObject({ waivedBy: undefined, severity: 'error' });
    const wrong = under({ rule: 'reserved-entry-missing', fingerprint: stands?.fingerprint ?? '' });
    expect(wrong.findings.map((f) => f.rule.id)).toContain('waiver-overbroad');
  });
});
