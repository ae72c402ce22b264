import { describe, expect, it } from 'vitest';
import { entryDigest, readLedger } from '../../../generator/history/ledger.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { chain, digest } from './chain.js';

const read = (ledger: unknown) =>
  readLedger(memoryHost({ '/abi/releases.json': typeof ledger === 'string' ? ledger : JSON.stringify(ledger) }), '/abi');
const codes = (ledger: unknown) => read(ledger).diagnostics.map((d) => d.code);

const good = chain([
  ['1.0.0', '2026-01-18'],
  ['1.9.0', '2026-02-01'],
  ['1.10.0', '2026-02-01'],
]);

describe('readLedger', () => {
  it('reads a chain', () => {
    const { value, diagnostics } = read({ $schema: '../ledger.schema.json', abi: 'demo', releases: good });
    expect(diagnostics).toEqual([]);
    expect(value?.abi).toBe('demo');
    expect(value?.entries.map((e) => e.version)).toEqual(['1.0.0', '1.9.0', '1.10.0']);
    expect(value?.entries[1]?.span).toMatchObject({ file: 'releases.json', pointer: '/releases/1' });
  });

  it('takes an empty ledger', () => {
    expect(read({ abi: 'demo', releases: [] }).value?.entries).toEqual([]);
  });

  it('digests an entry as its docs say', () => {
    // printf '%s' '{"date":"2026-01-18","digest":"sha256:aaaa…","previous":null,"version":"1.0.0"}' | sha256sum
    expect(good[1]?.previous).toBe('sha256:95019d5875588f8f05e26be5138f22fca71519f329e0013fcb8af94377b4c9a4');
  });

  it.each([
    ['an entry was changed', good.map((e, i) => (i === 0 ? { ...e, digest: digest('f') } : e)), '1.9.0', 'previous is not the digest'],
    ['a date was changed', good.map((e, i) => (i === 0 ? { ...e, date: '2026-01-17' } : e)), '1.9.0', 'previous is not the digest'],
    ['an entry was removed', [good[0], good[2]], '1.10.0', 'previous is not the digest'],
    ['the first was removed', good.slice(1), '1.9.0', 'must be null'],
    [
      'versions fall',
      chain([
        ['1.10.0', '2026-01-18'],
        ['1.9.0', '2026-02-01'],
      ]),
      '1.9.0',
      'is not higher than 1.10.0',
    ],
    [
      'a version comes twice',
      chain([
        ['1.0.0', '2026-01-18'],
        ['1.0.0', '2026-02-01'],
      ]),
      '1.0.0',
      'is not higher than 1.0.0',
    ],
    [
      'a release candidate follows its release',
      chain([
        ['2.0.0', '2026-01-18'],
        ['2.0.0-rc.1', '2026-02-01'],
      ]),
      '2.0.0-rc.1',
      'is not higher',
    ],
    [
      'dates fall',
      chain([
        ['1.0.0', '2026-02-02'],
        ['1.1.0', '2026-02-01'],
      ]),
      '1.1.0',
      'before 1.0.0 of 2026-02-02',
    ],
  ])('reports a broken chain where %s', (_, releases, version, why) => {
    const { value, diagnostics } = read({ abi: 'demo', releases });
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['history/broken-chain']);
    expect(diagnostics[0]?.message).toContain(`entry ${version} `);
    expect(diagnostics[0]?.message).toContain(why);
  });

  it.each([
    ['an array', []],
    ['no releases', { abi: 'demo' }],
    ['an unknown key', { abi: 'demo', releases: [], releasse: [] }],
    ['releases that are no array', { abi: 'demo', releases: {} }],
    ['no name', { abi: 1, releases: [] }],
    ['an entry that is text', { abi: 'demo', releases: ['1.0.0'] }],
    ['an entry without date', { abi: 'demo', releases: [{ version: '1.0.0', digest: digest('a'), previous: null }] }],
    ['a version with v', { abi: 'demo', releases: [{ ...good[0], version: 'v1.0.0' }] }],
    ['build metadata', { abi: 'demo', releases: [{ ...good[0], version: '1.0.0+1' }] }],
    ['a day that does not exist', { abi: 'demo', releases: [{ ...good[0], date: '2026-02-30' }] }],
    ['a short digest', { abi: 'demo', releases: [{ ...good[0], digest: 'sha256:ab' }] }],
    ['a digest in capitals', { abi: 'demo', releases: [{ ...good[0], digest: digest('A') }] }],
    ['a further key in an entry', { abi: 'demo', releases: [{ ...good[0], note: '' }] }],
  ])('refuses %s', (_, ledger) => {
    expect(codes(ledger)).toEqual(['history/bad-ledger']);
  });

  it('reports JSON that is not, and a ledger that is not there', () => {
    expect(codes('{')).toEqual(['parse/syntax']);
    expect(codes('{"abi":"a","abi":"b","releases":[]}')).toEqual(['parse/duplicate-key']);
    expect(readLedger(memoryHost({ '/abi/x': '' }), '/abi').diagnostics.map((d) => d.code)).toEqual(['io/read']);
  });

  it('digests an entry without its place', () => {
    const [first] = read({ abi: 'demo', releases: good }).value?.entries ?? [];
    expect(first && entryDigest(first)).toBe(good[1]?.previous);
  });
});
