import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf, sideOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { judged, policyLines } from './cases.js';
import { base, type Files, foundBetween, type Json, merged } from './fixtures.js';

const functions = (found: Files): Files => ({ 'api.json': { functions: found } });
const ping = (func: Files): Files => functions({ ping: func });

describe('what is a part', () => {
  it('is as stable as what holds it', () => {
    const was = merged(base, ping({ params: [{ name: 'value', type: 'u32', stability: 'experimental' }] }));
    const is = merged(was, ping({ params: [{ name: 'value', type: 'u64', stability: 'experimental' }] }));
    expect(foundBetween(was, is)).toEqual(['major param-wasm-type-changed parameter api.ping.value']);
  });

  it('may be added in a minor to what is unstable', () => {
    const was = merged(base, ping({ stability: 'experimental' }));
    const is = merged(
      was,
      ping({
        params: [
          { name: 'value', type: 'u32' },
          { name: 'more', type: 'u32' },
        ],
      }),
    );
    expect(foundBetween(was, is)).toEqual(['minor param-added parameter api.ping.more']);
  });

  it('is told where it says that it is less stable', () => {
    const patch = ping({ params: [{ name: 'value', type: 'u32', stability: 'preview' }] });
    const releases = [{ version: '1.0.0', date: '2026-01-01' }];
    const { findings } = judged({ releases, candidate: { version: '1.1.0', patch }, asOf: '2026-02-01' });
    expect(findings.map((f) => f.rule.id)).toContain('unstable-leaked');
  });

  it('needs notice when it is added to what is stable', () => {
    const patch = ping({
      params: [
        { name: 'value', type: 'u32' },
        { name: 'more', type: 'u32' },
      ],
    });
    const releases = [{ version: '1.0.0', date: '2026-01-01' }];
    const lines = policyLines(judged({ releases, candidate: { version: '2.0.0', patch }, asOf: '2028-02-01' }));
    expect(lines).toContain('error changed-without-deprecation function api.ping');
  });
});

it('a `since` that is added late names the first version that had the item', () => {
  const releases = [
    { version: '1.0.0', date: '2026-01-01' },
    { version: '1.1.0', date: '2026-02-01' },
  ];
  const late = (since: string) =>
    policyLines(judged({ releases, candidate: { version: '1.2.0', patch: ping({ since }) }, asOf: '2026-03-01' }));
  expect(late('1.1.0')).toContain('error since-edited function api.ping');
  expect(late('1.0.0').filter((line) => line.startsWith('error'))).toEqual([]);
});

it('a change of abi.json alone is found also where the interface files are shared', () => {
  const was = merged(base, {
    'api.json': {
      types: {
        body: {
          kind: 'payload',
          codec: 'json',
          schema: { type: 'object', additionalProperties: true, properties: { day: { type: 'string', format: 'date' } } },
        },
      },
      functions: { put: { import: 'demo_put', doc: 'Puts.', params: [{ name: 'body', type: 'body' }], capability: 'demo.use' } },
    },
  });
  const compiled = (files: Json, earlier?: ReturnType<typeof compile>['value']) => {
    const texts = Object.fromEntries(Object.entries(files as Files).map(([name, value]) => [`abi/${name}`, JSON.stringify(value)]));
    const { value } = compile(memoryHost(texts), 'abi', earlier);
    if (!value) throw new Error('it does not compile');
    return value;
  };
  const before = compiled(was);
  for (const [patch, rule] of [
    [{ payloadFormats: ['date'] }, 'payload-format-asserted'],
    [{ payloadWriters: 'declared' }, 'payload-writers-restricted'],
  ] as const) {
    const after = compiled(merged(was, { 'abi.json': patch }), before);
    expect(findingsOf(pairOf(sideOf(before.lowered), sideOf(after.lowered)), rules).map((f) => f.rule.id)).toEqual([rule]);
  }
});
