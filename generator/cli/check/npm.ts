import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { quote } from '../../diagnostics/visible.js';
import { ledgerFile, readJson, versionForm } from '../../history/ledger.js';
import type { JsonValue } from '../../source/document.js';
import type { Host } from '../../source/host.js';
import { memoryHost } from '../../source/memory-host.js';
import { nodeHost } from '../../source/node-host.js';
import { jsonFilesOf } from './tar.js';
import { tooMuch, Unavailable } from './unavailable.js';

/** The ABI in a package: the folder of the ABI, in a host. */
export interface PackagedAbi {
  readonly host: Host;
  readonly abi: string;
}

const patienceMs = 120_000;

/**
 * The ABI that a package holds. A package that is installed from `folder` upwards with exactly this version is read where it
 * lies; another is fetched from the registry and read in memory. Nothing of it is executed. Throws `Unavailable`.
 */
export function openPackage(folder: string, name: string, version: string | undefined, path: string | undefined): PackagedAbi {
  const installed = installedAt(folder, name, version);
  if (installed !== undefined) return abiIn(nodeHost, installed, path);
  if (version === undefined)
    throw new Unavailable(
      `no package ${quote(name)} is installed here`,
      `Install it, or give the version to be fetched: npm:${name}@1.2.3.`,
    );
  const files = jsonFilesOf(fetchPackage(folder, name, version));
  return abiIn(memoryHost(Object.fromEntries(Object.entries(files).map(([file, bytes]) => [`${name}/${file}`, bytes]))), name, path);
}

function installedAt(folder: string, name: string, version: string | undefined): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const place = `${at.replaceAll('\\', '/').replace(/\/$/, '')}/node_modules/${name}`;
    if (nodeHost.kind(`${place}/package.json`) === 'file') {
      const found = member(manifestOf(nodeHost, place), 'version');
      if (version === undefined || found === version) return place;
    }
    if (at === dirname(at)) return undefined;
  }
}

function fetchPackage(folder: string, name: string, version: string): Uint8Array {
  const temporary = mkdtempSync(join(tmpdir(), 'molt-abi-npm-'));
  try {
    const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', temporary, '--', `${name}@${version}`];
    const ended = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: patienceMs, windowsHide: true });
    if (ended.error) throw cannotRun(ended.error as NodeJS.ErrnoException);
    const archive = readdirSync(temporary).find((file) => file.endsWith('.tgz'));
    if (ended.status !== 0 || archive === undefined) throw notFetched(name, version, ended.stderr);
    return readFileSync(join(temporary, archive));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function cannotRun({ code }: NodeJS.ErrnoException): Unavailable {
  if (code === 'ETIMEDOUT') return tooMuch(`npm did not answer within ${patienceMs / 1000} seconds`);
  return new Unavailable(`npm cannot be run (${code ?? 'unknown error'})`, 'Install the package, so that it need not be fetched.');
}

function notFetched(name: string, version: string, said: string): Unavailable {
  const code = /\bcode (E[A-Z0-9_]+)/.exec(said)?.[1] ?? '';
  if (code === 'E404' || code === 'ETARGET') return new Unavailable(`the registry has no ${name}@${version}`);
  return new Unavailable(
    `${name}@${version} is not installed and cannot be fetched${code === '' ? '' : ` (npm says ${code})`}`,
    'Without a network, install the package first; the version that is installed is used if it is exactly this one.',
  );
}

/** Folders below the root of a package that are searched. */
const searchDepth = 3;

function abiIn(host: Host, root: string, path: string | undefined): PackagedAbi {
  if (path !== undefined) {
    if (host.kind(`${root}/${path}`) !== 'folder') throw new Unavailable(`the package has no folder ${quote(path)}`);
    return { host, abi: `${root}/${path}` };
  }
  const said = member(member(manifestOf(host, root), 'moltAbi'), 'abi');
  if (typeof said === 'string' && !said.split(/[\\/]/).includes('..') && host.kind(`${root}/${said}`) === 'folder')
    return { host, abi: `${root}/${said}` };
  const found = search(host, root, searchDepth);
  const [only] = found;
  if (only !== undefined && found.length === 1) return { host, abi: only };
  const which = found.length === 0 ? 'the package holds no ABI' : `the package holds ${found.length} ABIs`;
  throw new Unavailable(which, 'Name the folder of the ABI in the package: npm:NAME@VERSION:PATH.');
}

/** The topmost folders that are ABIs or versions of one. */
function search(host: Host, folder: string, depth: number): string[] {
  const names = host.list(folder);
  const isAbi = names.includes('abi.json') || names.includes(ledgerFile) || names.some((name) => versionForm.test(name));
  if (isAbi) return [folder];
  if (depth === 0) return [];
  return names
    .filter((name) => !name.startsWith('.') && name !== 'node_modules' && host.kind(`${folder}/${name}`) === 'folder')
    .flatMap((name) => search(host, `${folder}/${name}`, depth - 1));
}

const manifestOf = (host: Host, root: string): JsonValue | undefined => readJson(host, root, 'package.json').value?.value;

const member = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as { readonly [key: string]: JsonValue })[key]
    : undefined;
