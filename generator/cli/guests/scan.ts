import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import { packageFolder } from '../../version.js';
import { readBoundary } from '../../wasm/read.js';
import { openModule } from '../verify/modules.js';
import { type Inspect, type Inspected, inspector, type Plan } from './inspect.js';
import { runPool } from './pool.js';

/** As the build leaves it: threads are started by a file. */
export const threadFile: string = join(packageFolder, 'dist/command/scanning.js');

/**
 * What a thread should have to do at least, in files and in bytes: it takes a fifth of a second until it is as fast as one that
 * runs already. Each counts for itself, so that few large modules are shared out too.
 */
const filesPerThread = 1_024;
const bytesPerThread = 256 * 1024 * 1024;

export interface ScanOptions {
  /** Undefined: as many as this machine runs at a time, and none of their own for few files. */
  readonly threads?: number;
  /** Script of the threads. */
  readonly entry?: string;
  /** Told how many files are done. */
  readonly onDone?: (done: number) => void;
}

/** Inspects files, in their order. At most one of them is in memory in each thread. */
export async function scan(paths: readonly string[], plan: Plan, options: ScanOptions = {}): Promise<readonly Inspected[]> {
  const { entry = threadFile, threads = threadsFor(paths), onDone = () => {} } = options;
  const inspect = inspector(plan);
  if (threads > 1) {
    const lost = (path: string, why: string): Inspected =>
      inspect(path, { value: undefined, diagnostics: [diagnostic('io/read', undefined, { path, why: `its thread ended: ${why}` })] });
    return runPool({ entry, data: plan, tasks: paths, threads, lost, onDone });
  }
  return paths.map((path, i) => {
    const inspected = inspectFile(path, inspect);
    onDone(i + 1);
    return inspected;
  });
}

/** Threads that are worth it: no more than files, and than this machine runs at a time. */
function threadsFor(paths: readonly string[]): number {
  const bytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
  return Math.min(availableParallelism(), paths.length, Math.floor(paths.length / filesPerThread + bytes / bytesPerThread));
}

/** In bytes; none where it cannot be told, since reading will tell why. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Reads the boundary alone: whether an engine takes the code is not what a change of the ABI can change. */
export const inspectFile = (path: string, inspect: Inspect): Inspected => inspect(path, openModule(path, readBoundary));
