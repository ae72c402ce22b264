import { byCodePoint } from '../ir/order.js';
import type { Host } from './host.js';

/** A file system in memory, without links. Keys are paths with forward slashes; folders exist by what is in them. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): Host {
  const contents = new Map(Object.entries(files).map(([path, content]) => [normal(path), content]));
  const kind: Host['kind'] = (path) => {
    if (contents.has(normal(path))) return 'file';
    const prefix = prefixOf(path);
    return [...contents.keys()].some((name) => name.startsWith(prefix)) ? 'folder' : 'missing';
  };
  const mustExist = (path: string): string => {
    if (kind(path) === 'missing') throw failure('ENOENT', 'no such file or folder');
    return normal(path);
  };
  return {
    kind,
    readFile: (path) => {
      const content = contents.get(mustExist(path));
      if (content === undefined) throw failure('EISDIR', 'it is a folder');
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    list: (path) => {
      if (kind(path) !== 'folder') throw failure(kind(path) === 'file' ? 'ENOTDIR' : 'ENOENT', 'no such folder');
      const prefix = prefixOf(path);
      const inside = [...contents.keys()].filter((name) => name.startsWith(prefix));
      return [...new Set(inside.map((name) => name.slice(prefix.length).split('/')[0] ?? ''))].sort(byCodePoint);
    },
    realPath: (path) => `/${mustExist(path).replace(/^\//, '')}`,
  };
}

/** Without `.`, `..` and empty segments; a leading slash stays. */
function normal(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `${path.startsWith('/') ? '/' : ''}${segments.join('/')}`;
}

function prefixOf(folder: string): string {
  const path = normal(folder);
  return path === '' || path === '/' ? path : `${path}/`;
}

const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code });
