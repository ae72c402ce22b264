import { baseType, type CoreType, type Scalar, type Type } from '../../../generator/ir/abi.js';
import { bitsOf, coreOf, isBig, isFloat, keyName, layoutOf, numberOf, rangeOf } from './shape.js';

/** A value that its type does not allow. */
export class Invalid extends Error {}

const scratch = new DataView(new ArrayBuffer(8));

/** The number that core bits stand for: a float, or the bits as a signed integer. */
export function fromBits(core: CoreType, bits: bigint): number | bigint {
  scratch.setBigUint64(0, bits, true);
  if (core === 'f32') return scratch.getFloat32(0, true);
  if (core === 'f64') return scratch.getFloat64(0, true);
  return BigInt.asIntN(core === 'i64' ? 64 : 32, bits);
}

/** Core bits of a number. A NaN is canonical. */
export function toBits(core: CoreType, value: number | bigint): bigint {
  if (core === 'i32' || core === 'i64') return BigInt.asUintN(core === 'i64' ? 64 : 32, BigInt(value));
  scratch.setBigUint64(0, 0n, true);
  if (core === 'f32') scratch.setFloat32(0, Number(value), true);
  else scratch.setFloat64(0, Number(value), true);
  if (Number.isNaN(value)) return core === 'f32' ? 0x7fc00000n : 0x7ff8000000000000n;
  return scratch.getBigUint64(0, true);
}

/** The host value of an exact integer of a scalar. */
const shaped = (scalar: Scalar, n: bigint): unknown => (scalar === 'bool' ? n === 1n : isBig(scalar) ? n : Number(n));

/** What the guest gave in a core parameter, for the host. */
export function liftCore(type: Type, core: CoreType, bits: bigint): unknown {
  const scalar = numberOf(baseType(type));
  const raw = fromBits(core, bits);
  if (typeof raw === 'number') return raw;
  const [min, max] = rangeOf(scalar);
  // A number as wide as its core type has no signedness of its own there.
  const own = bitsOf(scalar) === (core === 'i64' ? 64 : 32) && scalar.startsWith('u') ? BigInt.asUintN(bitsOf(scalar), raw) : raw;
  if (own < min || own > max) throw new Invalid();
  return shaped(scalar, restrict(type, own, 'guest'));
}

/** Refuses what the type of a number does not allow; clears the flags that a host is not to see. */
function restrict(type: Type, n: bigint, from: 'guest' | 'host'): bigint {
  for (let t = type; t.kind === 'alias'; t = t.type)
    if ((t.min !== undefined && n < t.min) || (t.max !== undefined && n > t.max)) throw new Invalid();
  const base = baseType(type);
  if (base.kind === 'enum' && !base.open) {
    if (!base.cases.some((c) => c.value === n) && !base.ranges.some((r) => n >= r.from && n <= r.to)) throw new Invalid();
  }
  if (base.kind === 'flags' && base.unknown !== 'pass') {
    const known = base.bits.reduce((all, b) => all | b.value, 0n);
    if (base.unknown === 'reject' && (BigInt.asUintN(64, n) & ~BigInt.asUintN(64, known)) !== 0n) throw new Invalid();
    if (base.unknown === 'ignore' && from === 'guest') return n & known;
  }
  return n;
}

/** A number of the host as core bits of its own scalar; anything else is invalid. */
export function lowerNumber(type: Type, value: unknown): number | bigint {
  const scalar = numberOf(baseType(type));
  if (scalar === 'bool') {
    if (typeof value !== 'boolean') throw new Invalid();
    return value ? 1n : 0n;
  }
  if (isFloat(scalar)) {
    if (typeof value !== 'number') throw new Invalid();
    if (scalar === 'f32' && Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw new Invalid();
    return value;
  }
  if (typeof value !== (isBig(scalar) ? 'bigint' : 'number') || (typeof value === 'number' && !Number.isInteger(value)))
    throw new Invalid();
  const n = BigInt(value as bigint | number);
  const [min, max] = rangeOf(scalar);
  if (n < min || n > max) throw new Invalid();
  return restrict(type, n, 'host');
}

/** Little-endian unless `big`. */
export function readNumber(type: Type, bytes: Uint8Array, at: number, big = false): unknown {
  const scalar = numberOf(baseType(type));
  const size = bitsOf(scalar) / 8;
  let bits = 0n;
  for (let i = 0; i < size; i++) bits |= BigInt(bytes[at + i] as number) << BigInt(8 * (big ? size - 1 - i : i));
  if (isFloat(scalar)) return fromBits(coreOf(scalar), bits);
  const n = scalar.startsWith('s') ? BigInt.asIntN(size * 8, bits) : bits;
  if (scalar === 'bool' && n > 1n) throw new Invalid();
  return shaped(scalar, restrict(type, n, 'guest'));
}

/** The bytes of a number that `lowerNumber` gave. */
export function numberBytes(type: Type, n: number | bigint, big = false): number[] {
  const scalar = numberOf(baseType(type));
  const size = bitsOf(scalar) / 8;
  const bits = isFloat(scalar) ? toBits(coreOf(scalar), n) : BigInt.asUintN(size * 8, BigInt(n));
  const bytes = Array.from({ length: size }, (_, i) => Number((bits >> BigInt(8 * i)) & 0xffn));
  return big ? bytes.reverse() : bytes;
}

type Loose = Readonly<Record<string, unknown>>;

/** A value of fixed size in memory, for the host. */
export function loadFixed(type: Type, bytes: Uint8Array, at: number): unknown {
  const base = baseType(type);
  const { offsets, payload } = layoutOf(type);
  if (base.kind === 'record') {
    const made: Record<string, unknown> = {};
    for (const [i, field] of base.fields.entries()) {
      const place = at + (offsets[i] as number);
      if (!field.reserved) made[keyName(field.name)] = loadFixed(field.type, bytes, place);
      else if (bytes.subarray(place, place + layoutOf(field.type).size).some((b) => b !== 0)) throw new Invalid();
    }
    return made;
  }
  if (base.kind === 'variant') {
    const tag = BigInt(readNumber({ kind: 'scalar', scalar: base.tag }, bytes, at) as number | bigint);
    const found = base.cases.find((c) => c.value === tag);
    if (found === undefined) throw new Invalid();
    const kind = keyName(found.name);
    return found.type === undefined ? { kind } : { kind, value: loadFixed(found.type, bytes, at + payload) };
  }
  return readNumber(type, bytes, at);
}

/** One write of a value: where, relative to it, and what. Padding is not written. */
export interface Piece {
  readonly offset: number;
  readonly bytes: readonly number[];
}

export const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && typeof (value as Loose).then !== 'function';

/** What a host value of fixed size writes. Each property is read once. */
export function storeFixed(type: Type, value: unknown, isFailure: (v: unknown) => boolean): Piece[] {
  const base = baseType(type);
  const { offsets, payload } = layoutOf(type);
  if (base.kind !== 'record' && base.kind !== 'variant') return [{ offset: 0, bytes: numberBytes(type, lowerNumber(type, value)) }];
  if (isFailure(value) || !isObject(value)) throw new Invalid();
  const shifted = (by: number, pieces: readonly Piece[]): Piece[] => pieces.map((p) => ({ offset: p.offset + by, bytes: p.bytes }));
  if (base.kind === 'record')
    return base.fields.flatMap((field, i) => {
      const by = offsets[i] as number;
      if (field.reserved) return [{ offset: by, bytes: new Array<number>(layoutOf(field.type).size).fill(0) }];
      return shifted(by, storeFixed(field.type, value[keyName(field.name)], isFailure));
    });
  const { kind } = value;
  const found = base.cases.find((c) => keyName(c.name) === kind);
  if (found === undefined) throw new Invalid();
  const tag = { offset: 0, bytes: numberBytes({ kind: 'scalar', scalar: base.tag }, found.value) };
  return found.type === undefined ? [tag] : [tag, ...shifted(payload, storeFixed(found.type, value.value, isFailure))];
}
