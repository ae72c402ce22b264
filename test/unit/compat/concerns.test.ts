import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { breaksModules, type Concern, concernsOf } from '../../../compat-policy/guests/concerns.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

/** What a patch of the base means to modules: `env.demo_ping param-added`. */
function concerned(patch: Files, baseline: Files = {}, change: (finding: Finding) => Finding = (finding) => finding): string[] {
  const from = merged(base, baseline as Json);
  const pair = pairOf(sideOfFiles(from), sideOfFiles(merged(from, patch as Json)));
  const findings = findingsOf(pair, rules).map(change);
  const idOf = new Map(findings.map(({ fingerprint, rule }) => [fingerprint, rule.id]));
  const { imports, modules, exports } = concernsOf(pair, findings);
  const lines = (name: string, concerns: readonly Concern[]) => concerns.map(({ fingerprint }) => `${name} ${idOf.get(fingerprint)}`);
  return [
    ...imports.flatMap(({ module, name, concerns }) => lines(`${module}.${name}`, concerns)),
    ...modules.flatMap(({ name, concerns }) => lines(`module ${name}`, concerns)),
    ...exports.flatMap(({ name, isNew, concerns }) => lines(`${isNew ? 'new ' : ''}export ${name}`, concerns)),
  ].sort();
}

const api = (patch: Files): Files => ({ 'api.json': patch });

describe('findings concern', () => {
  test('the import that they are about', () => {
    expect(concerned(api({ functions: { ping: null } }))).toEqual(['env.demo_ping import-removed']);
    expect(new Set(concerned(api({ functions: { ping: { params: [] } } })).map((line) => line.split(' ')[0]))).toEqual(
      new Set(['env.demo_ping']),
    );
  });

  test('an import whose parameter is new', () => {
    const params = [
      { name: 'value', type: 'u32' },
      { name: 'more', type: 'u32' },
    ];
    expect(concerned(api({ functions: { ping: { params } } })).map((line) => line.split(' ')[0])).toContain('env.demo_ping');
  });

  test('every import that carries a type, also inside another', () => {
    const types: Files = {
      mode: { kind: 'enum', repr: 'u32', cases: { OFF: 0, ON: 1 } },
      options: { kind: 'record', fields: [{ name: 'mode', type: 'mode' }] },
    };
    const set = {
      import: 'demo_set',
      doc: 'Sets.',
      params: [{ name: 'options', type: 'options' }],
      result: { errors: 'errno' },
      capability: 'demo.use',
    };
    const lines = concerned(api({ types: { mode: { cases: { ON: 2 } } } }), api({ types, functions: { set } }));
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(new Set(['env.demo_set']));
  });

  test('an import by each of its names', () => {
    const aliased = api({ functions: { ping: { importAliases: [{ module: 'env', name: 'old_ping' }] } } });
    const lines = concerned(api({ functions: { ping: { result: { type: 's32' } } } }), aliased);
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(new Set(['env.demo_ping', 'env.old_ping']));
  });

  test('what comes of an open module', () => {
    const open: Files = { 'abi.json': { modules: { plugin: { answeredBy: 'module', doc: 'Answered by another module.' } } } };
    expect(concerned({ 'abi.json': { modules: null } }, open)).toEqual(['module plugin open-module-removed']);
  });

  test('modules that lack an export which is new, and those that have one whose type has changed', () => {
    const run = (type: string) => api({ exports: { run: { export: 'run', required: true, params: [{ name: 'size', type }] } } });
    expect(concerned(run('u32'))).toEqual(['new export run required-export-added']);
    const lines = concerned(run('u64'), run('u32'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^export run /);
  });

  test('nothing where only what is new differs, or where nobody that is old breaks', () => {
    expect(concerned(api({ functions: { pong: { import: 'demo_pong', doc: 'Answers.', capability: 'demo.use' } } }))).toEqual([]);
    expect(concerned(api({ functions: { ping: { doc: 'Other words.' } } }))).toEqual([]);
  });

  test('nothing where they are waived', () => {
    expect(concerned(api({ functions: { ping: null } }), {}, (finding) => ({ ...finding, waivedBy: 'W-1' }))).toEqual([]);
  });
});

test('every break of an old guest counts, by whichever rule', () => {
  const pair = pairOf(sideOfFiles(base), sideOfFiles(merged(base, api({ functions: { ping: null } }) as Json)));
  const [finding] = findingsOf(pair, rules);
  if (!finding) throw new Error('nothing is found');
  expect(breaksModules(finding)).toBe(true);
  expect(breaksModules({ ...finding, breaks: ['new-guest', 'host-source'] })).toBe(false);
  expect(breaksModules({ ...finding, breaking: false, severity: 'error' })).toBe(true);
  expect(breaksModules({ ...finding, breaking: false, severity: 'warning' })).toBe(false);
});
