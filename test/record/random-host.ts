import { camelCase } from '../../generator/emit/names.js';
import { planMethod } from '../../generator/emitters/ts-host/plan.js';
import { baseType, type Type } from '../../generator/ir/abi.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';

export type Chance = () => number;

const below = (chance: Chance, end: number): number => Math.floor(chance() * end);
const bytes = (chance: Chance, length: number): Uint8Array => new Uint8Array(length).map(() => below(chance, 256));

/** A value of a type, mostly; packed encodings and payloads are left to luck. */
function sample(type: Type, chance: Chance): unknown {
  const base = baseType(type);
  const number = (scalar: string): unknown => (scalar.endsWith('64') && scalar !== 'f64' ? BigInt(below(chance, 9)) : below(chance, 9));
  switch (base.kind) {
    case 'scalar':
      return base.scalar === 'bool' ? chance() < 0.5 : number(base.scalar);
    case 'string':
      return 'é'.repeat(below(chance, 5));
    case 'bytes':
      return bytes(chance, below(chance, 9));
    case 'handle':
      return base.issuedBy === 'glue' ? {} : number(base.repr);
    case 'enum': {
      const value = base.cases[below(chance, base.cases.length)]?.value ?? 0n;
      return base.repr.endsWith('64') ? value : Number(value);
    }
    case 'flags':
      return base.repr.endsWith('64') ? 0n : 0;
    case 'record':
      return Object.fromEntries(base.fields.filter((f) => !f.reserved).map((f) => [camelCase(f.name), sample(f.type, chance)]));
    case 'variant': {
      const chosen = base.cases[below(chance, base.cases.length)];
      return { kind: camelCase(chosen?.name ?? ''), ...(chosen?.type ? { value: sample(chosen.type, chance) } : {}) };
    }
    case 'list':
      return Array.from({ length: below(chance, 3) }, () => sample(base.of, chance));
    default:
      return below(chance, 9);
  }
}

/** What the method of a function could well answer. */
function plausible(f: LoweredFunc, chance: Chance): unknown {
  const { outputs, counted } = planMethod(f);
  if (counted) return below(chance, 5);
  const [first, ...more] = outputs;
  if (first === undefined) return undefined;
  if (more.length === 0) return sample(first.type, chance);
  return Object.fromEntries(outputs.map((o) => [o.name, sample(o.type, chance)]));
}

/** Something that is not what any method answers, or throws. */
function odd(chance: Chance, failures: readonly object[], depth = 0): unknown {
  const small = below(chance, 20);
  switch (below(chance, 9)) {
    case 0:
      return small;
    case 1:
      return BigInt(small);
    case 2:
      return bytes(chance, small);
    case 3:
      return 'é'.repeat(small);
    case 4:
      return failures[below(chance, failures.length)];
    case 5:
      throw new Error('a random failure');
    case 6:
      return Array.from({ length: small % 5 }, () => (depth > 2 ? small : odd(chance, failures, depth + 1)));
    case 7:
      // An object with whatever is asked of it.
      return new Proxy({}, { get: (_, name) => (name === 'then' || depth > 2 ? undefined : odd(chance, failures, depth + 1)) });
    default:
      return undefined;
  }
}

/** Fills what a method was given to fill, and feeds streams. */
function fill(value: unknown, chance: Chance): void {
  if (value instanceof Uint8Array) for (let i = 0; i < value.length; i += 1 + below(chance, 12)) value[i] = below(chance, 256);
  if (Array.isArray(value)) for (const item of value) fill(item, chance);
  const stream = value as { send?: (bytes: Uint8Array) => void; close?: () => void } | null;
  if (typeof stream?.send !== 'function') return;
  stream.send(bytes(chance, 5));
  if (chance() < 0.5) stream.close?.();
}

/** Bytes that a host is given to read are not its to write. */
const mayFill = ({ func }: LoweredFunc): boolean =>
  !func.params.some((p) => p.pass === 'in' && ['bytes', 'buffers'].includes(baseType(p.type).kind));

/** A host for some functions, which answers by chance: mostly what it could, else anything. */
export const randomHost = (functions: readonly LoweredFunc[], chance: Chance, failures: readonly object[]): object =>
  Object.fromEntries(
    functions.map((f) => [
      camelCase(f.func.name),
      (...values: unknown[]) => {
        if (mayFill(f)) for (const value of values) fill(value, chance);
        return chance() < 0.7 ? plausible(f, chance) : odd(chance, failures);
      },
    ]),
  );
