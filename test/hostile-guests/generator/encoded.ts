import {
  baseType,
  type PackedField,
  type PackedLength,
  type PackedType,
  type PackedUnionType,
  type PayloadType,
} from '../../../generator/ir/abi.js';
import { codecOf } from '../codecs.js';
import { bitsOf, keyName, numberOf } from '../model/shape.js';
import { encodeText } from '../model/text.js';
import type { Spec } from '../program.js';
import type { Random } from './random.js';
import { goodNumber, goodText, integerBytes, numberSpec, textBytes } from './values.js';

type Packed = PackedType | PackedUnionType;

/** Bytes of a packed type as a guest would write them, or broken somewhere. */
export function packedBytes(random: Random, type: Packed): number[] {
  const bytes = encoded(random, type, 0);
  const damage = random.int(10);
  if (damage === 0) bytes[random.int(bytes.length || 1)] = random.int(256);
  if (damage === 1) bytes.splice(random.int(bytes.length || 1));
  if (damage === 2) bytes.push(...random.bytes(1 + random.int(3)));
  if (damage === 3) for (let i = 0; i < 4; i++) bytes[i] = 0xff;
  return bytes;
}

function encoded(random: Random, type: Packed, depth: number): number[] {
  if (type.kind === 'packed') return type.fields.flatMap((f) => field(random, f, depth));
  const found = random.pick(type.cases);
  return [...integerBytes(type.tag, found.value), ...found.fields.flatMap((f) => field(random, f, depth))];
}

function field(random: Random, f: PackedField, depth: number): number[] {
  if (!f.list) return item(random, f, f.length, depth);
  const items = Array.from({ length: random.int(depth > 2 ? 1 : 4) }, () => item(random, f, f.itemLength, depth + 1));
  return [
    ...(f.length === 'rest' || typeof f.length === 'number' || f.length === undefined ? [] : integerBytes(f.length, BigInt(items.length))),
    ...items.flat(),
  ];
}

function item(random: Random, f: PackedField, length: PackedLength | undefined, depth: number): number[] {
  const base = baseType(f.type);
  const sized = (bytes: number[]): number[] => {
    if (typeof length === 'number') return Array.from({ length }, (_, i) => bytes[i] ?? 0x61);
    return length === 'rest' || length === undefined ? bytes : [...integerBytes(length, BigInt(bytes.length)), ...bytes];
  };
  if (base.kind === 'string') return sized(random.chance(90) ? [...encodeText(goodText(random, 6))] : textBytes(random));
  if (base.kind === 'bytes') return sized(random.bytes(random.int(8)));
  if (base.kind === 'packed' || base.kind === 'packed-union') return sized(encoded(random, base, depth + 1));
  const scalar = numberOf(base);
  const bytes = integerBytes(scalar, random.chance(5) ? random.bits(bitsOf(scalar)) : goodNumber(random, f.type));
  return f.bigEndian ? bytes.reverse() : bytes;
}

/** A host value of a packed type. */
export function packedSpec(random: Random, type: Packed, depth = 0): Spec {
  if (type.kind === 'packed') {
    const [only] = type.fields;
    if (type.unwrap && only !== undefined) return fieldSpec(random, only, depth);
    return { k: 'rec', v: type.fields.map((f) => [keyName(f.name), fieldSpec(random, f, depth)]) };
  }
  const found = random.pick(type.cases);
  const kind: Spec = { k: 'str', v: random.chance(4) ? 'no such kind' : keyName(found.name) };
  return { k: 'rec', v: [['kind', kind], ...found.fields.map((f) => [keyName(f.name), fieldSpec(random, f, depth)] as const)] };
}

function fieldSpec(random: Random, f: PackedField, depth: number): Spec {
  if (random.chance(1)) return { k: 'null' };
  if (!f.list) return itemSpec(random, f, f.length, depth);
  return { k: 'list', v: Array.from({ length: random.int(depth > 2 ? 1 : 4) }, () => itemSpec(random, f, f.itemLength, depth + 1)) };
}

function itemSpec(random: Random, f: PackedField, length: PackedLength | undefined, depth: number): Spec {
  const base = baseType(f.type);
  const size = typeof length === 'number' && !random.chance(5) ? length : random.chance(3) ? 300 : random.int(8);
  if (base.kind === 'string')
    return { k: 'str', v: typeof length === 'number' ? 'x'.repeat(size) : random.chance(5) ? '\ud800' : goodText(random, size) };
  if (base.kind === 'bytes') return { k: 'bytes', v: random.bytes(size), lying: random.chance(5) };
  if (base.kind === 'packed' || base.kind === 'packed-union') return packedSpec(random, base, depth + 1);
  return numberSpec(random, f.type);
}

/** Members of a JSON Schema of the payload profile, as far as the making of values looks at them. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly minimum?: number;
  readonly minItems?: number;
}

/** A value that the schema of a payload may allow; `undefined` where no plain rule makes one. */
export function payloadValue(random: Random, type: PayloadType): unknown {
  const root = (type.schema ?? {}) as Schema;
  const value = sample(random, root, root, 0);
  for (const buffer of type.buffers)
    for (const holder of holders(value, buffer.at)) {
      holder[buffer.address] = random.chance(80) ? random.int(60000) : random.pick([65536, 4294967295, -1, 0.5, 65530]);
      holder[buffer.length] = random.chance(80) ? random.int(40) : random.pick([65536, 4294967295, 2 ** 40, 7]);
    }
  return value;
}

function holders(value: unknown, at: readonly string[]): Record<string, unknown>[] {
  const found = at.reduce<unknown[]>(
    (all, segment) =>
      all.flatMap((v) => (segment === '*' ? (Array.isArray(v) ? v : []) : [(v as Record<string, unknown> | undefined)?.[segment]])),
    [value],
  );
  return found.filter((v): v is Record<string, unknown> => typeof v === 'object' && v !== null);
}

function sample(random: Random, schema: Schema, root: Schema, depth: number): unknown {
  if (random.chance(2)) return random.pick([null, 0, 'x', [], {}, -1]);
  if (schema.$ref !== undefined) {
    const target = schema.$ref
      .split('/')
      .slice(1)
      .reduce<unknown>((s, key) => (s as Record<string, unknown>)[key], root);
    return depth > 5 ? {} : sample(random, target as Schema, root, depth + 1);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches !== undefined) return sample(random, random.pick(branches), root, depth + 1);
  const kind = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string', 'integer', 'object', 'null']);
  if (kind === 'object') {
    const made: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(schema.properties ?? {}))
      if (schema.required?.includes(key) ? !random.chance(2) : random.chance(depth > 3 ? 10 : 60))
        made[key] = sample(random, inner, root, depth + 1);
    if (random.chance(4))
      Object.defineProperty(made, random.pick(['__proto__', 'constructor', 'extra']), {
        value: 1,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return made;
  }
  if (kind === 'array')
    return Array.from({ length: (schema.minItems ?? 0) + random.int(depth > 3 ? 1 : 3) }, () =>
      sample(random, schema.items ?? {}, root, depth + 1),
    );
  if (kind === 'string') return goodText(random, 5);
  if (kind === 'boolean') return random.chance(50);
  if (kind === 'null') return null;
  return (schema.minimum ?? 0) + random.int(5) + (kind === 'number' && random.chance(30) ? 0.5 : 0);
}

/** Bytes of a payload as a guest would write them, or broken. */
export function payloadBytes(random: Random, type: PayloadType): number[] {
  const value = payloadValue(random, type) ?? null;
  const bytes = type.codec === 'json' ? [...encodeText(JSON.stringify(value))] : [...codecOf(type.codec).encode(value)];
  if (random.chance(10)) bytes[random.int(bytes.length)] = random.int(256);
  if (random.chance(5)) bytes.splice(random.int(bytes.length));
  if (random.chance(3)) bytes.push(0x20);
  return bytes;
}

/** A plain value as a value of the host. */
export function plainSpec(value: unknown): Spec {
  if (value === undefined) return { k: 'undefined' };
  if (value === null) return { k: 'null' };
  if (typeof value === 'boolean') return { k: 'bool', v: value };
  if (typeof value === 'number') return { k: 'num', v: value };
  if (typeof value === 'string') return { k: 'str', v: value };
  if (Array.isArray(value)) return { k: 'list', v: value.map(plainSpec) };
  return {
    k: 'rec',
    v: Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, v]) => [key, plainSpec(v)]),
  };
}
