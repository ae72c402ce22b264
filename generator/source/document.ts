import type { Span } from '../diagnostics/diagnostic.js';

/** JSON as data. Objects have no prototype, so that no key of a file is special. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A file as it was read. `name` is relative to the ABI's folder and is what diagnostics print. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A parsed file that knows where each value stands. Pointers are RFC 6901. */
export interface JsonDocument {
  readonly file: string;
  readonly text: string;
  readonly value: JsonValue;
  /** Span of the value at a pointer; of the nearest value that exists above it if there is none. */
  readonly spanOf: (pointer: string) => Span;
  /** Span of the key of the member at a pointer. */
  readonly keySpanOf: (pointer: string) => Span;
}

/** Every `.json` file below the folder of one ABI version, in code-point order of their names. */
export interface AbiSources {
  readonly folder: string;
  readonly files: readonly SourceFile[];
  /** Interfaces that are not looked at, by file. Absent: none. */
  readonly settled?: ReadonlyMap<string, SettledInterface>;
}

/** Module and field of an import. */
export interface LinkName {
  readonly module: string;
  readonly field: string;
}

/** What the rest of a version must know of an interface that is not compiled, because a release has it as it is. */
export interface SettledInterface {
  readonly name: string;
  /** The link keys that it takes. */
  readonly links: readonly LinkName[];
  /** Its part of the canonical form. */
  readonly canonical: string;
}

/** The same files parsed, by name. */
export interface AbiDocuments {
  readonly folder: string;
  readonly documents: ReadonlyMap<string, JsonDocument>;
  readonly settled?: ReadonlyMap<string, SettledInterface>;
}

/** Documents whose shape is that of the language. `interfaces` is in the order of `abi.json`. */
export interface RawAbi {
  readonly folder: string;
  readonly abi: JsonDocument;
  readonly interfaces: readonly JsonDocument[];
  /** The other files, for payload schemas to be referenced. */
  readonly documents: ReadonlyMap<string, JsonDocument>;
  /** Listed interfaces that are not among `interfaces`, by file. */
  readonly settled?: ReadonlyMap<string, SettledInterface>;
}
