import type { Announced, Item, Named } from './item.js';

export type CoreType = 'i32' | 'i64' | 'f32' | 'f64';
export type IntRepr = 'u8' | 'u16' | 'u32' | 'u64' | 's8' | 's16' | 's32' | 's64';
export type Scalar = 'bool' | IntRepr | 'f32' | 'f64';

/** A resolved type: built-in types are values of their own, named types carry their definition. */
export type Type = BuiltinType | NamedType;

export type BuiltinType =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'string' }
  | { readonly kind: 'bytes' }
  /** Scatter/gather list: an array of {u32 address, u32 length}. */
  | { readonly kind: 'buffers' }
  /** Raw guest pointer, handed to the host as a bounds-checked accessor. */
  | { readonly kind: 'pointer' }
  /** Plain guest address, a number. */
  | { readonly kind: 'address' };

export type NamedType =
  | AliasType
  | HandleType
  | EnumType
  | FlagsType
  | ErrorDomain
  | RecordType
  | VariantType
  | ListType
  | PackedType
  | PackedUnionType
  | PayloadType
  | OpaqueType
  | StreamType
  | CancelTokenType;

/** A named type. `id` is `interface.name`, unique in the ABI. */
interface TypeItem extends Named {
  readonly id: string;
  readonly aliases: readonly string[];
}

export interface AliasType extends TypeItem {
  readonly kind: 'alias';
  readonly type: Type;
  readonly unit: string | undefined;
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
}

export interface HandleType extends TypeItem {
  readonly kind: 'handle';
  readonly repr: IntRepr;
  readonly issuedBy: 'glue' | 'host';
  readonly limit: number;
}

export interface Case extends Named {
  readonly value: bigint;
  readonly aliases: readonly string[];
}

export interface ValueRange extends Announced {
  readonly name: string;
  readonly from: bigint;
  readonly to: bigint;
}

export interface EnumType extends TypeItem {
  readonly kind: 'enum';
  readonly repr: IntRepr;
  readonly open: boolean;
  /** By value. */
  readonly cases: readonly Case[];
  readonly ranges: readonly ValueRange[];
}

export interface FlagsType extends TypeItem {
  readonly kind: 'flags';
  readonly repr: IntRepr;
  readonly open: boolean;
  readonly unknown: 'reject' | 'ignore' | 'pass';
  /** By value; a value is a mask. */
  readonly bits: readonly Case[];
}

export const roles = [
  'success',
  'fault',
  'invalid',
  'too-small',
  'bad-handle',
  'limit',
  'denied',
  'unsupported',
  'internal',
  'busy',
  'removed',
  'would-block',
] as const;
export type Role = (typeof roles)[number];

export interface ErrorDomain extends TypeItem {
  readonly kind: 'errors';
  readonly repr: IntRepr;
  readonly open: boolean;
  readonly cases: readonly Case[];
  /** The case that the glue answers with, by role. */
  readonly roles: Readonly<Partial<Record<Role, Case>>>;
}

export interface Field extends Named {
  readonly type: Type;
  readonly aliases: readonly string[];
  /** Offset in bytes that the schema expects; the layout is computed when lowering. */
  readonly expectedOffset: bigint | undefined;
  readonly reserved: boolean;
}

export interface RecordType extends TypeItem {
  readonly kind: 'record';
  readonly fields: readonly Field[];
  readonly expectedSize: bigint | undefined;
  readonly expectedAlign: bigint | undefined;
}

export interface VariantCase extends Named {
  readonly value: bigint;
  readonly type: Type | undefined;
}

export interface VariantType extends TypeItem {
  readonly kind: 'variant';
  readonly tag: IntRepr;
  readonly cases: readonly VariantCase[];
  readonly expectedPayloadOffset: bigint | undefined;
  readonly expectedSize: bigint | undefined;
  readonly expectedAlign: bigint | undefined;
}

export interface ListType extends TypeItem {
  readonly kind: 'list';
  readonly of: Type;
  readonly maxLength: bigint | undefined;
}

/** Length prefix, fixed number of bytes, or everything up to the end. */
export type PackedLength = 'u8' | 'u16' | 'u32' | 'rest' | number;

export interface PackedField extends Item {
  readonly name: string;
  /** Scalar, enum, flags, string, bytes, packed type; for a list: the type of its items. */
  readonly type: Type;
  readonly list: boolean;
  readonly length: PackedLength | undefined;
  readonly itemLength: PackedLength | undefined;
  readonly bigEndian: boolean;
}

export interface PackedType extends TypeItem {
  readonly kind: 'packed';
  readonly fields: readonly PackedField[];
  readonly unwrap: boolean;
}

export interface PackedCase extends Item {
  readonly name: string;
  readonly value: bigint;
  readonly fields: readonly PackedField[];
}

export interface PackedUnionType extends TypeItem {
  readonly kind: 'packed-union';
  readonly tag: IntRepr;
  readonly cases: readonly PackedCase[];
}

export type Access = 'in' | 'out' | 'inout';

export interface EmbeddedBuffer extends Item {
  /** JSON pointer segments; `*` stands for every item. */
  readonly at: readonly string[];
  readonly address: string;
  readonly length: string;
  readonly view: string;
  readonly access: Access;
}

export interface PayloadType extends TypeItem {
  readonly kind: 'payload';
  readonly codec: 'json' | 'msgpack' | 'cbor' | 'arrow-ipc';
  /** JSON Schema in the payload profile, as plain data; undefined where the bytes are opaque. */
  readonly schema: object | undefined;
  readonly buffers: readonly EmbeddedBuffer[];
}

export interface OpaqueType extends TypeItem {
  readonly kind: 'opaque';
  readonly repr: IntRepr;
}

/** Guest exports are named by their id, `interface.export`. */
export interface StreamType extends TypeItem {
  readonly kind: 'stream';
  readonly repr: IntRepr;
  readonly newExport: string;
  readonly sendExport: string;
  readonly closeExport: string;
  readonly allocateExport: string;
  readonly freeExport: string;
}

export interface CancelTokenType extends TypeItem {
  readonly kind: 'cancel-token';
  readonly repr: IntRepr;
  readonly none: bigint;
  readonly pollExport: string;
  readonly tag: bigint;
  readonly cancelled: bigint;
}
