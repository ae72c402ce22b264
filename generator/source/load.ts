import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../diagnostics/diagnostic.js';
import { visible } from '../diagnostics/visible.js';
import { byCodePoint } from '../ir/order.js';
import { checkedHost } from './checked-host.js';
import type { AbiSources, SourceFile } from './document.js';
import type { Host } from './host.js';
import { limits } from './limits.js';
import { readSource, reason, unreadable } from './read.js';

/** Name of the file that makes a folder an ABI version. */
export const abiFile = 'abi.json';

/**
 * Reads every `.json` file below the folder of one ABI version. A file may be a link to another file in the folder; a link
 * that leaves it, a link to a folder, and what is neither file nor folder are refused. A file that stands in `earlier` with
 * the same name and bytes is that very object, by which later stages know that it needs no second look.
 */
export function load(host: Host, folder: string, earlier?: AbiSources): Result<AbiSources> {
  const root = folder.replace(/(?<=.)\/+$/, '') || '.';
  const loader = new Loader(checkedHost(host), root, new Map(earlier?.files.map((file) => [file.name, file])));
  if (loader.open()) loader.folder('', 1);
  loader.requireAbiFile();
  const files = [...loader.files].sort((a, b) => byCodePoint(a.name, b.name));
  return result({ folder: root, files }, loader.diagnostics);
}

const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

class Loader {
  readonly files: SourceFile[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #host: Host;
  readonly #root: string;
  #realRoot = '';
  #entries = 0;
  #bytes = 0;
  /** Set when a limit is exceeded, after which nothing more is read. */
  #stopped = false;

  readonly #earlier: ReadonlyMap<string, SourceFile>;

  constructor(host: Host, root: string, earlier: ReadonlyMap<string, SourceFile>) {
    this.#host = host;
    this.#root = root;
    this.#earlier = earlier;
  }

  /** Whether the root is a folder that can be read. */
  open(): boolean {
    const kind = this.#attempt(this.#root, () => this.#host.kind(this.#root));
    if (kind === 'folder') {
      const real = this.#attempt(this.#root, () => this.#host.realPath(this.#root));
      this.#realRoot = real?.replace(/\/$/, '') ?? '';
      return real !== undefined;
    }
    if (kind !== undefined)
      this.diagnostics.push(unreadable(this.#root, kind === 'missing' ? 'there is no such folder' : 'it is not a folder'));
    return false;
  }

  /** `name` is relative to the root, empty or with a slash at its end; `depth` counts the segments of a file in it. */
  folder(name: string, depth: number): void {
    const path = `${this.#root}/${name}`;
    if (depth > limits.folderDepth) {
      this.#limit('levels of folders below the ABI', limits.folderDepth - 1);
      return;
    }
    const entries = this.#attempt(path, () => this.#host.list(path)) ?? [];
    const plain = this.#attempt(path, () => this.#host.plainFiles?.(path));
    for (const entry of entries) {
      if (this.#stopped) return;
      if (++this.#entries > limits.entries) {
        this.#limit('files and folders below the ABI', limits.entries);
        return;
      }
      if (plain?.has(entry)) this.#plainFile(name + entry, path + entry);
      else this.#entry(name, entry, depth);
    }
  }

  requireAbiFile(): void {
    if (this.diagnostics.length > 0 || this.files.some((file) => file.name === abiFile)) return;
    this.diagnostics.push(unreadable(`${this.#root}/${abiFile}`, 'there is no such file, so the folder is no ABI version'));
  }

  #entry(parent: string, entry: string, depth: number): void {
    const name = parent + entry;
    const path = `${this.#root}/${name}`;
    const kind = this.#attempt(path, () => this.#host.kind(path));
    const isJson = entry.endsWith('.json');
    if (kind === 'folder') {
      if (this.#isWhereItSeems(path, parent, entry)) this.folder(`${name}/`, depth + 1);
      else this.diagnostics.push(diagnostic('parse/outside', undefined, { path: visible(path), why: 'is a link to a folder' }));
    } else if (isJson && kind === 'file') this.#file(name, path);
    else if (isJson && kind !== undefined) {
      this.diagnostics.push(unreadable(path, kind === 'missing' ? 'it is a link that leads nowhere' : 'it is not a regular file'));
    }
  }

  #file(name: string, path: string): void {
    const real = this.#attempt(path, () => this.#host.realPath(path));
    if (real === undefined) return;
    if (!real.startsWith(`${this.#realRoot}/`)) {
      this.diagnostics.push(diagnostic('parse/outside', undefined, { path: visible(path), why: 'is a link that leaves the folder' }));
      return;
    }
    this.#read(name, path);
  }

  /** A file that is no link stands where it seems to. */
  #plainFile(name: string, path: string): void {
    if (name.endsWith('.json')) this.#read(name, path);
  }

  #read(name: string, path: string): void {
    if (this.files.length >= limits.files) {
      this.#limit('JSON files below the ABI', limits.files);
      return;
    }
    const bytes = readSource(this.#host, path, name);
    if ('code' in bytes) {
      this.diagnostics.push(bytes);
      return;
    }
    this.#bytes += bytes.length;
    if (this.#bytes > limits.totalBytes) {
      this.#limit('bytes of JSON below the ABI', limits.totalBytes);
      return;
    }
    const same = this.#earlier.get(name);
    this.files.push(same && equalBytes(same.bytes, bytes) ? same : { name, bytes });
  }

  #isWhereItSeems(path: string, parent: string, entry: string): boolean {
    const real = this.#attempt(path, () => this.#host.realPath(path));
    return real === undefined || real === `${this.#realRoot}/${parent}${entry}`;
  }

  #limit(what: string, limit: number): void {
    this.#stopped = true;
    this.diagnostics.push(diagnostic('parse/limit', undefined, { what, limit }));
  }

  /** Turns a failure of the file system into a diagnostic. */
  #attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (cause) {
      this.diagnostics.push(unreadable(path, reason(cause)));
      return undefined;
    }
  }
}
