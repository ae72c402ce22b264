import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';
import { checkPaths } from '../../emit/paths.js';
import { byCodePoint } from '../../ir/order.js';
import { type Disk, nodeDisk, reason } from './disk.js';
import { formatRecord, hashOf, parseRecord, recordFile, type WrittenFiles } from './record.js';

export type FileStatus = 'new' | 'changed' | 'unchanged' | 'removed';

/** What is to happen to one file. `bytes` is the new content of a file that is new or changed. */
export interface Step {
  readonly path: string;
  readonly status: FileStatus;
  /** Whether somebody changed the file since it was written. Such a file is never replaced or removed. */
  readonly modified: boolean;
  readonly bytes?: Uint8Array;
}

/** How the output folder is made to hold exactly what was emitted. The record is the last step. */
export interface Plan {
  readonly outDir: string;
  readonly steps: readonly Step[];
}

/**
 * Compares what was emitted with what the folder holds. Writes nothing. Reports files that are not ours to replace; files that
 * somebody changed are marked in the plan and reported by `conflictsOf`.
 */
export function plan(files: readonly EmittedFile[], outDir: string, disk: Disk = nodeDisk): Result<Plan> {
  const diagnostics = checkPaths([...files, { path: recordFile, text: '' }]);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  try {
    return compare(files, outDir, disk);
  } catch (cause) {
    const { path, syscall } = cause as NodeJS.ErrnoException;
    if (syscall === undefined) throw cause;
    return { value: undefined, diagnostics: [diagnostic('io/read', undefined, { path: path ?? outDir, why: reason(cause) })] };
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
  const root = folderFault(outDir, disk);
  if (root) return { value: undefined, diagnostics: [root] };
  const diagnostics: Diagnostic[] = [];
  const steps: Step[] = [];
  const recordText = readRecord(outDir, disk, diagnostics);
  const recorded = recordText === undefined ? new Map<string, string>() : parseRecord(recordText);
  if (!recorded) {
    diagnostics.push(diagnostic('io/foreign', undefined, { path: join(outDir, recordFile) }));
    return { value: undefined, diagnostics };
  }

  const emitted = new Map<string, string>();
  for (const { path, text } of sorted(files)) {
    const bytes = Buffer.from(text, 'utf8');
    const hash = hashOf(bytes);
    emitted.set(path, hash);
    const standing = hashAt(outDir, path, disk, diagnostics);
    const before = recorded.get(path);
    if (standing === hash) steps.push({ path, status: 'unchanged', modified: false });
    else if (standing === undefined) steps.push({ path, status: 'new', modified: false, bytes });
    else if (before === undefined) diagnostics.push(diagnostic('io/foreign', undefined, { path: join(outDir, path) }));
    else steps.push({ path, status: 'changed', modified: standing !== before, bytes });
  }
  steps.push(...removals(recorded, emitted, outDir, disk, diagnostics));
  steps.push(recordStep(emitted, recordText));
  return { value: diagnostics.length === 0 ? { outDir, steps } : undefined, diagnostics };
}

function removals(recorded: WrittenFiles, emitted: WrittenFiles, outDir: string, disk: Disk, diagnostics: Diagnostic[]): Step[] {
  const steps: Step[] = [];
  for (const [path, hash] of recorded) {
    if (emitted.has(path)) continue;
    const standing = hashAt(outDir, path, disk, diagnostics);
    if (standing !== undefined) steps.push({ path, status: 'removed', modified: standing !== hash });
  }
  return sorted(steps);
}

function recordStep(emitted: WrittenFiles, before: string | undefined): Step {
  const text = formatRecord(emitted);
  if (text === before) return { path: recordFile, status: 'unchanged', modified: false };
  return { path: recordFile, status: before === undefined ? 'new' : 'changed', modified: false, bytes: Buffer.from(text, 'utf8') };
}

function readRecord(outDir: string, disk: Disk, diagnostics: Diagnostic[]): string | undefined {
  if (hashAt(outDir, recordFile, disk, diagnostics) === undefined) return undefined;
  return disk.read(join(outDir, recordFile)).toString('utf8');
}

/**
 * Hash of the file that stands at a path, or undefined if there is none. Reports what is no plain file of ours: a link, also a
 * parent folder that is one, a file with a second name elsewhere, a folder.
 */
function hashAt(outDir: string, path: string, disk: Disk, diagnostics: Diagnostic[]): string | undefined {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = join(outDir, ...parts.slice(0, depth));
    if (disk.look(folder).kind === 'missing') return undefined;
    const fault = folderFault(folder, disk);
    if (fault) {
      if (!diagnostics.some((d) => d.message === fault.message)) diagnostics.push(fault);
      return undefined;
    }
  }
  const full = join(outDir, path);
  const { kind, links } = disk.look(full);
  if (kind === 'missing') return undefined;
  if (kind === 'file' && links === 1) return hashOf(disk.read(full));
  if (kind === 'link') diagnostics.push(diagnostic('io/outside', undefined, { path: full, why: 'is a symbolic link' }));
  else if (kind === 'file')
    diagnostics.push(diagnostic('io/outside', undefined, { path: full, why: 'is a hard link: the file has a second name elsewhere' }));
  else diagnostics.push(diagnostic('io/foreign', undefined, { path: full }));
  return undefined;
}

/** What keeps output from being written into a folder; a folder that is missing is fine. */
export function folderFault(folder: string, disk: Disk): Diagnostic | undefined {
  const { kind } = disk.look(folder);
  if (kind === 'missing' || kind === 'folder') return undefined;
  if (kind === 'link') return diagnostic('io/outside', undefined, { path: folder, why: 'is a symbolic link' });
  return diagnostic('io/foreign', undefined, { path: folder });
}

const sorted = <T extends { readonly path: string }>(items: readonly T[]): T[] => [...items].sort((a, b) => byCodePoint(a.path, b.path));
