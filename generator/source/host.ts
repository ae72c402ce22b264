/** The file system as the stages see it; tests give one in memory. Paths use forward slashes. */
export interface Host {
  /**
   * Bytes of a regular file. Throws an error with a `code` such as `ENOENT`; one of more than `maxBytes` is not read, and the
   * error has the code `EFBIG` and the file's `size` in bytes.
   */
  readonly readFile: (path: string, maxBytes?: number) => Uint8Array;
  /** Names in a folder, in code-point order. */
  readonly list: (path: string) => readonly string[];
  /** Those of the names in a folder that are regular files and no links, where that can be told with the list: it spares two looks at each. */
  readonly plainFiles?: (path: string) => ReadonlySet<string>;
  readonly kind: (path: string) => 'file' | 'folder' | 'other' | 'missing';
  /** The path with all links followed. */
  readonly realPath: (path: string) => string;
}
