import type { Deterministic } from './deterministic.js';
import type { Announced, Contractual, Item, Named } from './item.js';
import type { Case, CoreType, ErrorDomain, NamedType, StreamType, Type } from './types.js';

export * from './deterministic.js';
export * from './item.js';
export * from './types.js';

/** One version of an ABI, resolved: every reference is the thing itself, every map an array in its documented order. */
export interface Abi extends Item {
  readonly name: string;
  readonly version: string;
  readonly released: string | undefined;
  readonly packageName: string;
  readonly discriminator: 'stamp' | undefined;
  /** In code-point order of their names, as are capabilities, modules, types, functions and exports. */
  readonly targets: readonly Target[];
  readonly capabilities: readonly Capability[];
  /** In the order of `abi.json`. */
  readonly interfaces: readonly Interface[];
  readonly modules: readonly OpenModule[];
  readonly reserved: readonly ReservedName[];
  readonly payloadFormats: readonly string[];
  /** Whether writers of payloads emit only the keys that a schema declares. */
  readonly payloadWriters: 'any' | 'declared';
  /** `sha256:` and the hex digest of the canonical form. */
  readonly digest: string;
}

export interface Target extends Named {
  readonly threads: 'disabled' | 'optional' | 'required';
  readonly blocking: 'forbidden' | 'allowed';
  /** Whether a host may compile bytes there. */
  readonly compile: 'forbidden' | 'allowed';
}

export interface Capability extends Named {
  readonly targets: readonly string[];
  readonly nondeterministic: boolean;
  readonly implies: readonly string[];
  readonly aliases: readonly string[];
}

export interface Contract extends Named {
  readonly params: readonly CoreType[];
  readonly variadic: boolean;
  readonly results: readonly CoreType[];
}

export interface OpenModule extends Named {
  readonly answeredBy: 'module' | 'host';
  readonly contracts: readonly Contract[];
  readonly targets: readonly string[];
}

export interface ReservedName extends Item {
  readonly module: string;
  readonly name: string;
  readonly reason: string;
  readonly removedIn: string | undefined;
}

export interface Interface extends Item {
  readonly name: string;
  readonly module: string;
  readonly types: readonly NamedType[];
  readonly functions: readonly Func[];
  readonly memories: readonly MemoryImport[];
  readonly tables: readonly TableImport[];
  readonly globals: readonly GlobalImport[];
  readonly tags: readonly TagImport[];
  readonly exports: readonly GuestExport[];
}

/** What every import has, whatever its kind. `id` is `interface.name`. */
export interface Import extends Named, Contractual {
  readonly id: string;
  readonly interfaceName: string;
  readonly module: string;
  readonly field: string;
  readonly targets: readonly string[];
}

export interface Limits {
  readonly min: number;
  readonly max: number | undefined;
}

export interface MemoryImport extends Import {
  readonly kind: 'memory';
  readonly limits: Limits;
  readonly shared: boolean;
  readonly index: 'i32' | 'i64';
}
export interface TableImport extends Import {
  readonly kind: 'table';
  readonly limits: Limits;
  readonly element: 'funcref' | 'externref';
}
export interface GlobalImport extends Import {
  readonly kind: 'global';
  readonly type: CoreType;
  readonly mutable: boolean;
}
export interface TagImport extends Import {
  readonly kind: 'tag';
  readonly params: readonly CoreType[];
}

export type Authority =
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'all'; readonly names: readonly string[] }
  | { readonly kind: 'any'; readonly names: readonly string[] };

export interface Effects {
  readonly nondeterministic: boolean;
  readonly blocking: boolean;
  readonly whereForbidden: 'suspend' | 'would-block' | 'unsupported';
  readonly reenters: boolean;
  readonly threadSafe: boolean;
}

/** How an import answers where it is lacking or denied. */
export type Answer =
  | { readonly kind: 'error'; readonly case: Case }
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'trap' };

export type WhenShort =
  | { readonly kind: 'truncate' }
  | { readonly kind: 'error'; readonly case: Case; readonly item: 'same' | 'kept' | 'lost' };

export interface Param extends Named {
  readonly type: Type;
  readonly aliases: readonly string[];
  readonly pass: 'in' | 'out' | 'inout' | 'count';
  readonly unit: string | undefined;
  readonly core: CoreType | undefined;
  readonly addressType: 'i32' | 'i64';
  readonly lengthType: 'i32' | 'i64';
  readonly optional: boolean;
  readonly absent: bigint | undefined;
  readonly written: 'result' | 'length' | 'all' | undefined;
  readonly lengthWidth: 'u32' | 'u64';
  readonly whenShort: WhenShort | undefined;
  /** Name of the parameter that carries the number of items. */
  readonly count: string | undefined;
  readonly minLength: number;
  readonly maxLength: number | undefined;
  readonly align: number;
  readonly own: boolean;
  readonly errorText: boolean;
  readonly retained: boolean;
  readonly mayOverlap: boolean;
  readonly fault: Case | undefined;
  readonly coreNames: readonly string[];
}

export type Encoding = 'value' | 'value-or-negative-error' | 'status';

export interface FuncResult extends Announced {
  readonly name: string;
  readonly type: Type | undefined;
  readonly unit: string | undefined;
  readonly core: CoreType | undefined;
  readonly absent: bigint | undefined;
  /** The first has the roles that the glue answers with. */
  readonly errors: readonly ErrorDomain[];
  readonly encoding: Encoding;
}

export type AnsweredBy = { readonly kind: 'host' } | { readonly kind: 'module' } | { readonly kind: 'export'; readonly exportId: string };

export interface Func extends Import {
  readonly kind: 'func';
  readonly aliases: readonly string[];
  readonly importAliases: readonly { readonly module: string; readonly field: string }[];
  /** A host may leave it out, also in the version that brought it. */
  readonly optional: boolean;
  readonly params: readonly Param[];
  readonly result: FuncResult | undefined;
  readonly noreturn: boolean;
  readonly authority: Authority;
  /** By target name: how a target without it answers. */
  readonly lacking: Readonly<Record<string, Answer>>;
  /** How it answers where the host does not have it. */
  readonly missing: Answer;
  readonly denied: Answer;
  readonly effects: Effects;
  readonly answeredBy: AnsweredBy;
  readonly pumps: readonly StreamType[];
  readonly sizedBy: string | undefined;
  readonly deterministic: Deterministic | undefined;
  /** Names of the functions that poll and cancel what this one starts, in the same interface. */
  readonly task: { readonly poll: string; readonly cancel: string } | undefined;
  readonly taskPart: TaskPart | undefined;
}

/** What a function has to do with the tasks that another one of its interface starts. */
export interface TaskPart {
  readonly start: string;
  readonly role: 'poll' | 'cancel';
}

export interface ExportParam extends Announced {
  readonly name: string;
  readonly type: Type;
  readonly core: CoreType | undefined;
}

export interface GuestExport extends Named, Contractual {
  readonly id: string;
  readonly interfaceName: string;
  readonly aliases: readonly string[];
  readonly field: string;
  readonly kind: 'func' | 'memory' | 'table' | 'global';
  readonly params: readonly ExportParam[];
  readonly result: { readonly doc: string; readonly type: Type; readonly core: CoreType | undefined } | undefined;
  /** Targets on which a guest must have it. */
  readonly requiredOn: readonly string[];
  readonly when: string | undefined;
}

export type AnyImport = Func | MemoryImport | TableImport | GlobalImport | TagImport;

/** The id of another function of the same interface. */
export const besideId = ({ interfaceName }: Func, name: string): string => `${interfaceName}.${name}`;

/** All imports of an ABI, in interface order, functions first. */
export const importsOf = (abi: Abi): AnyImport[] =>
  abi.interfaces.flatMap((i) => [...i.functions, ...i.memories, ...i.tables, ...i.globals, ...i.tags]);

/** Strips aliases: the type whose kind decides how a value crosses. */
export const baseType = (type: Type): Exclude<Type, { kind: 'alias' }> => (type.kind === 'alias' ? baseType(type.type) : type);
