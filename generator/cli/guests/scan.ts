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

/** Files that one thread should have at least: below that, starting it takes longer than what it does. */
const filesPerThread = 64;

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
  const {
    entry = threadFile,
    threads = Math.min(availableParallelism(), Math.floor(paths.length / filesPerThread)),
    onDone = () => {},
  } = options;
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

/** Reads the boundary alone: whether an engine takes the code is not what a change of the ABI can change. */
export const inspectFile = (path: string, inspect: Inspect): Inspected => inspect(path, openModule(path, readBoundary));
