import type { Abi, AnyImport, CoreType, Func, GuestExport, Interface, MemoryImport, NamedType, Param, Scalar, Type } from './abi.js';

/** Bytes of a value in guest memory. */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

/** How a value lies in memory. The one place where offsets are known. */
export type MemoryType = ScalarMemory | RecordMemory | VariantMemory;

/** A value carried by one number; `type` says what it means. */
export interface ScalarMemory extends Layout {
  readonly kind: 'scalar';
  readonly scalar: Scalar;
  readonly type: Type;
}
export interface RecordMemory extends Layout {
  readonly kind: 'record';
  readonly type: Extract<NamedType, { kind: 'record' }>;
  readonly fields: readonly { readonly name: string; readonly offset: number; readonly reserved: boolean; readonly memory: MemoryType }[];
}
export interface VariantMemory extends Layout {
  readonly kind: 'variant';
  readonly type: Extract<NamedType, { kind: 'variant' }>;
  readonly tag: Scalar;
  readonly payloadOffset: number;
  readonly cases: readonly { readonly name: string; readonly value: bigint; readonly memory: MemoryType | undefined }[];
}

export type CoreRole = 'value' | 'address' | 'length' | 'capacity' | 'count' | 'length-address';

/** One core parameter, with the name that declarations give it. */
export interface CoreParam {
  readonly name: string;
  readonly type: CoreType;
  readonly role: CoreRole;
  /** The semantic parameter that it comes from. */
  readonly param: Param;
}

/** How one semantic parameter crosses. `at` is the index of its first core parameter. */
export type Passing = { readonly param: Param; readonly at: number } /** A core value as it is. */ & (
  | { readonly by: 'value'; readonly scalar: Scalar }
  /** (address, length): the host reads, or reads and writes. */
  | { readonly by: 'buffer' }
  /** (address, capacity[, length address]): the host writes. */
  | { readonly by: 'out-buffer' }
  /** (address, count) or (address) with the count at `countAt`. */
  | { readonly by: 'list'; readonly item: MemoryType | 'buffer'; readonly countAt: number }
  /** An address of a value of fixed layout. */
  | { readonly by: 'memory'; readonly memory: MemoryType }
  /** A raw address. */
  | { readonly by: 'pointer' }
  /** The number of items of other parameters; the host does not see it. */
  | { readonly by: 'count' }
);

export interface Signature {
  readonly params: readonly CoreType[];
  readonly results: readonly CoreType[];
}

export interface LoweredFunc {
  readonly func: Func;
  readonly signature: Signature;
  readonly coreParams: readonly CoreParam[];
  readonly passings: readonly Passing[];
  /** For a function that starts a task, the one that polls it. */
  readonly poll?: LoweredFunc;
}

export interface LoweredExport {
  readonly export: GuestExport;
  readonly signature: Signature;
}

export interface LoweredInterface {
  readonly interface: Interface;
  readonly functions: readonly LoweredFunc[];
  readonly exports: readonly LoweredExport[];
  /** Layouts of the named types that have one, by type id. */
  readonly layouts: ReadonlyMap<string, MemoryType>;
}

export interface LoweredAbi {
  readonly abi: Abi;
  readonly interfaces: readonly LoweredInterface[];
  readonly memory: MemoryImport | undefined;
  /** `sha256:` and the hex digest of the one module for whose imports it was narrowed. */
  readonly onlyImportsOf?: string;
}

export type { AnyImport };
