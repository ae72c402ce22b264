import * as fs from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import { reason } from './disk.js';

export const lockFile = '.molt-abi.lock';

/** A lock that this process holds on an output folder. */
export interface Lock {
  /** Whether the lock is still ours. Asked once more before the first change. */
  readonly held: () => boolean;
  readonly release: () => void;
  /** The diagnostic for when it is not held any more. */
  readonly lost: () => Diagnostic;
}

/**
 * Takes the lock of an output folder, which must exist: a file with the process id, created exclusively. A lock whose process
 * is dead is reclaimed: it is renamed away, which only one process can do, and looked at again, in case a living process had
 * put its own there meanwhile.
 */
export function acquireLock(outDir: string): Result<Lock> {
  const path = join(outDir, lockFile);
  const token = `${process.pid} ${process.hrtime.bigint()}\n`;
  try {
    if (!create(path, token)) {
      const owner = read(path);
      if (isAlive(owner)) return failed(locked(outDir, path, owner));
      if (owner !== undefined) reclaim(path, owner);
      if (!create(path, token)) return failed(locked(outDir, path, read(path)));
    }
  } catch (cause) {
    return failed(diagnostic('io/write', undefined, { path, why: reason(cause) }));
  }
  const held = () => read(path) === token;
  const release = () => {
    if (held()) fs.rmSync(path, { force: true });
  };
  return { value: { held, release, lost: () => locked(outDir, path, read(path)) }, diagnostics: [] };
}

function reclaim(path: string, dead: string): void {
  const aside = `${path}-${process.pid}`;
  if (!moveAside(path, aside)) return;
  const moved = read(aside);
  if (moved !== dead && isAlive(moved)) putBack(aside, path);
  fs.rmSync(aside, { force: true });
}

const failed = (fault: Diagnostic): Result<Lock> => ({ value: undefined, diagnostics: [fault] });

function locked(outDir: string, lock: string, owner: string | undefined): Diagnostic {
  const pid = owner?.split(' ')[0] || 'unknown';
  const help = `Wait until it has ended and run again. If process ${pid} is something else, delete ${lock}.`;
  return diagnostic('io/locked', undefined, { folder: outDir, pid }, { help });
}

function create(path: string, token: string): boolean {
  try {
    fs.writeFileSync(path, token, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    fs.rmSync(path, { force: true });
    throw cause;
  }
}

function moveAside(path: string, aside: string): boolean {
  try {
    fs.renameSync(path, aside);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** Gives a living process its lock back, unless a third has one by now; then it learns from `held` that it lost it. */
function putBack(aside: string, path: string): void {
  try {
    fs.linkSync(aside, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
}

function read(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Our own id in a lock that we do not hold is a left-over too: in containers the same ids come again. */
function isAlive(owner: string | undefined): boolean {
  const pid = Number.parseInt(owner ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
