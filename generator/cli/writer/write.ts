import { dirname } from 'node:path';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';
import { apply } from './apply.js';
import { type Disk, diskFault, nodeDisk, removeEmptyFolders } from './disk.js';
import { acquireLock, type Lock, sweepLocks } from './lock.js';
import { type Owner, thisProcess } from './owner.js';
import { conflictsOf, type Plan, plan } from './plan.js';
import { rollBack, unfinished } from './recover.js';
import { cleaningUp } from './signals.js';
import { folderFault } from './standing.js';

/** What a test replaces: the disk, and the process that the lock names. */
export interface Surroundings {
  readonly disk?: Disk;
  readonly owner?: Owner;
}

/**
 * Makes the output folder hold exactly what was emitted, or leaves it as it was. One process at a time: the folder is locked
 * while it is compared and written. What a killed run left half-way is undone first.
 */
export async function write(files: readonly EmittedFile[], outDir: string, surroundings: Surroundings = {}): Promise<Result<Plan>> {
  return whileLocked(outDir, surroundings, async (disk) => {
    const planned = plan(files, outDir, disk);
    if (!planned.value) return planned;
    const conflicts = conflictsOf(planned.value);
    if (conflicts.length > 0) return failed(conflicts);
    const fault = await apply(planned.value, disk);
    return fault ? failed([fault]) : planned;
  });
}

/** Undoes what a killed run left half-way, if one did. A run that writes does so first, even if its schema then has an error. */
export async function recover(outDir: string, surroundings: Surroundings = {}): Promise<Result<true>> {
  const whole: Result<true> = { value: true, diagnostics: [] };
  try {
    if (!unfinished(outDir, surroundings.disk ?? nodeDisk)) return whole;
  } catch (cause) {
    return failed([diskFault('io/read', cause, outDir)]);
  }
  return whileLocked(outDir, surroundings, async () => whole);
}

/**
 * Locks a folder, which is made if it is missing, rolls back what is unfinished in it, and runs `use`. Afterwards, also on a
 * signal, what `use` left unfinished is rolled back and everything that was made for nothing removed. A folder that was made
 * may stay behind, empty, if the process is killed.
 */
async function whileLocked<T>(
  outDir: string,
  { disk = nodeDisk, owner = thisProcess }: Surroundings,
  use: (disk: Disk) => Promise<Result<T>>,
): Promise<Result<T>> {
  let made: string | undefined;
  let lock: Lock | undefined;
  let left: readonly Diagnostic[] = [];
  const cleanUp = () => {
    try {
      left = lock ? rollBack(outDir, disk) : [];
      lock?.release();
      if (made !== undefined) removeEmptyFolders(disk, outDir, dirname(made));
    } catch (cause) {
      left = [diskFault('io/write', cause, outDir)];
    }
  };
  const run = async (): Promise<Result<T>> => {
    try {
      const fault = folderFault(outDir, disk);
      if (fault) return failed([fault]);
      made = disk.makeFolder(outDir);
      const locked = acquireLock(outDir, owner, disk);
      lock = locked.value;
      if (!lock) return failed(locked.diagnostics);
      sweepLocks(outDir, disk);
      const unusable = rollBack(outDir, disk);
      return unusable.length > 0 ? failed(unusable) : await use(disk);
    } catch (cause) {
      return failed([diskFault('io/write', cause, outDir)]);
    }
  };
  const result = await cleaningUp(run, cleanUp);
  // Once the new tree stands, a left-over of ours is no failure: the next run removes it.
  return result.value === undefined ? failed(distinct([...result.diagnostics, ...left])) : result;
}

/** What keeps a folder from being put right is found before and after. */
const distinct = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.filter(({ message }, i) => diagnostics.findIndex((other) => other.message === message) === i);

const failed = (diagnostics: readonly Diagnostic[]): Result<never> => ({ value: undefined, diagnostics });
