import { dirname, join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { foldPath } from '../../emit/paths.js';
import { type Disk, removeEmptyFolders } from './disk.js';
import { type Change, formatJournal, type Journal, journalFile, newName, oldName, stagingFolder } from './journal.js';
import type { Plan, Step } from './plan.js';
import { foldersOf, syncFolders } from './recover.js';
import { standingAt } from './standing.js';

/** The journal until all that it needs is there. */
const unnamedJournal = 'journal.new';

/**
 * Carries out a plan, in the states that `journal.ts` lists. The caller holds the lock, and rolls back what is left half-way if
 * this returns a diagnostic or throws what the disk throws. Only staging gives way to the event loop, so that a signal can end
 * it there; the change of the tree is one stretch.
 */
export async function apply({ outDir, steps }: Plan, disk: Disk): Promise<Diagnostic | undefined> {
  const changing = inOrder(steps);
  if (changing.length === 0) return undefined;
  const journal = journalOf(outDir, changing, disk);
  await stage(outDir, changing, journal, disk);
  const fault = begin(outDir, journal, disk);
  if (fault) return fault;
  carryOut(outDir, journal, disk);
  commit(outDir, journal, disk);
  return undefined;
}

/** Steps that change something, removals first: a file whose name only changes its case would be removed after it was written. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const of = (removed: boolean) => steps.filter(({ status }) => status !== 'unchanged' && (status === 'removed') === removed);
  return [...of(true), ...of(false)];
}

function journalOf(outDir: string, steps: readonly Step[], disk: Disk): Journal {
  const changes = steps.map(({ path, before, after }) => ({ path, ...(before && { before }), ...(after && { after }) }));
  const needed = new Set(changes.flatMap(({ path, after }) => (after === undefined ? [] : foldersOf(path))));
  return { changes, folders: [...needed].filter((folder) => disk.look(join(outDir, folder)).kind === 'missing') };
}

async function stage(outDir: string, steps: readonly Step[], journal: Journal, disk: Disk): Promise<void> {
  const staging = join(outDir, stagingFolder);
  const staged: string[] = [];
  const create = (name: string, text: string) => {
    staged.push(join(staging, name));
    disk.create(join(staging, name), Buffer.from(text, 'utf8'));
  };
  disk.makeFolder(staging);
  for (const [n, { text }] of steps.entries()) {
    if (text !== undefined) create(newName(n), text);
    await new Promise(setImmediate);
  }
  create(unnamedJournal, formatJournal(journal));
  await disk.syncFiles(staged);
}

/** Gives the old files a second name and the journal its name, unless somebody changed a file since it was compared. */
function begin(outDir: string, { changes }: Journal, disk: Disk): Diagnostic | undefined {
  const staging = join(outDir, stagingFolder);
  const leaving = new Set(changes.filter(({ after }) => after === undefined).map(({ path }) => foldPath(path)));
  for (const [n, change] of changes.entries()) {
    const { path, before, after } = change;
    const sameFileLeaves = before === undefined && after !== undefined && leaving.has(foldPath(path));
    const fault = sameFileLeaves ? undefined : changed(outDir, change, disk);
    if (fault) return fault;
    if (before !== undefined) disk.keep(join(outDir, path), join(staging, oldName(n)));
  }
  disk.rename(join(staging, unnamedJournal), join(staging, journalFile));
  for (const folder of [staging, outDir]) disk.syncFolder(folder);
  return undefined;
}

function changed(outDir: string, { path, before }: Change, disk: Disk): Diagnostic | undefined {
  const { hash, fault } = standingAt(outDir, path, disk);
  if (fault || hash === before) return fault;
  return diagnostic(before === undefined ? 'io/foreign' : 'io/modified', undefined, { path: join(outDir, path) });
}

function carryOut(outDir: string, { changes, folders }: Journal, disk: Disk): void {
  const removed = changes.filter(({ after }) => after === undefined).map(({ path }) => join(outDir, path));
  for (const path of removed) disk.removeFile(path);
  for (const folder of folders) disk.makeFolder(join(outDir, folder));
  for (const [n, { path, after }] of changes.entries())
    if (after !== undefined) disk.rename(join(outDir, stagingFolder, newName(n)), join(outDir, path));
  for (const path of removed) removeEmptyFolders(disk, dirname(path), outDir);
}

/** From when the journal has gone, the new tree stands. */
function commit(outDir: string, { changes }: Journal, disk: Disk): void {
  syncFolders(outDir, changes, disk);
  disk.removeFile(join(outDir, stagingFolder, journalFile));
}
