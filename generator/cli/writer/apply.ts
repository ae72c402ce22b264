import { dirname, join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { type Disk, nodeDisk, reason, removeEmptyFolders } from './disk.js';
import type { Plan, Step } from './plan.js';

/** Folders of this name inside the output folder, hence on its file system, hold new files that wait and old ones that are kept. */
const stagingPrefix = '.molt-abi-staging-';

export interface ApplyOptions {
  readonly disk?: Disk;
  /** Asked when everything is staged; if it says no, nothing is changed. */
  readonly mayCommit?: () => boolean;
}

/** How an attempt to write ended. `abandoned`: `mayCommit` said no. In all cases but `done` the folder is as it was. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic };

/**
 * Carries out a plan; the caller holds the lock. All new files are written to a staging folder. Then, without giving way to
 * anything else in this process, files that go are moved out, new ones are moved in, and the record last. A failure undoes
 * what was done. Staging gives way to the event loop between files, so that a signal can end it.
 */
export async function apply(plan: Plan, { disk = nodeDisk, mayCommit = () => true }: ApplyOptions = {}): Promise<Outcome> {
  const steps = plan.steps.filter((step) => step.status !== 'unchanged');
  if (steps.length === 0) return { kind: 'done' };
  const staging = join(plan.outDir, `${stagingPrefix}${process.pid}`);
  let at = staging;
  try {
    removeStaging(plan.outDir, disk);
    disk.makeFolder(staging);
    for (const [index, step] of steps.entries()) {
      at = join(plan.outDir, step.path);
      if (step.bytes) disk.create(join(staging, `new-${index}`), step.bytes);
      await new Promise(setImmediate);
    }
    if (!mayCommit()) return { kind: 'abandoned' };
  } catch (cause) {
    return { kind: 'failed', diagnostic: cannotWrite(at, cause) };
  }
  const outcome = commit(plan.outDir, staging, steps, disk);
  if (outcome.kind === 'done')
    for (const { path, status } of steps) if (status === 'removed') removeEmptyFolders(disk, dirname(join(plan.outDir, path)), plan.outDir);
  return outcome;
}

/** Removes every staging folder, also those that killed processes left. Only the holder of the lock may. */
export function removeStaging(outDir: string, disk: Disk = nodeDisk): void {
  for (const name of disk.list(outDir)) if (name.startsWith(stagingPrefix)) disk.remove(join(outDir, name));
}

/** The part that changes the folder. Each change notes how to undo it. */
function commit(outDir: string, staging: string, steps: readonly Step[], disk: Disk): Outcome {
  const undo: (() => void)[] = [];
  let at = outDir;
  try {
    for (const [index, step] of removalsFirst(steps)) {
      const target = join(outDir, step.path);
      const old = join(staging, `old-${index}`);
      at = target;
      if (step.status === 'removed') {
        disk.rename(target, old);
        undo.push(() => disk.rename(old, target));
      } else {
        undo.push(...replace(join(staging, `new-${index}`), target, step.status === 'changed' ? old : undefined, disk));
      }
    }
    return { kind: 'done' };
  } catch (cause) {
    for (const back of undo.reverse()) back();
    return { kind: 'failed', diagnostic: cannotWrite(at, cause) };
  }
}

/** Moves a staged file to its place, after keeping what stands there as `old`. Returns how to undo that. */
function replace(staged: string, target: string, old: string | undefined, disk: Disk): (() => void)[] {
  const made = disk.makeFolder(dirname(target));
  if (old !== undefined) disk.keep(target, old);
  try {
    disk.rename(staged, target);
  } catch (cause) {
    if (made !== undefined) removeEmptyFolders(disk, dirname(target), dirname(made));
    throw cause;
  }
  if (old !== undefined) return [() => disk.rename(old, target)];
  const removeFolders = made === undefined ? [] : [() => removeEmptyFolders(disk, dirname(target), dirname(made))];
  return [...removeFolders, () => disk.remove(target)];
}

/** A file that only changes the case of its name would otherwise be removed right after it was written. */
function removalsFirst(steps: readonly Step[]): [number, Step][] {
  const numbered = [...steps.entries()];
  return [...numbered.filter(([, step]) => step.status === 'removed'), ...numbered.filter(([, step]) => step.status !== 'removed')];
}

function cannotWrite(path: string, cause: unknown): Diagnostic {
  if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
  return diagnostic('io/write', undefined, { path, why: reason(cause) });
}
