import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import type { WitnessReport } from '../../../compat-policy/report/model.js';
import type { Rule, Witness } from '../../../compat-policy/rule.js';
import { stage, witnessed } from '../../../compat-policy/witness/witness.js';
import { base, type Files, folder, merged, type PairFixture, sideOfFiles } from './fixtures.js';

const pairOfRule = (id: string) => {
  const fixture = JSON.parse(readFileSync(join(folder, id, 'pair.json'), 'utf8')) as PairFixture;
  const baseline = merged(base, fixture.baseline);
  return pairOf(sideOfFiles(baseline), sideOfFiles(merged(baseline, fixture.candidate)));
};

/** Reports of what is found between two patches of the base, by rule and item. */
function staged(baseline: Files, candidate: Files, witness?: Witness): Record<string, WitnessReport | undefined> {
  const before = merged(base, baseline);
  const pair = pairOf(sideOfFiles(before), sideOfFiles(merged(before, candidate)));
  const claimed = (finding: Finding): Finding => (witness ? { ...finding, rule: { ...finding.rule, witness } as Rule } : finding);
  return Object.fromEntries(findingsOf(pair, rules).map((f) => [`${f.rule.id} ${f.item}`, stage(pair, claimed(f))]));
}

const functions = (patch: Files): Files => ({ 'api.json': { functions: patch } });
const param = (name: string, type: string) => ({ name, type });

/** What a row may claim, and what must have been seen where it does. */
const outcomes = {
  link: ['LinkError'],
  limits: ['LinkError', 'value'],
  call: ['TypeError', 'SyntaxError', 'trap'],
  value: ['value', 'trap'],
} as const;

const claims = rules.flatMap((rule) => (typeof rule.witness === 'string' ? [{ ...rule, witness: rule.witness }] : []));

it('every row says what can be seen, or why nothing can', () => {
  const silent = rules.filter(({ witness }) => typeof witness === 'object' && witness.none === '');
  expect(silent.map((rule) => rule.id)).toEqual([]);
});

describe.each(claims.filter(({ id }) => existsSync(join(folder, id, 'pair.json'))))('$id', ({ id, witness }) => {
  it(`breaks a real guest: ${witness}`, () => {
    const pair = pairOfRule(id);
    const findings = findingsOf(pair, rules).filter((finding) => finding.rule.id === id);
    const reports = findings.map((finding) => stage(pair, finding));
    expect(reports.length).toBeGreaterThan(0);
    for (const report of reports) {
      expect(report, id).toBeDefined();
      expect(outcomes[witness]).toContain(report?.outcome);
      expect(report?.seen).not.toBe('');
    }
    expect(findings.map((finding) => stage(pair, finding))).toEqual(reports);
  });
});

describe('stage', () => {
  it('reads the answer of a host without result as 0, where the old host answers', () => {
    expect(staged({}, functions({ ping: { result: null } }))).toEqual({
      'result-removed result api.ping': {
        staged: 'old guest calling env.demo_ping (i32) -> i32, on a plain JavaScript new host',
        outcome: 'value',
        seen: 'the host answered nothing, and the guest read 0; from its own host it read 7',
      },
    });
  });

  it('tells what becomes of a wrong type on a host that checks no types', () => {
    const report = staged({}, functions({ ping: { params: [param('value', 'u32'), param('mode', 'u32')] } }));
    expect(report['param-added parameter api.ping.mode']).toMatchObject({
      staged: 'old guest importing env.demo_ping as a function (i32) -> i32, on a strict new host that gives a function (i32, i32) -> i32',
      outcome: 'LinkError',
      seen: expect.stringMatching(/; on a plain JavaScript host it links: the guest passed nothing as mode, and the host read 0$/),
    });
  });

  it('stages a new guest on an old host where only that breaks', () => {
    const report = staged({}, functions({ ping: { importAliases: [{ name: 'demo_echo' }] } }));
    expect(report['import-alias-added function api.ping']?.staged).toMatch(
      /^new guest importing env\.demo_echo .* strict old host that gives nothing/,
    );
  });

  it('sees a swap of parameters whose ordinary values are equal', () => {
    const params = [param('first', 'bool'), param('second', 'bool')];
    const report = staged(functions({ ping: { params } }), functions({ ping: { params: [...params].reverse() } }));
    expect(report['param-reordered function api.ping']?.seen).toMatch(
      /^the guest passed (true|false) as first, and the host read (true|false); /,
    );
  });

  it('sees parts of a buffer that changed places with another', () => {
    const params = [param('from', 'string'), param('to', 'string')];
    const report = staged(functions({ ping: { params } }), functions({ ping: { params: [...params].reverse() } }));
    expect(report['param-reordered function api.ping']?.seen).toBe('the guest passed 8 as from, and the host read 24; its own host read 8');
  });

  it('sees an answer of 64 bits that is a promise or a number as an exception', () => {
    const wide = functions({ ping: { result: { type: 'u64' } } });
    const suspending = functions({ ping: { effects: { blocking: true, whereForbidden: 'suspend' } } });
    expect(staged(wide, suspending, 'call')['sync-to-async function api.ping']?.outcome).toBe('SyntaxError');
    expect(
      staged(wide, functions({ ping: { result: { type: 'u32' } } }), 'call')['result-wasm-type-changed result api.ping']?.outcome,
    ).toBe('TypeError');
  });

  it('sees a guest trap behind a call that came back, and one that never does', () => {
    const plain = { import: 'demo_end', doc: 'Ends.', capability: 'demo.use' };
    const ended = staged(functions({ end: plain }), functions({ end: { noreturn: true } }), 'call');
    expect(ended['noreturn-changed function api.end']).toMatchObject({
      outcome: 'trap',
      seen: expect.stringMatching(/^the host ended the guest/),
    });
    const back = staged(functions({ end: { ...plain, noreturn: true } }), functions({ end: { noreturn: null } }), 'call');
    expect(back['noreturn-changed function api.end']).toMatchObject({ outcome: 'trap', seen: expect.stringMatching(/^unreachable/) });
  });

  it('takes no other change of a function for the one that it shows', () => {
    const color = { kind: 'enum', repr: 'u32', cases: { RED: 1, GREEN: 2 } };
    const paint = { import: 'demo_paint', doc: 'Paints.', capability: 'demo.use', params: [param('value', 'color')] };
    const before = { 'api.json': { types: { color }, functions: { paint } } };
    const after = { 'api.json': { types: { color: { cases: { RED: null, ROSE: 1, GREEN: 3 } } } } };
    expect(staged(before, after, 'value')['enum-case-renumbered case api.color.GREEN']?.seen).toMatch(/^the guest passed GREEN as value/);
  });

  it('shows nothing where nothing breaks in a real engine', () => {
    const report = staged({}, functions({ ping: { capability: 'demo.more' }, read: { doc: 'Reads.' } }), 'value');
    expect(Object.keys(report)).not.toEqual([]);
    expect(Object.values(report).filter((r) => r !== undefined)).toEqual([]);
  });

  it('shows nothing of memories that the engine does not know, or cannot hold', () => {
    const memory = (patch: Files): Files => ({ 'api.json': { memories: { main: { import: 'memory', ...patch } } } });
    for (const kind of ['limits', 'value'] as const) {
      const vast = staged(memory({ min: 1, max: 60_000 }), memory({ max: 50_000 }), kind);
      expect(vast['memory-max-lowered memory api.main']).toBeUndefined();
      const wide = staged(memory({ min: 1, max: 2 ** 37, index: 'i64' }), memory({ min: 2 }), kind);
      expect(Object.values(wide).filter((r) => r !== undefined && r.outcome !== 'LinkError')).toEqual([]);
    }
  });

  it('never throws, whatever a row claims', () => {
    for (const { id } of rules.filter((rule) => existsSync(join(folder, rule.id, 'pair.json')))) {
      const pair = pairOfRule(id);
      for (const finding of findingsOf(pair, rules))
        for (const witness of ['link', 'call', 'value', 'limits'] as const) {
          const report = stage(pair, { ...finding, rule: { ...finding.rule, witness } as Rule });
          if (report) expect(report.seen).not.toBe('');
        }
    }
  });
});

it('witnesses are found again by the fingerprints of their findings', () => {
  const pair = pairOfRule('param-added');
  const findings = findingsOf(pair, rules);
  expect([...witnessed(pair, findings).keys()]).toEqual(findings.filter((f) => stage(pair, f)).map((f) => f.fingerprint));
  expect(witnessed(pair, findings).size).toBeGreaterThan(0);
});
