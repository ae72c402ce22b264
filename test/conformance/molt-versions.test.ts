import { describe, expect, test } from 'vitest';
import { entryDigest, readLedger } from '../../generator/history/ledger.js';
import { findVersion, listVersions, verifyVersion } from '../../generator/history/versions.js';
import { compare } from '../../generator/ir/version.js';
import { nodeHost } from '../../generator/source/node-host.js';
import {
  byLinkKey,
  type CoreItem,
  candidate,
  compileMolt,
  coreImports,
  moltFolder,
  reference,
  referenceExports,
  released,
} from './molt.js';

/** What 1.5.0 adds to 1.4.0: for each badly shaped call the one to use instead. */
const replacements: readonly CoreItem[] = [
  { module: 'env', name: 'molt_process_try_wait_host', kind: 'func', params: ['i64', 'i32'], results: ['i32'] },
  { module: 'env', name: 'molt_process_write_some_host', kind: 'func', params: ['i64', 'i32', 'i32'], results: ['i32'] },
  { module: 'env', name: 'molt_socket_connect_state_host', kind: 'func', params: ['i64'], results: ['i32'] },
  {
    module: 'env',
    name: 'molt_socket_resolve_host',
    kind: 'func',
    params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    results: ['i32'],
  },
];

/** Reference imports up to a version, without the word since when. */
const referenceOf = (version: string): CoreItem[] =>
  reference.imports
    .filter(({ since }) => compare(since, version) <= 0)
    .map(({ module, name, kind, params, results }) => ({ module, name, kind, params, results }))
    .sort(byLinkKey);

describe.each(released)('molt %s', (version) => {
  const { abi, lowered } = compileMolt(version);

  test('has the imports of the public release, with their core types, and no others', () => {
    expect(coreImports(abi, lowered)).toEqual(referenceOf(version));
  });
  test('has only items that were there', () => {
    const items = abi.interfaces.flatMap((i) => [...i.functions, ...i.types, ...i.exports]);
    expect(items.filter((item) => item.since !== undefined && compare(item.since, version) > 0)).toEqual([]);
    expect(items.filter((item) => item.deprecated !== undefined)).toEqual([]);
  });
  test('is the release that the ledger seals', () => {
    const found = findVersion(nodeHost, moltFolder, version).value;
    expect(found).toMatchObject({ released: true, entry: { version, date: reference.released[version] } });
    expect(found && verifyVersion(found, abi)).toEqual([]);
  });
});

test('the candidate is the last release and a replacement for each call that it deprecates', () => {
  const { abi, lowered } = compileMolt(candidate);
  expect(coreImports(abi, lowered)).toEqual([...referenceOf('1.4.0'), ...replacements].sort(byLinkKey));
  const added = abi.interfaces.flatMap((i) => i.functions).filter((f) => f.since === candidate);
  const deprecated = abi.interfaces.flatMap((i) => i.functions).filter((f) => f.deprecated);
  expect(deprecated.map((f) => f.deprecated?.replacement).sort()).toEqual(added.map((f) => f.id).sort());
  expect(deprecated.map((f) => f.deprecated?.in)).toEqual(deprecated.map(() => candidate));
  expect(abi.released).toBe('2026-12-15');
});

test('the candidate is the only version that is not released', () => {
  const versions = listVersions(nodeHost, moltFolder).value ?? [];
  expect(versions.map((v) => [v.version, v.released])).toEqual([...released.map((v) => [v, true]), [candidate, false]]);
});

test('everything that hosts use of a guest is there, with its core type', () => {
  const { lowered } = compileMolt(candidate);
  const found = lowered.interfaces
    .flatMap((i) => i.exports)
    .map((e) => ({ name: e.export.field, kind: e.export.kind, params: [...e.signature.params], results: [...e.signature.results] }));
  const byName = (a: CoreItem, b: CoreItem) => (a.name < b.name ? -1 : 1);
  expect(found.sort(byName)).toEqual([...referenceExports].sort(byName));
});

test('the ledger is sealed: what is released stays as it was released', () => {
  const { value: ledger } = readLedger(nodeHost, moltFolder);
  const last = ledger?.entries.find((entry) => entry.version === '1.4.0');
  // The digest of an entry covers all before it, and each of them what it released.
  expect(last && entryDigest(last)).toBe('sha256:93a643aa344e019300f83c8ccf844d08934d12996922b91f85f50ff6e882ec96');
});
