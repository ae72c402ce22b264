/** How much the tool reads of an ABI. Beyond these a diagnostic with exit 6 is raised, before memory is spent. */
export const limits = {
  /** Bytes of one file. */
  fileBytes: 16 * 1024 * 1024,
  /** Bytes of all files below the folder. */
  totalBytes: 32 * 1024 * 1024,
  /** `.json` files below the folder. */
  files: 2000,
  /** Entries of any kind below the folder. */
  entries: 20_000,
  /** Segments of a file's name relative to the folder. */
  folderDepth: 4,
  /** Arrays and objects around a value. */
  jsonDepth: 64,
  /** Values in all files, keys not counted: about 25,000 functions. */
  jsonValues: 500_000,
  /** UTF-16 units of one string or number. V8 overflows its regular expression stack on strings of a few million units. */
  tokenLength: 1_000_000,
} as const;
