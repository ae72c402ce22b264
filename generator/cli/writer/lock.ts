import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import { codeOf, type Disk } from './disk.js';
import { mayRun, type Owner, ownerOf, ticketOf } from './owner.js';

/**
 * The lock of an output folder is a folder in it, which holds one empty file: the ticket of its owner. It is taken by renaming
 * a folder that holds our ticket over it. That fails unless the lock is missing or empty, so one process at a time has it. The
 * ticket of a dead process is removed by its name, which is never given twice; so a lock that somebody else took meanwhile
 * cannot be hit. Whatever a killed process leaves is an empty lock, a dead ticket, or a folder of its own with its ticket.
 */
export const lockFolder = '.molt-abi.lock';

/** How often a lock is tried that others take and give back meanwhile. */
const attempts = 20;

export interface Lock {
  readonly release: () => void;
}

/** Takes the lock of a folder, which must exist, or says who has it. Throws what the disk throws. */
export function acquireLock(outDir: string, owner: Owner, disk: Disk): Result<Lock> {
  const lock = join(outDir, lockFolder);
  const ticket = ticketOf(owner);
  const own = `${lock}-${ticket}`;
  let taken = false;
  try {
    disk.makeFolder(own);
    disk.create(join(own, ticket), new Uint8Array());
    for (let attempt = 0; attempt < attempts; attempt++) {
      taken = take(own, lock, disk);
      if (taken) return { value: { release: () => release(lock, ticket, disk) }, diagnostics: [] };
      const holder = holderOf(lock, disk);
      if (holder !== undefined) return failed(outDir, lock, holder);
    }
    return failed(outDir, lock, 'unknown');
  } finally {
    if (!taken) disk.removeTree(own);
  }
}

function take(own: string, lock: string, disk: Disk): boolean {
  try {
    disk.rename(own, lock);
    return true;
  } catch (cause) {
    if (disk.look(lock).kind === 'missing' && codeOf(cause) !== 'ENOTEMPTY' && codeOf(cause) !== 'EEXIST') throw cause;
    return false;
  }
}

/** Who has the lock, for a message, or undefined if it is free by now: dead tickets are removed on the way. */
function holderOf(lock: string, disk: Disk): string | undefined {
  const { kind } = disk.look(lock);
  if (kind === 'missing') return undefined;
  if (kind !== 'folder') return 'unknown';
  for (const ticket of ifThere(() => disk.list(lock)) ?? []) {
    const owner = ownerOf(ticket);
    if (!owner) return 'unknown';
    if (mayRun(owner)) return describe(owner);
    ifThere(() => disk.removeFile(join(lock, ticket)));
  }
  // Windows renames no folder over an empty one.
  disk.removeEmptyFolder(lock);
  return undefined;
}

function release(lock: string, ticket: string, disk: Disk): void {
  ifThere(() => disk.removeFile(join(lock, ticket)));
  disk.removeEmptyFolder(lock);
}

/** Removes what killed processes left that were about to take the lock. Only the holder of the lock does, so that one does. */
export function sweepLocks(outDir: string, disk: Disk): void {
  const prefix = `${lockFolder}-`;
  for (const name of disk.list(outDir)) {
    const owner = name.startsWith(prefix) ? ownerOf(name.slice(prefix.length)) : undefined;
    if (owner && !mayRun(owner)) disk.removeTree(join(outDir, name));
  }
}

/** What somebody else may remove at any time. */
function ifThere<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

const describe = ({ pid, host }: Owner): string => visible(`${pid} on ${host}`);

function failed(folder: string, lock: string, pid: string): Result<Lock> {
  const help = `Wait until it has ended and run again. If process ${pid} is something else or long gone, delete ${lock}.`;
  const fault: Diagnostic = diagnostic('io/locked', undefined, { folder, pid }, { help });
  return { value: undefined, diagnostics: [fault] };
}
