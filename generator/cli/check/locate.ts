import { basename, dirname } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';
import { ledgerFile, versionForm } from '../../history/ledger.js';
import { type FoundVersion, findVersion, listVersions } from '../../history/versions.js';
import { compare } from '../../ir/version.js';
import type { Host } from '../../source/host.js';
import { nodeHost } from '../../source/node-host.js';
import { fromHere } from '../settings.js';
import type { Ref } from './ref.js';
import { Unavailable } from './unavailable.js';

/** A version that was found, and where. */
export interface Located {
  /** As it was asked for, or as it could have been. */
  readonly ref: string;
  readonly host: Host;
  /** Folder of the ABI: its versions stand below it, and its ledger in it. That of the version where there is no such folder. */
  readonly abi: string;
  readonly found: FoundVersion;
  /** Where the host is, if that is not this disk: `git:main`. */
  readonly origin: string | undefined;
}

/** Where names of versions are looked up: the ABI at hand, as `--abi` or the configuration names it. */
export interface Home {
  /** Folder of an ABI or of one version of it. */
  readonly abi: string;
  /** The current folder, absolute. */
  readonly folder: string;
}

/** Which of two versions is asked for. A folder of many gives its newest release as the old one, its candidate as the new one. */
export type Role = 'baseline' | 'candidate';

/** Finds the version that a ref names. What cannot be had is a diagnostic and never a version. */
export async function locate(ref: Ref, role: Role, home: Home): Promise<Result<Located>> {
  try {
    const tree = await open(ref, home);
    return located(ref.text, tree, ref.kind === 'release' ? named(ref.wanted, tree) : preferred(role, tree));
  } catch (cause) {
    if (cause instanceof Unavailable) return result<Located>(undefined, [cause.diagnostic(ref.text)]);
    throw cause;
  }
}

/** The version that is checked where none is named: the candidate of the ABI at hand, or the version that `--abi` names. */
export function locateCandidate({ abi }: Home): Result<Located> {
  const tree: Tree = { host: nodeHost, dir: abi, origin: undefined };
  const all = listVersions(nodeHost, abi);
  if (!all.value) return located('', tree, { value: undefined, diagnostics: all.diagnostics });
  const isOne = nodeHost.kind(`${abi}/abi.json`) === 'file';
  const isLedgerless = all.value.every((version) => version.ledgerOf === undefined);
  const version = findVersion(nodeHost, abi, isOne || isLedgerless ? undefined : 'next');
  const { value, diagnostics } = located(version.value?.version ?? '', tree, version);
  return { value, diagnostics: [...diagnostics, ...(isLedgerless || !value ? [] : passedOver(all.value, value.found.version))] };
}

/** Versions between the newest release and the candidate: nothing else would speak of them. */
function passedOver(versions: readonly FoundVersion[], candidate: string): Diagnostic[] {
  const newest = versions.findLast(({ released }) => released)?.version;
  return versions
    .filter(
      ({ version, released }) => !released && compare(version, candidate) < 0 && (newest === undefined || compare(version, newest) > 0),
    )
    .map(({ version }) => diagnostic('reference/passed-over', undefined, { version, candidate }));
}

/**
 * The version that a candidate is held against where none is named: the newest release below it, or the newest folder where
 * nothing is released. Pre-releases promise nothing, so that they are passed over.
 */
export function locateBaseline({ host, abi, found, origin }: Located): Result<Located> {
  const tree: Tree = { host, dir: abi, origin };
  const all = listVersions(host, abi);
  if (!all.value) return located('', tree, { value: undefined, diagnostics: all.diagnostics });
  const isReleased = all.value.some((version) => version.released);
  const below = all.value.filter(
    ({ version, released }) => released === isReleased && !version.includes('-') && compare(version, found.version) < 0,
  );
  const newest = below.at(-1);
  if (newest) {
    const faults = isReleased ? [] : [diagnostic('reference/no-ledger', undefined, { version: newest.version })];
    return located(newest.version, tree, result(newest, faults));
  }
  return result<Located>(undefined, [diagnostic('reference/no-baseline', undefined, { version: found.version })]);
}

/** A folder of an ABI or of one version of it, before a version is chosen. */
interface Tree {
  readonly host: Host;
  readonly dir: string;
  readonly origin: string | undefined;
}

function located(ref: string, { host, dir, origin }: Tree, { value, diagnostics }: Result<FoundVersion>): Result<Located> {
  const abi = abiFolder(host, dir);
  const folderOf = (file: string) => (file === ledgerFile ? abi : dir);
  return {
    value: value && { ref, host, abi, found: value, origin },
    diagnostics: placed(diagnostics, (file) => labelOf(origin, folderOf(file), file)),
  };
}

/** Diagnostics whose files are named so that a reader can find them, whichever of two versions they are about. */
export const placed = (diagnostics: readonly Diagnostic[], labelled: (file: string) => string): Diagnostic[] =>
  diagnostics.map((fault) => ({
    ...fault,
    span: fault.span && { ...fault.span, file: labelled(fault.span.file) },
    related: fault.related.map((place) => ({ ...place, span: { ...place.span, file: labelled(place.span.file) } })),
  }));

/** A file as messages name it: its path, after the revision or package that has it. */
export const labelOf = (origin: string | undefined, folder: string, file: string): string =>
  `${origin === undefined ? '' : `${origin}:`}${folder === '.' ? '' : `${folder}/`}${file}`;

const named = (wanted: string, { host, dir }: Tree): Result<FoundVersion> =>
  findVersion(host, abiFolder(host, dir), wanted === 'latest' ? undefined : wanted);

function preferred(role: Role, { host, dir }: Tree): Result<FoundVersion> {
  const newest = findVersion(host, dir, undefined);
  if (role === 'baseline' || !newest.value) return newest;
  const candidate = listVersions(host, dir).value?.findLast((version) => !version.released);
  return candidate ? result(candidate, []) : newest;
}

/** The folder of an ABI to which the folder of one version belongs: the one above it, if it is named after a version. */
function abiFolder(host: Host, dir: string): string {
  if (host.kind(`${dir}/abi.json`) !== 'file') return dir;
  const real = host.realPath(dir);
  return versionForm.test(basename(real)) ? (host === nodeHost ? fromHere(dirname(real), process.cwd()) : dirname(real)) : dir;
}

async function open(ref: Ref, home: Home): Promise<Tree> {
  switch (ref.kind) {
    case 'release':
      return { host: nodeHost, dir: home.abi, origin: undefined };
    case 'path':
      return { host: nodeHost, dir: folderAt(ref, home), origin: undefined };
    case 'git': {
      const { openRevision, pathInRepository } = await import('./git.js');
      const folder = ref.path === undefined ? abiOnDisk(home) : home.folder;
      const dir = ref.path ?? pathInRepository(folder);
      return { host: openRevision(folder, ref.revision, dir), dir, origin: `git:${ref.revision}` };
    }
    case 'npm': {
      const { openPackage } = await import('./npm.js');
      const { host, abi } = openPackage(home.folder, ref.name, ref.version, ref.path);
      if (host === nodeHost) return { host, dir: fromHere(abi, home.folder), origin: undefined };
      return { host, dir: abi, origin: `npm:${ref.name}@${ref.version}` };
    }
  }
}

function abiOnDisk({ abi }: Home): string {
  if (nodeHost.kind(abi) === 'folder') return nodeHost.realPath(abiFolder(nodeHost, abi));
  throw new Unavailable(`there is no folder ${quote(abi)}, and so no repository around it`);
}

function folderAt({ path, text }: Extract<Ref, { kind: 'path' }>, { folder }: Home): string {
  const dir = fromHere(path, folder);
  if (nodeHost.kind(dir) === 'folder') return dir;
  const help = /^\w[\w./-]*$/.test(text) ? `If it is a branch or a tag, write git:${text}.` : undefined;
  throw new Unavailable('it is neither a version of the ABI nor a folder', help);
}
