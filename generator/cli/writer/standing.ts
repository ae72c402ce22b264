import { dirname, join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Disk } from './disk.js';
import { hashOf } from './record.js';

/** The file at a path: its hex SHA-256, or undefined if there is none; or what stands there that is no plain file of ours. */
export interface Found {
  readonly hash?: string;
  readonly fault?: Diagnostic;
}

/**
 * Looks at a path below the output folder. A fault is a link, also a parent folder that is one, a file with more than `names`
 * names, since one may be elsewhere, and a folder.
 */
export function standingAt(outDir: string, path: string, disk: Disk, names = 1): Found {
  const parent = folderAt(outDir, dirname(path), disk);
  if (parent === 'missing') return {};
  if (parent !== 'folder') return { fault: parent };
  const full = join(outDir, path);
  const { kind, links } = disk.look(full);
  if (kind === 'missing') return {};
  if (kind === 'file' && links <= names) return { hash: hashOf(disk.read(full)) };
  if (kind === 'link') return { fault: diagnostic('io/outside', undefined, { path: full, why: 'is a symbolic link' }) };
  if (kind === 'file')
    return { fault: diagnostic('io/outside', undefined, { path: full, why: 'is a hard link: the file has a second name elsewhere' }) };
  return { fault: diagnostic('io/foreign', undefined, { path: full }) };
}

/** Whether a folder below the output folder is there; or what keeps it, or one above it, from being a plain folder. */
export function folderAt(outDir: string, folder: string, disk: Disk): 'folder' | 'missing' | Diagnostic {
  let at = outDir;
  for (const name of ['.', ...folder.split('/')]) {
    at = join(at, name);
    const { kind } = disk.look(at);
    if (kind === 'missing') return 'missing';
    const fault = kind === 'folder' ? undefined : folderFault(at, disk);
    if (fault) return fault;
  }
  return 'folder';
}

/** What keeps output from being written into a folder; a folder that is missing is fine. */
export function folderFault(folder: string, disk: Disk): Diagnostic | undefined {
  const { kind } = disk.look(folder);
  if (kind === 'missing' || kind === 'folder') return undefined;
  if (kind === 'link') return diagnostic('io/outside', undefined, { path: folder, why: 'is a symbolic link' });
  return diagnostic('io/foreign', undefined, { path: folder });
}
