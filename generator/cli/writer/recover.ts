import { dirname, join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { type Disk, diskFault } from './disk.js';
import { type Change, type Journal, journalFile, oldName, parseJournal, stagingFolder } from './journal.js';
import { hashOf } from './record.js';
import { folderAt, folderFault, standingAt } from './standing.js';

/** What is to be said of a folder in which a run ended, or is, half-way; undefined if there is no sign of one. */
export function unfinished(outDir: string, disk: Disk): Diagnostic | undefined {
  if (disk.look(outDir).kind !== 'folder' || disk.look(join(outDir, stagingFolder)).kind === 'missing') return undefined;
  return diagnostic('io/unfinished', undefined, { folder: outDir });
}

/**
 * Ends what a run left half-way, so that the tree is whole and no staging folder is there; see `journal.ts` for how. Only the
 * holder of the lock may. Returns what kept it from that.
 */
export function rollBack(outDir: string, disk: Disk): readonly Diagnostic[] {
  const staging = join(outDir, stagingFolder);
  try {
    const fault = folderFault(staging, disk);
    if (fault) return [fault];
    if (disk.look(staging).kind === 'missing') return [];
    const journal = readJournal(staging, disk);
    if (typeof journal === 'string') return unusable(staging, journal);
    if (journal) {
      const loss = lossOf(outDir, journal, disk);
      if (loss !== undefined) return unusable(staging, loss);
      undo(outDir, journal, disk);
      disk.removeFile(join(staging, journalFile));
    }
    discard(staging, disk);
    return [];
  } catch (cause) {
    const left = unfinished(outDir, disk);
    return [diskFault('io/write', cause, outDir), ...(left ? [left] : [])];
  }
}

const unusable = (staging: string, why: string) => [diagnostic('io/journal', undefined, { path: join(staging, journalFile), why })];

/** Removes a staging folder without a journal, once its going would outlast a power cut. */
function discard(staging: string, disk: Disk): void {
  disk.syncFolder(staging);
  disk.removeTree(staging);
}

function readJournal(staging: string, disk: Disk): Journal | string | undefined {
  const path = join(staging, journalFile);
  const { kind } = disk.look(path);
  if (kind === 'missing') return undefined;
  return kind === 'file' ? parseJournal(disk.read(path).toString('utf8')) : 'is no journal of molt-abi';
}

/** Why the old tree cannot be had again, if it cannot: a new file stands where the old one is not kept any more. */
function lossOf(outDir: string, { changes }: Journal, disk: Disk): string | undefined {
  for (const [n, change] of changes.entries()) {
    const { path, before, after } = change;
    if (before === undefined || after === undefined || hasOld(outDir, n, change, disk)) continue;
    if (standingAt(outDir, path, disk, 2).hash === after) return `cannot be undone: the old ${join(outDir, path)} is lost`;
  }
  return undefined;
}

/** Undoes the last change first, so that of two names that are one where case is ignored each is met as it was left. */
function undo(outDir: string, { changes, folders }: Journal, disk: Disk): void {
  for (const [n, change] of [...changes.entries()].reverse()) {
    const target = join(outDir, change.path);
    const { hash, fault } = standingAt(outDir, change.path, disk, 2);
    if (fault || hash === change.before) continue;
    if (change.before === undefined) {
      if (hash === change.after) disk.removeFile(target);
    } else if ((hash === undefined || hash === change.after) && hasOld(outDir, n, change, disk)) {
      disk.makeFolder(dirname(target));
      disk.rename(join(outDir, stagingFolder, oldName(n)), target);
    }
  }
  for (const folder of [...folders].reverse()) {
    if (folderAt(outDir, folder, disk) === 'folder') disk.removeEmptyFolder(join(outDir, folder));
  }
  syncFolders(outDir, changes, disk);
}

function hasOld(outDir: string, n: number, { before }: Change, disk: Disk): boolean {
  const path = join(outDir, stagingFolder, oldName(n));
  return disk.look(path).kind === 'file' && hashOf(disk.read(path)) === before;
}

/** Syncs the output folder and every folder in it that has, or had, a changed file below it. */
export function syncFolders(outDir: string, changes: readonly Change[], disk: Disk): void {
  const folders = new Set(['', ...changes.flatMap(({ path }) => foldersOf(path))]);
  for (const folder of folders) if (folderAt(outDir, folder, disk) === 'folder') disk.syncFolder(join(outDir, folder));
}

/** The folders above a path, outer ones first: `a` and `a/b` for `a/b/c`. */
export const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, i, parts) => parts.slice(0, i + 1).join('/'));
