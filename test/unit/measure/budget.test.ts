import { describe, expect, it } from 'vitest';
import { type Budget, readBudget } from '../../../generator/measure/budget.js';
import { compareWith } from '../../../generator/measure/compare.js';
import { findingsOf, judge } from '../../../generator/measure/judge.js';
import { parse } from '../../../generator/source/parse.js';
import { hostTimes, sampleReport } from './sample.js';

/** What reading a budget gives: the limits, or the lines of what is wrong. */
function read(text: string): Budget | string[] {
  const parsed = parse({ folder: '.', files: [{ name: 'budget.json', bytes: Buffer.from(text) }] });
  const document = parsed.value?.documents.get('budget.json');
  if (document === undefined) throw new Error('not JSON');
  const { value, diagnostics } = readBudget(document);
  return value ?? diagnostics.map(({ code, message, span }) => `${span?.start.line}: ${code}: ${message}`);
}

const limits = (text: string): Budget => {
  const budget = read(text);
  if (Array.isArray(budget)) throw new Error(budget.join('\n'));
  return budget;
};

describe('a budget', () => {
  it('holds lengths, sections and ratios', () => {
    expect(read('{"$schema": "x", "raw": 1, "glueGzip": 0, "sections": {"name": 0, "__proto__": 3}, "ratio": {"compile": 1.2}}')).toEqual({
      lengths: { raw: 1, glueGzip: 0 },
      sections: { name: 0, ['__proto__']: 3 },
      ratios: { compile: 1.2 },
    });
    expect(read('{}')).toEqual({ lengths: {}, sections: {}, ratios: {} });
  });

  it('has no key that is not known, with its place and the one that was meant', () => {
    expect(read('{\n"gzp": 1,\n"ratio": {"compil": 1},\n"compile": 3}')).toEqual([
      '2: measure/unknown-key: a budget has no key "gzp"',
      '4: measure/unknown-key: a budget has no key "compile"',
      '3: measure/unknown-key: "ratio" has no key "compil"',
    ]);
  });

  it.each([
    '[]',
    '3',
    'null',
    '{"raw": -1}',
    '{"raw": 1.5}',
    '{"raw": "1"}',
    '{"raw": [{}]}',
    '{"sections": 3}',
    '{"sections": {"a/b": true}}',
  ])('cannot be %s', (text) => {
    const faults = read(text);
    expect(faults).toHaveLength(1);
    expect(String(faults)).toContain('measure/bad-value');
  });

  it.each(['0', '-1', 'null', '"1"'])('has no ratio of %s', (text) => {
    expect(String(read(`{"ratio": {"raw": ${text}}}`))).toContain('"raw" needs a number above 0');
  });
});

const { size, glue, module, machine } = sampleReport();
const measured = { module, size, glue, hosts: [hostTimes('wasi', 'node', 2, 4, 6), hostTimes('browser', 'chromium', 3, 3, 3)] };
const old = {
  ...measured,
  size: { ...size, raw: 54 },
  hosts: [hostTimes('wasi', 'node', 1, 2, 3), hostTimes('browser', 'chromium', 3, 3, 3)],
};
const rows = (text: string, comparison: Parameters<typeof judge>[2] = null) =>
  judge(limits(text), measured, comparison).map((l) => [l.limit, l.target, l.measured, l.pass]);

describe('judging', () => {
  it('takes what is at the limit, and nothing above it', () => {
    expect(rows('{"raw": 108, "gzip": 89, "glue": 1000, "sections": {"app": 99, "none": 0}}')).toEqual([
      ['raw', null, 108, true],
      ['gzip', null, 90, false],
      ['glue', 'wasi', 1000, true],
      ['sections.app', null, 100, false],
      ['sections.none', null, 0, true],
    ]);
  });

  it('holds ratios of times on each target', () => {
    const comparison = compareWith(measured, { kind: 'module', machine: null, measured: old }, machine);
    expect(rows('{"ratio": {"raw": 2, "compile": 1.5, "call": 2}}', comparison)).toEqual([
      ['ratio.raw', null, 2, true],
      ['ratio.compile', 'wasi', 2, false],
      ['ratio.compile', 'browser', 1, true],
      ['ratio.call', 'wasi', 2, true],
      ['ratio.call', 'browser', 1, true],
    ]);
  });

  it('does not pass what cannot be judged, and says why', () => {
    const text = '{"raw": 1000, "ratio": {"raw": 9, "compile": 9}}';
    const whys = (comparison: Parameters<typeof judge>[2]) =>
      judge(limits(text), measured, comparison).map(({ pass, why }) => (pass ? 'pass' : why));
    const report = (other: typeof machine) => compareWith(measured, { kind: 'report', machine: other, measured: old }, machine);
    expect(whys(null)).toEqual(['pass', 'there is no --baseline', 'there is no --baseline']);
    expect(whys(report({ ...machine, processors: 64 }))).toEqual(['pass', 'pass', expect.stringContaining('another machine')]);
    expect(whys(report({ ...machine }))).toEqual(['pass', 'pass', 'pass', 'pass']);
    const without = compareWith(measured, { kind: 'module', machine: null, measured: { ...old, hosts: old.hosts.slice(0, 1) } }, machine);
    expect(whys(without)).toEqual(['pass', 'pass', 'pass', 'the baseline has nothing to compare with']);
  });

  it('does not compare times of two versions of a host', () => {
    const other = { ...old, hosts: old.hosts.map((host) => ({ ...host, version: '2' })) };
    expect(compareWith(measured, { kind: 'report', machine, measured: other }, machine).comparable).toBe(false);
    expect(compareWith(measured, { kind: 'module', machine: null, measured: other }, machine).comparable).toBe(true);
  });

  it('makes a finding of each limit that does not hold', () => {
    const found = findingsOf(judge(limits('{"raw": 1, "gzip": 1000, "ratio": {"call": 1}}'), measured, null), 'app.wasm');
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'measure/over-budget: app.wasm has 108 for "raw"; the budget allows 1',
      'measure/not-judged: the limit "ratio.call" was not judged: there is no --baseline',
    ]);
  });
});
