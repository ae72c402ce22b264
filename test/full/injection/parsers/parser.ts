import type { EmittedFile } from '../../../../generator/emit/emitter.js';

/** What the real parser of a language sees in what an emitter made. */
export interface Parsed {
  /**
   * Everything that has a meaning, in order: kinds of nodes or tokens with the names and numbers in them. Comments are left
   * out, and every string stands as the same mark. Equal for two ABIs that differ in their texts alone.
   */
  readonly structure: readonly string[];
  /** The exact values of the strings in it; undefined where the texts are documentation alone. */
  readonly strings?: ReadonlySet<string>;
}

/** Reads what one emitter made with the parser of its language; throws if the parser refuses it. */
export type Parser = (files: readonly EmittedFile[]) => Promise<Parsed> | Parsed;

/** How a string stands in a structure. */
export const mark = 'STRING';

/** What several files hold, each under its path. */
export const joined = (parts: readonly (readonly [path: string, parsed: Parsed])[]): Parsed => ({
  structure: parts.flatMap(([path, { structure }]) => structure.map((line) => `${path}: ${line}`)),
  strings: new Set(parts.flatMap(([, { strings }]) => [...(strings ?? [])])),
});

export const only = (files: readonly EmittedFile[]): EmittedFile => {
  const [file] = files;
  if (!file || files.length > 1) throw new Error(`one file is expected: ${files.map((f) => f.path).join(', ')}`);
  return file;
};
