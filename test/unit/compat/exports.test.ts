import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Files, foundBetween, type Json, merged, sideOfFiles } from './fixtures.js';

const run = {
  export: 'demo_run',
  required: true,
  params: [
    { name: 'size', type: 'u32' },
    { name: 'seed', type: 'u32' },
  ],
};
const withRun = (patch: Json = {}): Files => ({ 'api.json': { exports: { run: merged(run, patch) } } });
const from = (patch: Files = withRun()) => merged(base, patch);
const between = (baseline: Json, candidate: Json) => foundBetween(baseline, merged(baseline, candidate));
const findings = (baseline: Json, candidate: Json) =>
  findingsOf(pairOf(sideOfFiles(baseline), sideOfFiles(merged(baseline, candidate))), rules);

describe('guest exports', () => {
  it('parameters of one core type in another order have another signature', () => {
    const [size, seed] = run.params;
    expect(between(from(), withRun({ params: [seed ?? null, size ?? null] }))).toEqual(['major export-signature-changed export api.run']);
  });

  it('a result that comes or goes is another signature', () => {
    expect(between(from(), withRun({ result: { type: 'u32' } }))).toEqual(['major export-signature-changed export api.run']);
    const answering = from(withRun({ result: { type: 'u32' } }));
    const silent: Files = { 'api.json': { exports: { run: { result: null } } } };
    expect(between(answering, silent)).toEqual(['major export-signature-changed export api.run']);
  });

  it('a type that has another core type is the cause, and the export that names it has no finding', () => {
    const typed: Files = {
      'api.json': {
        types: { token: { kind: 'opaque', repr: 'u32' } },
        exports: { run: { ...run, params: [{ name: 'token', type: 'token' }] } },
      },
    };
    const found = between(from(typed), { 'api.json': { types: { token: { repr: 'u64' } } } });
    expect(found.filter((line) => line.includes('export'))).toEqual([]);
    expect(found).not.toEqual([]);
  });

  it('a core type that is said at the parameter is the signature of the export', () => {
    const widened = {
      params: [
        { name: 'size', type: 'u32', core: 'i64' },
        { name: 'seed', type: 'u32' },
      ],
    };
    expect(between(from(), withRun(widened))).toContain('major export-signature-changed export api.run');
  });

  it('what only one target requires is said for that target', () => {
    const [found] = findings(from(withRun({ required: false })), withRun({ required: ['wasi'] }));
    expect(found?.targets).toEqual(['wasi']);
    expect(found?.message).toBe('a target that requires it of export api.run is new: wasi');
  });

  it('an optional export is on all targets', () => {
    const [found] = findings(from({}), withRun({ required: false }));
    expect(found?.targets).toEqual(['browser', 'wasi']);
  });

  it('an export that is only served need not be in new guests, and one that is a tombstone is gone', () => {
    const served = between(from(), withRun({ status: 'served' }));
    expect(served).toContain('minor required-export-made-optional export api.run');
    expect(between(from(), withRun({ status: 'tombstone' }))).toContain('major required-export-dropped export api.run');
    expect(between(from(withRun({ status: 'tombstone' })), withRun({ status: 'active' }))).toContain(
      'major required-export-added export api.run',
    );
  });

  it('words about the time of a call that are called clarified are a patch', () => {
    const clarified: Files = {
      ...withRun({ when: 'The host, before main.', normativeChanges: [{ in: '1.1.0', change: 'clarified' }] }),
      'abi.json': { version: '1.1.0' },
    };
    expect(between(from(withRun({ when: 'The host, early.' })), clarified)).toEqual(['patch lifecycle-order-changed export api.run']);
  });

  it('an export with an alias for its old name in source is a minor', () => {
    const renamed: Files = { 'api.json': { exports: { run: null, start: { ...run, aliases: ['run'] } } } };
    expect(between(from(), renamed)).toContain('minor export-key-renamed export api.run');
  });

  it('an export of an interface that is renamed keeps its own name', () => {
    const renamed: Files = { 'api.json': { interface: 'calls' } };
    expect(between(from(), renamed).filter((line) => line.includes('export-key-renamed'))).toEqual([]);
  });

  it('a memory that turns round is one finding, also with another name for hosts', () => {
    const imported = from({ 'api.json': { memories: { main: { import: 'memory', min: 1 } } } });
    const turned: Files = {
      'api.json': { memories: null, exports: { main: { export: 'linear', kind: 'memory', required: true } } },
    };
    expect(between(imported, turned)).toEqual(['major memory-direction-changed memory api.main']);
  });
});
