import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { quote, visible } from '../../diagnostics/visible.js';
import type { Host } from '../../source/host.js';
import { type ReadContents, type TreeFile, treeHost } from './tree-host.js';
import { tooMuch, Unavailable } from './unavailable.js';

const maxListing = 64 * 1024 * 1024;
const maxContents = 64 * 1024 * 1024;
const patienceMs = 120_000;

/**
 * Reads what stands below a path of a revision (`.` is the root), without a checkout. Objects are listed and read by their
 * ids, so that nothing of the repository runs: no hook, filter, text conversion, monitor, pager or alias, and nothing is
 * fetched. Paths of the host are relative to the root of the repository. Throws `Unavailable`.
 */
export function openRevision(folder: string, revision: string, path: string): Host {
  const commit = commitOf(folder, revision);
  const within = path === '.' ? [] : ['--', path];
  const listing = git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...within], maxListing);
  const files = parseListing(listing.toString('utf8'));
  if (files.length === 0 || (files[0]?.path === path && files[0].kind === 'other')) throw notThere(folder, revision, commit, path);
  return treeHost(files, contentsIn(folder));
}

/** Path of a folder relative to the root of its repository; `.` for the root itself. */
export const pathInRepository = (folder: string): string =>
  git(folder, ['rev-parse', '--show-prefix']).toString('utf8').replace(/\n$/, '').replace(/\/$/, '') || '.';

function commitOf(folder: string, revision: string): string {
  // Asked first, so that a folder without a repository is told as such.
  const shallow = git(folder, ['rev-parse', '--is-shallow-repository']).toString('utf8').trim() === 'true';
  try {
    const answer = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    const [id = ''] = answer.toString('utf8').split('\n');
    if (/^[0-9a-f]{40,64}$/.test(id)) return id;
  } catch (cause) {
    if (!(cause instanceof Unavailable) || cause.code !== 'reference/unavailable') throw cause;
  }
  throw new Unavailable(
    `git knows no revision ${quote(revision)} here${shallow ? '; this clone is shallow' : ''}`,
    shallow
      ? 'Fetch history and tags: `git fetch --unshallow --tags`; with actions/checkout set `fetch-depth: 0`.'
      : 'Check its spelling, and fetch what is missing: `git fetch --tags`. A branch of a remote is git:origin/main.',
  );
}

/** Why a path gives nothing: a link or a submodule stands on the way, or nothing does. */
function notThere(folder: string, revision: string, commit: string, path: string): Unavailable {
  const segments = path.split('/');
  const ways = segments.map((_, i) => segments.slice(0, i + 1).join('/'));
  const stands = git(folder, ['ls-tree', '-z', '--full-tree', commit, '--', ...ways]).toString('utf8');
  if (stands.includes('120000 blob')) return new Unavailable(`${quote(path)} leads through a symbolic link, which is not followed`);
  if (stands.includes('160000 commit'))
    return new Unavailable(`${quote(path)} lies in a submodule`, 'Run the command inside the submodule, with a revision of its own.');
  return new Unavailable(
    `revision ${quote(revision)} has no ${quote(path)}`,
    'Name the path that the ABI had there: git:REV:PATH, from the root of the repository.',
  );
}

function parseListing(text: string): TreeFile[] {
  return text
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const tab = record.indexOf('\t');
      const [mode = '', , id = '', size = ''] = record.slice(0, tab).split(/ +/);
      const isFile = mode === '100644' || mode === '100755';
      return { path: record.slice(tab + 1), kind: isFile ? 'file' : 'other', id, size: isFile ? Number(size) : 0 };
    });
}

/** Reads objects in one go. Each is announced with its name, type and size, and followed by a line break. */
const contentsIn =
  (folder: string): ReadContents =>
  (files) => {
    const contents = new Map<string, Uint8Array>();
    if (files.length === 0) return contents;
    const ids = [...new Set(files.map(({ id }) => id))];
    const output = git(folder, ['cat-file', '--batch'], maxContents, `${ids.join('\n')}\n`);
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf(0x0a, at);
      const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
      if (type !== 'blob') throw partialClone();
      contents.set(id, output.subarray(end + 1, end + 1 + Number(size)));
      at = end + 1 + Number(size) + 1;
    }
    return contents;
  };

const partialClone = (): Unavailable =>
  new Unavailable(
    'objects of that revision are missing in this clone',
    'A partial clone has only what was checked out: `git fetch --refetch --no-filter` completes it.',
  );

/** What makes git read objects and do nothing else, whatever the repository is configured to. */
const fixedOptions = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'protocol.allow=never', 'safe.bareRepository=explicit'].flatMap((setting) => [
    '-c',
    setting,
  ]),
];

/** The environment without what git was told by another git, such as the one whose hook runs us. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_CONFIG_') || name === 'GIT_CEILING_DIRECTORIES',
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // An empty list: no protocol at all, so that a partial clone fetches nothing either.
    GIT_ALLOW_PROTOCOL: '',
    LC_ALL: 'C',
  };
}

function git(folder: string, args: readonly string[], maxBuffer = 1024 * 1024, input = ''): Buffer {
  const ended = spawnSync('git', [...fixedOptions, ...args], {
    cwd: folder,
    env: environment(),
    input,
    maxBuffer,
    timeout: patienceMs,
    windowsHide: true,
  });
  if (ended.error) throw cannotRun(ended.error as NodeJS.ErrnoException, maxBuffer);
  if (ended.status === 0) return ended.stdout;
  const errors = ended.stderr.toString('utf8');
  if (/lazy fetch|promisor/.test(errors)) throw partialClone();
  const said = errors.trim().split('\n')[0] ?? '';
  if (/not a git repository/.test(said))
    throw new Unavailable(
      'the folder is not in a git repository',
      'Run the command in a clone, or name another baseline: a folder, or npm:NAME@VERSION.',
    );
  throw new Unavailable(`git says ${quote(said.replace(/^fatal: /, ''))}`);
}

function cannotRun({ code, message }: NodeJS.ErrnoException, maxBuffer: number): Unavailable {
  if (code === 'ENOENT')
    return new Unavailable('git is not installed, or not in PATH', 'Install git, or name another baseline: a folder, or npm:NAME@VERSION.');
  if (code === 'ENOBUFS') return tooMuch(`git gives more than ${maxBuffer} bytes`);
  if (code === 'ETIMEDOUT') return tooMuch(`git did not answer within ${patienceMs / 1000} seconds`);
  return new Unavailable(`git cannot be run: ${visible(message)}`);
}
