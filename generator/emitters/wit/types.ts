import { baseType } from '../../ir/abi.js';
import { scalarOf } from '../../ir/scalars.js';
import type { NamedType, PackedField, Scalar, Type } from '../../ir/types.js';
import type { WitScope } from './names.js';

/** A handle that only the glue can make is a resource in WIT; a number that the host chooses is a number there, too. */
export const isResource = (type: Type): boolean => type.kind === 'handle' && type.issuedBy === 'glue';

const text: Readonly<Partial<Record<Type['kind'], string>>> = { string: 'string', bytes: 'list<u8>', buffers: 'list<list<u8>>' };

/** WIT type of a value. A handle is handed over, `borrow` where it is only lent. */
export function witType(type: Type, scope: WitScope, lent = false): string {
  if ('id' in type) {
    const name = scope.typeName(type);
    return lent && isResource(baseType(type)) ? `borrow<${name}>` : name;
  }
  return text[type.kind] ?? witScalar(scalarOf(type));
}

export const witScalar = (scalar: Scalar | undefined): string => scalar ?? 'u64';

export const optional = (type: string, isOptional: boolean): string => (isOptional ? `option<${type}>` : type);

/** Several values as one; `_` for none, which stands only in a `result`. */
export const together = (types: readonly string[]): string => {
  const [first, ...others] = types;
  if (first === undefined) return '_';
  return others.length === 0 ? first : `tuple<${types.join(', ')}>`;
};

export const packedType = (field: PackedField, scope: WitScope): string => {
  const type = witType(field.type, scope);
  return field.list ? `list<${type}>` : type;
};

/** WIT has flags of up to 32 single bits. Others are numbers there. */
export const isWitFlags = (type: Extract<NamedType, { kind: 'flags' }>): boolean =>
  type.bits.length > 0 &&
  type.bits.length <= 32 &&
  type.bits.every(({ value }) => isSingleBit(BigInt.asUintN(64, value)) || value === leastOf(type.repr));

const isSingleBit = (mask: bigint): boolean => mask !== 0n && (mask & (mask - 1n)) === 0n;
/** The top bit of a signed representation. */
const leastOf = (repr: string): bigint => -(1n << (BigInt(repr.slice(1)) - 1n));
