import { describe, expect, it } from 'vitest';
import { findVersion, listVersions, verifyVersion } from '../../../generator/history/versions.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { chain, digest } from './chain.js';

const abi = (version: string) => JSON.stringify({ abi: 'demo', version });

function abiFolder(folders: readonly string[], released: readonly string[] | undefined) {
  const files: Record<string, string> = { '/abi/README.md': '', '/abi/notes/abi.json': '{}', '/abi/2.0/abi.json': '{}' };
  for (const version of folders) files[`/abi/${version}/abi.json`] = abi(version);
  if (released) {
    const releases = chain(released.map((version, i) => [version, `2026-01-0${i + 1}`]));
    files['/abi/releases.json'] = JSON.stringify({ abi: 'demo', releases });
  }
  return memoryHost(files);
}

const host = abiFolder(
  ['1.2.0', '1.2.9', '1.2.10', '1.10.0', '1.9.0', '2.0.0-rc.1', '2.0.0-rc.2'],
  ['1.2.0', '1.2.9', '1.2.10', '1.9.0', '1.10.0'],
);
const find = (wanted?: string) => findVersion(host, '/abi', wanted);

describe('findVersion', () => {
  it.each([
    [undefined, '1.10.0', true],
    ['next', '2.0.0-rc.2', false],
    ['1.2', '1.2.10', true],
    ['v1.2', '1.2.10', true],
    ['1', '1.10.0', true],
    ['1.2.9', '1.2.9', true],
    ['v1.2.9', '1.2.9', true],
    ['2.0', '2.0.0-rc.2', false],
    ['2.0.0-rc.1', '2.0.0-rc.1', false],
  ])('%s is %s', (wanted, version, released) => {
    const { value, diagnostics } = find(wanted);
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({ folder: `/abi/${version}`, version, released });
    expect(value?.entry?.version).toBe(released ? version : undefined);
  });

  it.each(['1.3', '1.2.1', '3', '', 'latest', '1.2.', '.', '../1.2.0', '1.2.10/..'])('does not know %j', (wanted) => {
    const { value, diagnostics } = find(wanted);
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['history/unknown-version']);
    expect(diagnostics[0]?.message).toContain('1.9.0, 1.10.0');
  });

  it('suggests what was meant', () => {
    expect(find('1.2.11').diagnostics[0]?.help).toBe('Did you mean 1.2.10?');
    expect(find('nxt').diagnostics[0]?.help).toBe('Did you mean next?');
  });

  it('takes the newest folder where nothing is released', () => {
    const fresh = abiFolder(['0.1.0', '0.2.0'], undefined);
    expect(findVersion(fresh, '/abi', undefined).value).toMatchObject({ version: '0.2.0', released: false });
    expect(findVersion(fresh, '/abi', 'next').value).toMatchObject({ version: '0.2.0' });
  });

  it('says that there is no candidate', () => {
    const all = abiFolder(['1.0.0'], ['1.0.0']);
    expect(findVersion(all, '/abi', 'next').diagnostics.map((d) => d.code)).toEqual(['history/no-candidate']);
  });

  it('holds the folder of one version to the ledger beside it', () => {
    expect(findVersion(host, '/abi/1.2.9', undefined).value).toMatchObject({ folder: '/abi/1.2.9', version: '1.2.9', released: true });
    expect(findVersion(host, '/abi/2.0.0-rc.1', '2.0.0-rc.1').value).toMatchObject({ released: false });
    expect(findVersion(host, '/abi/1.2.9', '1.2.10').diagnostics.map((d) => d.code)).toEqual(['history/unknown-version']);
    const alone = memoryHost({ '/home/schema/abi.json': abi('0.1.0') });
    expect(findVersion(alone, '/home/schema', undefined).value).toEqual({ folder: '/home/schema', version: '0.1.0', released: false });
  });

  it.each([
    ['a folder that is not there', memoryHost({ '/x': '' }), 'io/read'],
    ['a file', memoryHost({ '/abi': '' }), 'io/read'],
    ['a folder without versions', memoryHost({ '/abi/readme': '' }), 'history/no-versions'],
    ['a broken ledger', memoryHost({ '/abi/1.0.0/abi.json': '{}', '/abi/releases.json': '[]' }), 'history/bad-ledger'],
    ['a released version that was deleted', abiFolder(['1.0.0'], ['1.0.0', '1.1.0']), 'history/broken-chain'],
  ])('refuses %s', (_, given, code) => {
    expect(findVersion(given, '/abi', undefined).diagnostics.map((d) => d.code)).toEqual([code]);
  });
});

describe('listVersions', () => {
  it('lists version folders, lowest first, and no others', () => {
    const { value } = listVersions(host, '/abi');
    expect(value?.map((v) => v.version)).toEqual(['1.2.0', '1.2.9', '1.2.10', '1.9.0', '1.10.0', '2.0.0-rc.1', '2.0.0-rc.2']);
  });
});

describe('verifyVersion', () => {
  const released = find('1.2.9').value;
  const candidate = find('next').value;
  if (!released || !candidate) throw new Error('no versions');
  const codes = (...args: Parameters<typeof verifyVersion>) => verifyVersion(...args).map((d) => d.code);

  it('accepts a released version with the digest of the ledger, and any candidate', () => {
    expect(verifyVersion(released, { name: 'demo', version: '1.2.9', digest: digest('a') })).toEqual([]);
    expect(verifyVersion(candidate, { name: 'demo', version: '2.0.0-rc.2', digest: digest('b') })).toEqual([]);
  });

  it('refuses a released version that was edited, and points at its ledger entry', () => {
    const found = verifyVersion(released, { name: 'demo', version: '1.2.9', digest: digest('b') });
    expect(found.map((d) => d.code)).toEqual(['history/digest-mismatch']);
    expect(found[0]?.span?.pointer).toBe('/releases/1');
  });

  it('refuses a version in the folder of another, and the ledger of another ABI', () => {
    expect(codes(released, { name: 'demo', version: '1.2.10', digest: digest('a') })).toEqual(['history/wrong-folder']);
    expect(codes(candidate, { name: 'other', version: '2.0.0-rc.2', digest: digest('a') })).toEqual(['history/bad-ledger']);
  });
});
