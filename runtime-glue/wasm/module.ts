/** A value type in the spelling of the text format: `i32`, `v128`, `funcref`, `(ref null 3)`. */
export type ValueType = string;

export interface FuncType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Limits of a memory (in pages) or a table (in elements), as the module declares them. */
export interface WasmLimits {
  readonly min: bigint;
  readonly max: bigint | undefined;
  readonly shared: boolean;
  /** Type of addresses and sizes. */
  readonly index: 'i32' | 'i64';
  /** Bytes of a page as a power of two; 16 unless the module says otherwise. */
  readonly pageSizeLog2: number;
}

/** The type of something that a module imports or exports. */
export type ExternType =
  | ({ readonly kind: 'func' } & FuncType)
  | { readonly kind: 'table'; readonly element: ValueType; readonly limits: WasmLimits }
  | { readonly kind: 'memory'; readonly limits: WasmLimits }
  | { readonly kind: 'global'; readonly type: ValueType; readonly mutable: boolean }
  | ({ readonly kind: 'tag' } & FuncType);

export type ExternKind = ExternType['kind'];

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly type: ExternType;
}

export interface WasmExport {
  readonly name: string;
  readonly type: ExternType;
  /** Place in the module's index space of that kind; imports come first in it. */
  readonly index: number;
}

/** Where a section lies: from the byte of its id on, `size` bytes with its header. */
export interface WasmSection {
  readonly id: number;
  /** What it holds (`type`, `code`); of a custom section its name. */
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** A custom section. `bytes` is what comes after its name, a view of the module's bytes. */
export interface CustomSection extends WasmSection {
  readonly bytes: Uint8Array;
}

/** What a module says at its boundary. Code and data are stepped over. */
export interface WasmModule {
  readonly imports: readonly WasmImport[];
  readonly exports: readonly WasmExport[];
  /** All sections, custom ones among them, in the order of the file. */
  readonly sections: readonly WasmSection[];
  readonly customs: readonly CustomSection[];
}
