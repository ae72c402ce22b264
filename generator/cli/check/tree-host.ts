import { byCodePoint } from '../../ir/order.js';
import type { Host } from '../../source/host.js';

/** A file of a tree that is read when it is needed. Paths are relative to the root of the tree, with forward slashes. */
export interface TreeFile {
  readonly path: string;
  /** `other`: a link or a module of another repository; neither is followed. */
  readonly kind: 'file' | 'other';
  /** Name of the content. */
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/** Contents by their ids. */
export type ReadContents = (files: readonly TreeFile[]) => ReadonlyMap<string, Uint8Array>;

/** Bytes that are read ahead with the file that was asked for. */
const aheadBytes = 32 * 1024 * 1024;

/**
 * A file system over a tree. JSON files of a folder are read together, since whoever wants one wants them all, and each
 * reading costs a process.
 */
export function treeHost(files: readonly TreeFile[], read: ReadContents): Host {
  const folders = foldersOf(files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const contents = new Map<string, Uint8Array>();

  const kind: Host['kind'] = (path) => {
    const name = normal(path);
    return byPath.get(name)?.kind ?? (folders.has(name) ? 'folder' : 'missing');
  };
  const readAhead = (file: TreeFile): void => {
    let left = aheadBytes - file.size;
    const wanted = [file];
    for (const name of folders.get(parentOf(file.path)) ?? []) {
      const sibling = byPath.get(below(parentOf(file.path), name));
      if (!sibling || sibling === file || sibling.kind !== 'file' || !name.endsWith('.json') || sibling.size > left) continue;
      left -= sibling.size;
      wanted.push(sibling);
    }
    for (const [id, bytes] of read(wanted.filter(({ id }) => !contents.has(id)))) contents.set(id, bytes);
  };

  return {
    kind,
    readFile: (path, maxBytes) => {
      const file = byPath.get(normal(path));
      if (!file) throw failure(kind(path) === 'folder' ? 'EISDIR' : 'ENOENT', 'no such file');
      if (file.kind !== 'file') throw failure('EINVAL', 'it is not a regular file');
      if (maxBytes !== undefined && file.size > maxBytes)
        throw Object.assign(failure('EFBIG', `it has ${file.size} bytes; at most ${maxBytes} are read`), { size: file.size });
      if (!contents.has(file.id)) readAhead(file);
      const bytes = contents.get(file.id);
      if (!bytes) throw failure('EIO', 'its content is missing');
      return bytes;
    },
    list: (path) => {
      const names = folders.get(normal(path));
      if (!names) throw failure(kind(path) === 'missing' ? 'ENOENT' : 'ENOTDIR', 'no such folder');
      return [...names].sort(byCodePoint);
    },
    realPath: (path) => {
      if (kind(path) === 'missing') throw failure('ENOENT', 'no such file or folder');
      return `/${normal(path)}`;
    },
  };
}

/** Names in each folder, by its path; the root is the empty path and is always there. */
function foldersOf(files: readonly TreeFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const { path } of files) {
    for (let at = path; at !== ''; at = parentOf(at)) {
      const names = folders.get(parentOf(at));
      const name = at.slice(at.lastIndexOf('/') + 1);
      if (names?.has(name)) break;
      if (names) names.add(name);
      else folders.set(parentOf(at), new Set([name]));
    }
  }
  return folders;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

const normal = (path: string): string =>
  path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');

const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code });
