import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Files, type Json, merged, sideOfFiles } from './fixtures.js';

const findings = (baseline: Files, candidate: Files) => {
  const from: Json = merged(base, baseline);
  return findingsOf(pairOf(sideOfFiles(from), sideOfFiles(merged(from, candidate))), rules);
};

describe('targets', () => {
  it('one that is gone is one finding, with all that was on it', () => {
    const everything: Files = {
      'abi.json': { modules: { user: { answeredBy: 'module', doc: 'The runtime.' } } },
      'api.json': {
        memories: { main: { import: 'memory', min: 1 } },
        exports: { run: { export: 'demo_run', required: true }, stop: { export: 'demo_stop', required: false } },
      },
    };
    const found = findings(everything, { 'abi.json': { targets: { browser: null } } });
    expect(found.map((f) => [f.rule.id, f.item, f.targets])).toEqual([['target-dropped', 'target browser', ['browser']]]);
    expect(found[0]?.places).toEqual(['function api.ping', 'function api.read', 'memory api.main', 'export api.run', 'module user']);
  });

  it('one that a function leaves is said for that target, and one that it comes to for the other', () => {
    const found = findings(
      { 'api.json': { functions: { ping: { targets: ['wasi'] } } } },
      { 'api.json': { functions: { ping: { targets: ['browser'] } } } },
    );
    expect(found.map((f) => [f.rule.id, f.targets])).toEqual([
      ['target-added', ['browser']],
      ['target-dropped', ['wasi']],
    ]);
    expect(found[1]?.message).toBe('a target of function api.ping is gone: it was wasi');
  });

  it('a function that follows its capability from a target has it for a cause', () => {
    const leaves: Files = {
      'abi.json': { capabilities: { 'demo.use': { targets: ['wasi'] } } },
      'api.json': { functions: { ping: { targets: ['wasi'] }, read: { targets: ['wasi'] } } },
    };
    const found = findings({}, leaves);
    expect(found.map((f) => [f.rule.id, f.item, f.cause])).toEqual([
      ['capability-target-dropped', 'capability demo.use', 'capability demo.use'],
      ['target-dropped', 'function api.ping', 'capability demo.use'],
      ['target-dropped', 'function api.read', 'capability demo.use'],
    ]);
  });

  it('threads that become more are a minor, those that become less a major', () => {
    const bumps = (from: string, to: string) =>
      findings({ 'abi.json': { targets: { wasi: { threads: from } } } }, { 'abi.json': { targets: { wasi: { threads: to } } } }).map(
        (f) => f.bump,
      );
    expect(bumps('disabled', 'required')).toEqual(['minor']);
    expect(bumps('optional', 'required')).toEqual(['minor']);
    expect(bumps('required', 'optional')).toEqual(['major']);
    expect(bumps('required', 'disabled')).toEqual(['major']);
  });
});
