import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of a host. */
export interface Started {
  readonly child: ChildProcess;
  /** Rejects when the process ends by itself, with what it wrote. */
  readonly failed: Promise<never>;
  /** Ends it and every process that it started. */
  stop(): Promise<void>;
}

/** The folder and the processes of one run of `measure`, all of which `close` ends and removes, however the run ends. */
export interface Bench {
  readonly folder: string;
  start(program: string, args: readonly string[], options?: SpawnOptions): Started;
  close(): void;
}

/** Characters of what a process wrote that are kept for messages. */
const logged = 2000;

export function openBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-measure-'));
  const running = new Set<ChildProcess>();
  return {
    folder,
    start(program, args, options = {}) {
      // In a group of its own, so that a browser goes with all its processes, and so that Ctrl-C is ours alone to answer.
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...options, detached: process.platform !== 'win32' });
      running.add(child);
      let log = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => {
          log = (log + chunk).slice(-logged);
        });
      const ended = once(child, 'close');
      const failed = ended.then(([code, signal]) => {
        throw new Error(`it ended with ${code ?? signal}${log.trim() === '' ? '' : `: ${log.trim()}`}`);
      });
      failed.catch(() => {});
      return {
        child,
        failed,
        async stop() {
          kill(child);
          await ended.catch(() => {});
          running.delete(child);
        },
      };
    },
    close() {
      for (const child of running) kill(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Milliseconds within which a host must have answered. */
const patience = 60_000;

/** What a promise gives, unless it takes too long. */
export async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it gave no answer within ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
