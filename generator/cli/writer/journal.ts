import { pathFault } from '../../emit/paths.js';
import { lockFolder } from './lock.js';
import { recordFile } from './record.js';

/**
 * How a run writes so that it can be killed at any point. All of it happens in one folder inside the output folder, hence on
 * its file system, by a process that holds the lock.
 *
 * | On disk                                   | The tree      | Who makes the next state                                  |
 * | ----------------------------------------- | ------------- | --------------------------------------------------------- |
 * | no staging folder                         | whole         | `stage`: the new files and the journal, under other names |
 * | staging folder without `journal.json`     | whole         | `begin`: keeps the old files, then names the journal      |
 * | staging folder with `journal.json`        | maybe a mix   | `carryOut`: changes the tree; then `commit` removes it     |
 * | staging folder without `journal.json`     | whole         | `discard` removes the folder                              |
 *
 * There is one way back: `rollBack` undoes what the journal lists, by comparing what stands there with the hashes before and
 * after, so that it can itself be killed and done again; it leaves alone what is neither, for somebody changed it since. Then
 * it removes the journal. It never goes forward: the run after it writes the same anyway.
 *
 * A kill alone needs no fsync. A power cut does: without it, a file can have its length and NULs for content, and the record
 * would then have the tool take it for one changed by hand. So content is synced before the journal has its name, the journal
 * before the tree is changed, the folders of the tree before the journal goes, and its going before what it needs does.
 */
export const stagingFolder = '.molt-abi-staging';

/** The journal, inside the staging folder. */
export const journalFile = 'journal.json';

/** Names inside the staging folder of the new and the old content of the n-th change. */
export const newName = (n: number): string => `new-${n}`;
export const oldName = (n: number): string => `old-${n}`;

/** One change of a file. The hashes are hex SHA-256; without `before` the file is new, without `after` it goes. */
export interface Change {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a run is about to do, in this order. `folders` are those that it makes, outer ones first. */
export interface Journal {
  readonly changes: readonly Change[];
  readonly folders: readonly string[];
}

/** Grows when an older tool could not undo what a newer one does. */
const format = 1;

export const formatJournal = ({ changes, folders }: Journal): string => `${JSON.stringify({ format, changes, folders }, null, 2)}\n`;

/**
 * Reads a journal, or says what is wrong with it. It may come from anywhere, say with a clone, so every path in it must stay
 * inside the output folder and off the names that the tool itself uses.
 */
export function parseJournal(text: string): Journal | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is no journal of molt-abi';
  }
  const found = isObject(value) ? value : {};
  if (typeof found.format === 'number' && found.format !== format) return `is of format ${found.format}, which this version does not know`;
  const { changes, folders } = found;
  const valid = Array.isArray(changes) && changes.every(isChange) && Array.isArray(folders) && folders.every(isInside);
  return found.format === format && valid ? { changes, folders } : 'is no journal of molt-abi';
}

function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false;
  const { path, before, after } = value;
  return isInside(path) && isHash(before) && isHash(after) && before !== after;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isHash = (value: unknown): boolean => value === undefined || (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));

function isInside(path: unknown): path is string {
  if (typeof path !== 'string' || pathFault(path) !== undefined) return false;
  const top = path.toLowerCase();
  return top === recordFile || ![stagingFolder, lockFolder].some((own) => top.startsWith(own));
}
