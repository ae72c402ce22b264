import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** System calls that change what is on a disk, whatever C library makes them. `openat` and `write` only sometimes do. */
const changes = [
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'mkdirat', 'symlink', 'symlinkat'],
  ...['truncate', 'ftruncate', 'fallocate', 'chmod', 'fchmod', 'fchmodat', 'chown', 'fchown', 'lchown', 'fchownat', 'utimensat', 'mknod'],
  ...['mknodat', 'setxattr', 'fsetxattr', 'copy_file_range', 'sendfile', 'creat', 'pwrite64', 'pwritev', 'writev'],
];

export interface Call {
  readonly name: string;
  readonly text: string;
  /** The how many-th call of this name in its thread it is, from 1 on. */
  readonly ordinal: number;
  /** Whether the first thread made it. */
  readonly main: boolean;
}

/** A way to fail: a kind of call, which one, and what happens. `paths` limits what is counted to open files at these. */
export interface Injection {
  readonly call: string;
  readonly ordinal: number;
  readonly what: string;
  readonly paths?: readonly string[];
}

export interface Traced {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
  readonly calls: readonly Call[];
}

/** Runs Node under strace, on one thread of its pool, so that calls come in the same order each time. */
export async function traced(folder: string, args: readonly string[], injection?: Injection, env: NodeJS.ProcessEnv = {}): Promise<Traced> {
  const own = mkdtempSync(join(tmpdir(), 'molt-abi-strace-'));
  try {
    const names = [...changes, 'openat', 'open', 'write', 'fsync', 'fdatasync'].map((name) => `?${name}`).join(',');
    const inject = injection
      ? [
          '-e',
          `inject=${injection.call}:${injection.what}:when=${injection.ordinal}`,
          ...(injection.paths ?? []).flatMap((path) => ['-P', path]),
        ]
      : [];
    const child = spawn(
      'strace',
      ['-f', '-qq', '-y', '-o', join(own, 'log'), '-e', `trace=${names}`, ...inject, process.execPath, ...args],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, NO_COLOR: '1', UV_THREADPOOL_SIZE: '1', ...env },
      },
    );
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, err, calls: callsOf(readFileSync(join(own, 'log'), 'utf8')) };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function callsOf(log: string): Call[] {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let main: string | undefined;
  for (const line of log.split('\n')) {
    const [, thread, name, text] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (thread === undefined || name === undefined || text === undefined) continue;
    main ??= thread;
    const ordinal = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, ordinal);
    calls.push({ name, text, ordinal, main: thread === main });
  }
  return calls;
}

/** Whether a call may change something on a disk. */
export const mayChange = ({ name, text }: Call): boolean =>
  changes.includes(name) || ((name === 'openat' || name === 'open') && /O_(CREAT|WRONLY|RDWR|TRUNC|APPEND)/.test(text));

/** Does `use` for each item, two at a time. */
export async function eachOf<T>(items: readonly T[], use: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await use(item);
  };
  await Promise.all([worker(), worker()]);
}
