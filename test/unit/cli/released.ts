import { execFileSync } from 'node:child_process';
import { entryDigest } from '../../../generator/history/ledger.js';
import { digestVersion } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { base, type Files, type Json, merged } from '../compat/fixtures.js';
import { fill, temporaryFolder } from '../writer/folder.js';

/** A version: a patch of the one before it, the first of `test/compat/base.json`. With a date it is released. */
export interface Step {
  readonly version: string;
  readonly released?: string;
  /** The date for which a candidate is planned; null for none. */
  readonly planned?: string | null;
  readonly patch?: Files;
}

/** The files of an ABI with these versions and their ledger, below `at`. */
export function releasedFiles(steps: readonly Step[], at = 'abi'): Record<string, string> {
  const files: Record<string, string> = {};
  const entries: Parameters<typeof entryDigest>[0][] = [];
  let content: Json = base;
  for (const { version, released, planned, patch } of steps) {
    const date = planned === null ? {} : { released: planned ?? '2026-06-01' };
    content = merged(content, patch);
    const dated = merged(content, { 'abi.json': { version, ...(released === undefined ? date : {}) } });
    const texts = Object.fromEntries(Object.entries(dated as Files).map(([name, value]) => [name, `${JSON.stringify(value, null, 2)}\n`]));
    for (const [name, text] of Object.entries(texts)) files[`${at}/${version}/${name}`] = text;
    if (released === undefined) continue;
    const { value } = digestVersion(
      memoryHost(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`abi/${name}`, text]))),
      'abi',
    );
    if (!value) throw new Error(`${version} does not compile`);
    const before = entries.at(-1);
    entries.push({ version, date: released, digest: value.digest, windows: undefined, previous: before ? entryDigest(before) : null });
  }
  if (entries.length > 0) files[`${at}/releases.json`] = `${JSON.stringify({ abi: 'demo', releases: entries }, null, 2)}\n`;
  return files;
}

/** A folder with an ABI in `abi/`. */
export function releasedFolder(steps: readonly Step[]): string {
  const folder = temporaryFolder();
  fill(folder, releasedFiles(steps));
  return folder;
}

/** A function that is added. */
export const pong: Files = {
  'api.json': {
    functions: { pong: { import: 'demo_pong', doc: 'Answers.', since: '1.1.0', result: { errors: 'errno' }, capability: 'demo.use' } },
  },
};

/** 1.0.0 is released; the candidate 1.1.0 adds a function. */
export const adding: readonly Step[] = [
  { version: '1.0.0', released: '2026-01-10' },
  { version: '1.1.0', patch: pong },
];

/** 1.0.0 is released; the candidate 1.1.0 takes a function away. */
export const removing: readonly Step[] = [
  { version: '1.0.0', released: '2026-01-10' },
  { version: '1.1.0', patch: { 'api.json': { functions: { ping: null } } } },
];

/** Runs git as a user without a configuration of his own. */
export const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Commits everything in a folder, making the repository if there is none. */
export function commit(folder: string, message = 'all'): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', message);
}
