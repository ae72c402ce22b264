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

export type ImportType =
  | ({ readonly kind: 'func' } & FuncType)
  | { readonly kind: 'table'; readonly element: ValueType; readonly limits: WasmLimits }
  | { readonly kind: 'memory'; readonly limits: WasmLimits }
  | { readonly kind: 'global'; readonly type: ValueType; readonly mutable: boolean }
  | ({ readonly kind: 'tag' } & FuncType);

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly type: ImportType;
}

export type ExternKind = ImportType['kind'];

export interface WasmExport {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

export interface CustomSection {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a module says at its boundary. Code and data are stepped over. */
export interface WasmModule {
  readonly imports: readonly WasmImport[];
  readonly exports: readonly WasmExport[];
  readonly customs: readonly CustomSection[];
}
