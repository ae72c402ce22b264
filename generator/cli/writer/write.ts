import { dirname } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';
import { apply, removeStaging } from './apply.js';
import { nodeDisk, reason, removeEmptyFolders } from './disk.js';
import { acquireLock, type Lock } from './lock.js';
import { conflictsOf, folderFault, type Plan, plan } from './plan.js';
import { onSignal } from './signals.js';

/**
 * Makes the output folder hold exactly what was emitted, or leaves it as it was. One process at a time: the folder is locked
 * while it is compared and written.
 */
export async function write(files: readonly EmittedFile[], outDir: string): Promise<Result<Plan>> {
  const fault = folderFault(outDir, nodeDisk);
  if (fault) return failed(fault);
  let made: string | undefined;
  try {
    made = nodeDisk.makeFolder(outDir);
  } catch (cause) {
    return failed(diagnostic('io/write', undefined, { path: outDir, why: reason(cause) }));
  }
  const lock = acquireLock(outDir);
  const cleanUp = () => {
    if (lock.value?.held()) removeStaging(outDir);
    lock.value?.release();
    if (made !== undefined) removeEmptyFolders(nodeDisk, outDir, dirname(made));
  };
  const forget = onSignal(cleanUp);
  try {
    return lock.value ? await writeLocked(files, outDir, lock.value) : failed(...lock.diagnostics);
  } finally {
    cleanUp();
    forget();
  }
}

async function writeLocked(files: readonly EmittedFile[], outDir: string, lock: Lock): Promise<Result<Plan>> {
  const planned = plan(files, outDir);
  if (!planned.value) return planned;
  const conflicts = conflictsOf(planned.value);
  if (conflicts.length > 0) return failed(...conflicts);
  const outcome = await apply(planned.value, { mayCommit: lock.held });
  if (outcome.kind === 'done') return planned;
  return failed(outcome.kind === 'failed' ? outcome.diagnostic : lock.lost());
}

const failed = (...diagnostics: Diagnostic[]): Result<Plan> => ({ value: undefined, diagnostics });
