import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';
import { checkPaths, foldPath } from '../../emit/paths.js';
import { byCodePoint } from '../../ir/order.js';
import { type Disk, diskFault, nodeDisk } from './disk.js';
import { stagingFolder } from './journal.js';
import { lockFolder } from './lock.js';
import { formatRecord, hashOf, parseRecord, recordFile } from './record.js';
import { unfinished } from './recover.js';
import { folderFault, standingAt } from './standing.js';

export type FileStatus = 'new' | 'changed' | 'unchanged' | 'removed';

/**
 * What is to happen to one file. `text` is the new content of a file that is new or changed, and `after` its hex SHA-256;
 * `before` is that of one that is changed or removed.
 */
export interface Step {
  readonly path: string;
  readonly status: FileStatus;
  /** Whether somebody changed the file since it was written. Such a file is never replaced or removed. */
  readonly modified: boolean;
  readonly before?: string;
  readonly after?: string;
  readonly text?: string;
}

/** How the output folder is made to hold exactly what was emitted. The record is the last step. */
export interface Plan {
  readonly outDir: string;
  readonly steps: readonly Step[];
}

/** Names in the output folder that are the tool's own. */
const ownNames = [recordFile, stagingFolder, lockFolder].map((path) => ({ path, text: '' }));

/**
 * Compares what was emitted with what the folder holds. Writes nothing. Reports files that are not ours to replace, and a run
 * that was cut short; files that somebody changed are marked in the plan and reported by `conflictsOf`.
 */
export function plan(files: readonly EmittedFile[], outDir: string, disk: Disk = nodeDisk): Result<Plan> {
  const diagnostics = checkPaths([...files, ...ownNames]);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  try {
    const fault = folderFault(outDir, disk) ?? unfinished(outDir, disk);
    return fault ? { value: undefined, diagnostics: [fault] } : compare(files, outDir, disk);
  } catch (cause) {
    return { value: undefined, diagnostics: [diskFault('io/read', cause, outDir)] };
  }
}

/** Files that the plan would replace or remove although somebody changed them. */
export const conflictsOf = ({ outDir, steps }: Plan): Diagnostic[] =>
  steps.filter((step) => step.modified).map((step) => diagnostic('io/modified', undefined, { path: join(outDir, step.path) }));

/** What a folder that should be up to date lacks. */
export const staleFiles = ({ outDir, steps }: Plan): Diagnostic[] =>
  steps
    .filter((step) => step.status !== 'unchanged')
    .map((step) => {
      const what = step.modified ? 'was changed since it was generated' : staleness[step.status];
      const help = step.modified ? 'Move your change elsewhere, or delete the file, and run `molt-abi gen`.' : undefined;
      return diagnostic('io/stale', undefined, { path: join(outDir, step.path), what }, { help });
    });

const staleness: Record<FileStatus, string> = {
  new: 'is missing',
  changed: 'differs from what the schema makes',
  unchanged: 'is as it should be',
  removed: 'is no longer generated',
};

function compare(files: readonly EmittedFile[], outDir: string, disk: Disk): Result<Plan> {
  const faults = new Map<string, Diagnostic>();
  const report = (fault: Diagnostic) => void faults.set(fault.message, fault);
  const standing = (path: string): string | undefined => {
    const { hash, fault } = standingAt(outDir, path, disk);
    if (fault) report(fault);
    return hash;
  };

  const recordHash = standing(recordFile);
  const recordText = recordHash === undefined ? undefined : disk.read(join(outDir, recordFile)).toString('utf8');
  const recorded = recordText === undefined ? new Map<string, string>() : parseRecord(recordText);
  if (!recorded) report(diagnostic('io/foreign', undefined, { path: join(outDir, recordFile) }));
  if (!recorded || faults.size > 0) return { value: undefined, diagnostics: [...faults.values()] };

  const emitted = new Map(sorted(files).map(({ path, text }) => [path, { text, after: hashOf(text) }]));
  const leaving = [...recorded].filter(([path]) => !emitted.has(path)).sort(([a], [b]) => byCodePoint(a, b));
  const leavingByKey = new Map(leaving.map(([path]) => [foldPath(path), path]));
  /** Whether a file is there only because case is ignored, under a name that it had and will not have any more. */
  const isRenamed = (path: string): boolean => {
    const old = leavingByKey.get(foldPath(path));
    if (old === undefined) return false;
    const { kind, id } = disk.look(join(outDir, path));
    return kind === 'file' && id === disk.look(join(outDir, old)).id;
  };

  const steps: Step[] = [];
  for (const [path, content] of emitted) {
    const before = isRenamed(path) ? undefined : standing(path);
    if (before === undefined) steps.push({ path, status: 'new', modified: false, ...content });
    else if (before === content.after) steps.push({ path, status: 'unchanged', modified: false });
    else if (!recorded.has(path)) report(diagnostic('io/foreign', undefined, { path: join(outDir, path) }));
    else steps.push({ path, status: 'changed', modified: before !== recorded.get(path), before, ...content });
  }
  for (const [path, hash] of leaving) {
    const before = standing(path);
    if (before !== undefined) steps.push({ path, status: 'removed', modified: before !== hash, before });
  }
  steps.push(recordStep(emitted, recordHash));
  return { value: faults.size === 0 ? { outDir, steps } : undefined, diagnostics: [...faults.values()] };
}

function recordStep(emitted: ReadonlyMap<string, { readonly after: string }>, before: string | undefined): Step {
  const text = formatRecord(new Map([...emitted].map(([path, { after }]) => [path, after])));
  const after = hashOf(text);
  if (after === before) return { path: recordFile, status: 'unchanged', modified: false };
  if (before === undefined) return { path: recordFile, status: 'new', modified: false, text, after };
  return { path: recordFile, status: 'changed', modified: false, before, text, after };
}

const sorted = <T extends { readonly path: string }>(items: readonly T[]): T[] => [...items].sort((a, b) => byCodePoint(a.path, b.path));
