import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { compare } from '../ir/version.js';
import type { Host } from '../source/host.js';
import { type Ledger, type LedgerEntry, ledgerFile, readJson, readLedger, versionForm } from './ledger.js';

/** One version of an ABI: the folder that holds its `abi.json`, and its entry in the ledger if it is released. */
export interface FoundVersion {
  readonly folder: string;
  readonly version: string;
  readonly released: boolean;
  readonly entry?: LedgerEntry;
  /** Name of the ABI whose ledger stands beside the folder. */
  readonly ledgerOf?: string;
}

/**
 * Chooses a version of an ABI.
 *
 * `dir` is the folder of an ABI (a folder per version and, once something is released, `releases.json`), or the folder of one
 * version (it holds `abi.json`). `wanted` is an exact version, `1.2` or `1` for the newest of that line, each also with a `v`
 * in front, or `next` for the candidate: the highest folder that is not in the ledger. Without it the newest release is
 * taken, or the newest folder where there is no ledger.
 */
export function findVersion(host: Host, dir: string, wanted: string | undefined): Result<FoundVersion> {
  const all = listVersions(host, dir);
  if (!all.value) return { value: undefined, diagnostics: all.diagnostics };
  return choose(all.value, wanted);
}

/** Every version folder, lowest first. A folder of one version gives that one. */
export function listVersions(host: Host, dir: string): Result<readonly FoundVersion[]> {
  if (host.kind(`${dir}/abi.json`) === 'file') return single(host, dir);
  if (host.kind(dir) !== 'folder')
    return result<readonly FoundVersion[]>(undefined, [
      diagnostic('io/read', undefined, { path: dir, why: host.kind(dir) === 'missing' ? 'there is no such folder' : 'it is not a folder' }),
    ]);
  const ledger = ledgerIn(host, dir);
  if (ledger.diagnostics.length > 0) return { value: undefined, diagnostics: ledger.diagnostics };
  const folders = host.list(dir).filter((name) => versionForm.test(name) && host.kind(`${dir}/${name}/abi.json`) === 'file');
  if (folders.length === 0)
    return result<readonly FoundVersion[]>(undefined, [diagnostic('history/no-versions', undefined, { folder: dir })]);
  const missing = ledger.value?.entries.filter((entry) => !folders.includes(entry.version)) ?? [];
  const gone = missing.map((entry) => diagnostic('history/broken-chain', entry.span, { version: entry.version, why: 'has no folder' }));
  return result(
    folders.sort(compare).map((version) => found(`${dir}/${version}`, version, ledger.value)),
    gone,
  );
}

/**
 * Holds a compiled version to what it was found as: it is the version that its folder is named after, of the ABI whose ledger
 * stands there, and if it was released its canonical digest is the one in the ledger.
 */
export function verifyVersion(
  version: FoundVersion,
  abi: { readonly name: string; readonly version: string; readonly digest: string },
): Diagnostic[] {
  const { entry, ledgerOf } = version;
  if (abi.version !== version.version)
    return [diagnostic('history/wrong-folder', undefined, { folder: version.folder, expected: version.version, actual: abi.version })];
  if (ledgerOf !== undefined && ledgerOf !== abi.name)
    return [
      diagnostic('history/bad-ledger', entry?.span, { why: `it is that of ${ledgerOf}, and ${version.folder} describes ${abi.name}` }),
    ];
  if (!entry || entry.digest === abi.digest) return [];
  return [diagnostic('history/digest-mismatch', entry.span, { version: entry.version, expected: entry.digest, actual: abi.digest })];
}

type Choosable = Pick<FoundVersion, 'version' | 'released'>;

/** Chooses among versions, lowest first, as `findVersion` does. */
export function choose<T extends Choosable>(versions: readonly T[], wanted: string | undefined): Result<T> {
  const newest = (list: readonly T[]) => list.at(-1);
  const released = versions.filter((v) => v.released);
  const candidates = versions.filter((v) => !v.released);
  if (wanted === undefined) return result(newest(released) ?? newest(versions), []);
  if (wanted === 'next') {
    const candidate = newest(candidates);
    if (candidate) return result(candidate, []);
    return result<T>(undefined, [diagnostic('history/no-candidate', undefined, { newest: newest(versions)?.version ?? '' })]);
  }
  const name = wanted.replace(/^v/, '');
  const inLine = (v: Choosable) => v.version === name || (/^\d+(\.\d+)?$/.test(name) && v.version.startsWith(`${name}.`));
  const match = newest(released.filter(inLine)) ?? newest(candidates.filter(inLine));
  if (match) return result(match, []);
  const known = versions.map((v) => v.version);
  const help = didYouMean(name, [...known, ...(candidates.length > 0 ? ['next'] : [])]);
  return result<T>(undefined, [diagnostic('history/unknown-version', undefined, { wanted, known: known.join(', ') }, { help })]);
}

/**
 * The folder of one version. Where it is named after a version it is held to that name and to the ledger beside it, so that
 * naming the folder directly does not get around the freeze.
 */
function single(host: Host, dir: string): Result<readonly FoundVersion[]> {
  const real = host.realPath(dir);
  const slash = real.lastIndexOf('/');
  const name = real.slice(slash + 1);
  if (versionForm.test(name)) {
    const ledger = ledgerIn(host, real.slice(0, slash));
    if (ledger.diagnostics.length > 0) return { value: undefined, diagnostics: ledger.diagnostics };
    return result([found(dir, name, ledger.value)], []);
  }
  const document = readJson(host, dir, 'abi.json');
  if (!document.value) return { value: undefined, diagnostics: document.diagnostics };
  const { value } = document.value;
  const version = typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : '';
  return result([found(dir, version, undefined)], []);
}

function ledgerIn(host: Host, dir: string): Result<Ledger> {
  return host.kind(`${dir}/${ledgerFile}`) === 'missing' ? { value: undefined, diagnostics: [] } : readLedger(host, dir);
}

function found(folder: string, version: string, ledger: Ledger | undefined): FoundVersion {
  const entry = ledger?.entries.find((e) => e.version === version);
  if (!ledger) return { folder, version, released: false };
  return entry
    ? { folder, version, released: true, entry, ledgerOf: ledger.abi }
    : { folder, version, released: false, ledgerOf: ledger.abi };
}
