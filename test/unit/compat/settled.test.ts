import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf, sideOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import type { Result } from '../../../generator/diagnostics/diagnostic.js';
import { type Compilation, compileSources } from '../../../generator/pipeline.js';
import { settledBetween, withoutSettled } from '../../../generator/settled/settled.js';
import type { AbiSources } from '../../../generator/source/document.js';
import { load } from '../../../generator/source/load.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { edited, edits } from './abi-edits.js';
import type { Files, Json } from './fixtures.js';

/** Seed of the random edits; `FC_SEED` repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const numRuns = process.env.MOLT_ABI_NIGHTLY === '1' ? 3000 : 200;

const func = (name: string, type: string, more: object = {}): Json => ({
  import: name,
  doc: 'Does it.',
  capability: 'use',
  params: [{ name: 'value', type }],
  result: { errors: 'codes.errno' },
  ...more,
});

/** Interfaces that mention each other in a chain, in a fork, and not at all. */
const abi: Files = {
  'abi.json': {
    abi: 'demo',
    version: '1.0.0',
    targets: { wasi: { threads: 'optional', blocking: 'allowed' } },
    capabilities: { use: { doc: 'Use it.', nondeterministic: false } },
    interfaces: ['codes.json', 'shapes.json', 'paint.json', 'alone.json', 'plain.json', 'old.json'],
  },
  'codes.json': {
    interface: 'codes',
    types: {
      errno: {
        kind: 'errors',
        repr: 's32',
        cases: { EFAULT: 14, EINVAL: 22, EIO: 5, EACCES: 13, ENOSYS: 38 },
        roles: { fault: 'EFAULT', invalid: 'EINVAL', internal: 'EIO', denied: 'EACCES', unsupported: 'ENOSYS' },
      },
    },
  },
  'shapes.json': {
    interface: 'shapes',
    module: 'env',
    types: { colour: { kind: 'enum', repr: 'u32', cases: { RED: 1, BLUE: 2 } }, tint: { kind: 'alias', type: 'colour' } },
    functions: { area: func('shape_area', 'colour') },
  },
  'paint.json': { interface: 'paint', module: 'env', functions: { fill: func('paint_fill', 'shapes.tint'), clear: func('clear', 'u32') } },
  'alone.json': { interface: 'alone', module: 'env', functions: { one: func('alone_one', 'bytes'), two: func('alone_two', 'string') } },
  'plain.json': { interface: 'plain', functions: { sum: func('plain_sum', 'u64', { module: 'math' }) } },
  'old.json': {
    interface: 'old',
    module: 'env',
    functions: { gone: func('old_gone', 'u32', { status: 'deprecated', deprecated: { in: '1.0.0', noReplacement: 'Nobody needs it.' } }) },
  },
};

const sourcesOf = (files: Files, earlier?: AbiSources): AbiSources => {
  const texts = Object.fromEntries(Object.entries(files).map(([name, value]) => [`abi/${name}`, JSON.stringify(value, null, 2)]));
  const { value } = load(memoryHost(texts), 'abi', earlier);
  if (!value) throw new Error('the files cannot be read');
  return value;
};

const newer = (files: Files): Files => ({ ...files, 'abi.json': { ...(files['abi.json'] as object), version: '1.1.0' } });
const settledIn = (from: Files, to: Files): string[] => {
  const release = sourcesOf(from);
  return [...settledBetween(release, sourcesOf(to, release)).keys()].sort();
};
const withFile = (name: string, change: object): Files => ({ ...newer(abi), [name]: { ...(abi[name] as object), ...change } });

const codes = ({ diagnostics }: Result<unknown>): string[] => diagnostics.map(({ code }) => code).sort();
const found = (from: Compilation, to: Compilation): string[] =>
  findingsOf(pairOf(sideOf(from.lowered), sideOf(to.lowered)), rules)
    .map(({ rule, bump, fingerprint, message, places }) => JSON.stringify([rule.id, bump, fingerprint, message, places]))
    .sort();

/** What is found between two versions, compiled whole and without what is settled between them. */
function bothWays(from: Files, to: Files) {
  const release = sourcesOf(from);
  const candidate = sourcesOf(to, release);
  const settled = settledBetween(release, candidate);
  const ways = [new Map(), settled].map((left) => {
    const before = compileSources(left.size === 0 ? release : withoutSettled(release, left));
    if (!before.value) throw new Error(`the release does not compile: ${before.diagnostics.map(({ message }) => message).join('; ')}`);
    const after = compileSources(left.size === 0 ? candidate : withoutSettled(candidate, left), before.value);
    const digests = [before.value.abi.digest, after.value?.abi.digest];
    return { codes: codes(after), digests, found: after.value ? found(before.value, after.value) : [] };
  });
  return { settled: settled.size, whole: ways[0], brief: ways[1] };
}

describe('what is settled between a release and a candidate', () => {
  it('is what neither differs, nor mentions what differs, nor is mentioned there', () => {
    const wider = { functions: { one: func('alone_one', 'bytes'), more: func('alone_more', 'u32') } };
    expect(settledIn(abi, withFile('alone.json', wider))).toEqual(['paint.json', 'plain.json', 'shapes.json']);
    expect(settledIn(abi, withFile('paint.json', wider))).toEqual(['alone.json', 'plain.json']);
    const type = { types: { colour: { kind: 'enum', repr: 'u32', cases: { RED: 1 } }, tint: { kind: 'alias', type: 'colour' } } };
    expect(settledIn(abi, withFile('shapes.json', type))).toEqual(['alone.json', 'plain.json']);
  });

  it('is nothing where the heads differ in what all interfaces stand on', () => {
    const head = abi['abi.json'] as object;
    expect(settledIn(abi, { ...abi, 'abi.json': { ...head, version: '1.1.0', released: '2026-01-01', doc: 'New.' } })).not.toEqual([]);
    expect(settledIn(abi, { ...abi, 'abi.json': { ...head, capabilities: {} } })).toEqual([]);
    expect(settledIn(abi, { ...newer(abi), 'payloads/x.json': {} })).toEqual([]);
  });

  it('is no file that the strict reader would refuse, and no interface of a name that stands twice', () => {
    expect(settledIn(abi, withFile('paint.json', { interface: 'plain' }))).toEqual([]);
    const host = (text: string) =>
      load(memoryHost({ 'abi/abi.json': JSON.stringify(abi['abi.json']), 'abi/plain.json': text, 'abi/old.json': '{}' }), 'abi').value;
    const settled = (text: string) => {
      const sources = host(text);
      return sources ? [...settledBetween(sources, sources).keys()] : undefined;
    };
    const functions = '"functions": {"sum": {"import": "s", "module": "m"}}';
    for (const text of [`{"interface": "plain", "doc": "a", "doc": "b", ${functions}}`, `{"interface": "plain", ${functions}`, '[]', '"x"'])
      expect(settled(text), text).toEqual([]);
  });

  it('takes its link keys: an import of a candidate that has one of them is refused', () => {
    const { whole, brief, settled } = bothWays(abi, withFile('alone.json', { functions: { one: func('clear', 'bytes') } }));
    expect(settled).toBeGreaterThan(0);
    expect(brief?.codes).toEqual(['resolve/duplicate-import']);
    expect(brief?.codes).toEqual(whole?.codes);
  });

  it('changes neither what is found nor a digest, whatever is edited', () => {
    let left = 0;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(edits)), fc.nat(2 ** 31), (name, number) => {
        const { settled, whole, brief } = bothWays(abi, newer(edited(abi, name, number)));
        if (settled > 0) left += 1;
        if (whole?.codes.length === 0) expect(brief, `FC_SEED=${seed}`).toEqual(whole);
        else expect(brief?.codes, `FC_SEED=${seed}`).not.toEqual([]);
      }),
      { numRuns, seed },
    );
    // Otherwise nothing is ever settled, and the two ways are one.
    expect(left, `FC_SEED=${seed}`).toBeGreaterThan(numRuns / 3);
  }, 600_000);
});
