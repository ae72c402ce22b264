import { baseType, type Scalar, type Type } from '../../../generator/ir/abi.js';
import { bitsOf, isBig, isFloat, keyName, layoutOf, numberOf, rangeOf } from '../model/shape.js';
import { encodeText } from '../model/text.js';
import { numberBytes } from '../model/values.js';
import type { Spec } from '../program.js';
import type { Random } from './random.js';

/** NaNs with payloads, infinities, both zeros, and the edges of what is exact. */
const doubles = [
  0n,
  1n << 63n,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000001n,
  0x7ff0000000000001n,
  0xfff8dead00000000n,
  0x4340000000000001n,
];
const singles = [0n, 0x80000000n, 0x7f800000n, 0xff800000n, 0x7fc00001n, 0x7f800001n, 0xffc0dead7n & 0xffffffffn, 0x7f7fffffn];

/** An integer that a type allows, mostly. */
export function goodNumber(random: Random, type: Type): bigint {
  const base = baseType(type);
  const scalar = numberOf(base);
  if (isFloat(scalar)) return random.chance(40) ? random.pick(scalar === 'f32' ? singles : doubles) : random.bits(bitsOf(scalar));
  if (base.kind === 'enum' && base.cases.length > 0)
    return base.ranges.length > 0 && random.chance(30) ? random.pick(base.ranges).from : random.pick(base.cases).value;
  if (base.kind === 'flags') return base.bits.reduce((all, b) => (random.chance(50) ? all | b.value : all), 0n);
  const [min, max] = rangeOf(scalar);
  for (let t = type; t.kind === 'alias'; t = t.type) {
    if (t.min !== undefined) return t.min;
    if (t.max !== undefined) return t.max;
  }
  const edges = [0n, 1n, 2n, min, max, min + 1n, max - 1n, max / 2n, max / 2n + 1n];
  return random.chance(60) ? random.pick(edges) : min + (random.bits(64) % (max - min + 1n));
}

/** Bits as wide as the value's place, whatever its type allows. */
export const anyNumber = (random: Random, width: number): bigint =>
  random.chance(50)
    ? random.bits(width)
    : BigInt.asUintN(
        width,
        random.pick([-1n, 0n, 1n, 2n, 3n, 127n, 128n, 255n, 256n, 65535n, 65536n, 1n << 31n, 1n << 32n, 1n << 63n, (1n << 53n) + 1n]),
      );

const characters = ['a', 'Z', '0', ' ', '\0', '"', '\\', 'é', '€', '\ufeff', '\ufffd', '😀', '\u2028', '__proto__'];

export const goodText = (random: Random, length = random.int(40)): string =>
  Array.from({ length }, () => random.pick(characters))
    .join('')
    .slice(0, 200);

/** Sequences that are not UTF-8: overlong, surrogates, cut short, beyond U+10FFFF, stray. */
const badUtf8 = [
  [0xc0, 0x80],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff],
  [0x80],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xc3],
];

export function textBytes(random: Random): number[] {
  const good = [...encodeText(goodText(random))];
  if (!random.chance(25)) return random.chance(20) ? [0xef, 0xbb, 0xbf, ...good] : good;
  const at = random.int(good.length + 1);
  return [...good.slice(0, at), ...random.pick(badUtf8), ...good.slice(at)];
}

/** A value of fixed size as it lies in memory; padding is left as it is found. */
export function fixedBytes(random: Random, type: Type, bytes: number[], at = 0): void {
  const base = baseType(type);
  const { offsets, payload, size } = layoutOf(type);
  if (base.kind === 'record')
    for (const [i, field] of base.fields.entries()) {
      const place = at + (offsets[i] as number);
      if (!field.reserved) fixedBytes(random, field.type, bytes, place);
      else if (!random.chance(5)) bytes.fill(0, place, place + layoutOf(field.type).size);
    }
  else if (base.kind === 'variant') {
    const found = random.pick(base.cases);
    const tag = random.chance(10) ? BigInt(random.int(300)) : found.value;
    splice(bytes, at, numberBytes({ kind: 'scalar', scalar: base.tag }, tag));
    if (found.type !== undefined) fixedBytes(random, found.type, bytes, at + payload);
  } else {
    const scalar = numberOf(base);
    const bits = random.chance(10) ? anyNumber(random, size * 8) : goodNumber(random, type);
    splice(bytes, at, integerBytes(scalar, bits));
  }
}

const splice = (bytes: number[], at: number, part: readonly number[]): void => {
  for (const [i, b] of part.entries()) bytes[at + i] = b;
};

/** The bits of any scalar, little-endian. */
export const integerBytes = (scalar: Scalar, bits: bigint): number[] =>
  Array.from({ length: bitsOf(scalar) / 8 }, (_, i) => Number((BigInt.asUintN(64, bits) >> BigInt(8 * i)) & 0xffn));

const scratch = new DataView(new ArrayBuffer(8));
function floatOf(scalar: Scalar, bits: bigint): number {
  scratch.setBigUint64(0, bits, true);
  return scalar === 'f32' ? scratch.getFloat32(0, true) : scratch.getFloat64(0, true);
}

/** A number as a host has it: of its type, mostly. */
export function numberSpec(random: Random, type: Type): Spec {
  const scalar = numberOf(baseType(type));
  if (scalar === 'bool') return random.chance(90) ? { k: 'bool', v: random.chance(50) } : { k: 'num', v: 1 };
  if (isFloat(scalar))
    return {
      k: 'num',
      v: random.chance(20)
        ? random.pick([1e300, -0, Number.NaN, 0.1, Number.POSITIVE_INFINITY])
        : floatOf(scalar, goodNumber(random, type)),
    };
  const wild = random.chance(12);
  if (wild && random.chance(30))
    return random.pick<Spec>([
      { k: 'num', v: 1.5 },
      { k: 'num', v: Number.NaN },
      { k: 'num', v: 2 ** 32 },
      { k: 'num', v: -1 },
      { k: 'big', v: 1n << 64n },
      { k: 'num', v: -0 },
    ]);
  const n = wild ? BigInt.asIntN(bitsOf(scalar) + 1, anyNumber(random, bitsOf(scalar) + 1)) : goodNumber(random, type);
  return isBig(scalar) ? { k: 'big', v: n } : { k: 'num', v: Number(n) };
}

/** A host value of fixed size. */
export function fixedSpec(random: Random, type: Type): Spec {
  const base = baseType(type);
  if (base.kind === 'record')
    return {
      k: 'rec',
      v: base.fields.filter((f) => !f.reserved && !random.chance(1)).map((f) => [keyName(f.name), fixedSpec(random, f.type)]),
      fickle: random.chance(20),
    };
  if (base.kind === 'variant') {
    const found = random.pick(base.cases);
    const kind: Spec = { k: 'str', v: random.chance(5) ? 'no such kind' : keyName(found.name) };
    return {
      k: 'rec',
      v: [['kind', kind], ...(found.type === undefined ? [] : [['value', fixedSpec(random, found.type)] as const])],
      fickle: random.chance(20),
    };
  }
  return numberSpec(random, type);
}
