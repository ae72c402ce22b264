import { baseType, type Case, type CoreType, type FuncResult, type Type } from '../../generator/ir/abi.js';
import { scalarOf } from '../../generator/ir/scalars.js';

/** A core value as JavaScript sees it: i64 is a bigint. */
export type Core = number | bigint;

/** What a party makes of a core value by the types that it was built with. */
export interface Reading {
  readonly text: string;
  /** Other names for the same. */
  readonly aliases: readonly string[];
}

/** A value that a party passes, and what it means by it. */
export interface Sample {
  readonly core: Core;
  readonly means: Reading;
}

const plain = (text: string): Reading => ({ text, aliases: [] });

export const sameReading = (a: Reading, b: Reading): boolean =>
  a.text === b.text || a.aliases.includes(b.text) || b.aliases.includes(a.text);

/** Reads a value of a type that is carried by one number. */
export function readValue(type: Type, absent: bigint | undefined, core: Core): Reading {
  const scalar = scalarOf(type) ?? 'u32';
  if (scalar === 'f32' || scalar === 'f64') return plain(String(core));
  const value = narrowed(scalar, BigInt(core));
  if (absent !== undefined && value === narrowed(scalar, absent)) return plain('absent');
  const base = baseType(type);
  if (base.kind === 'enum' || base.kind === 'errors') return caseOf(base.cases, value);
  if (base.kind === 'flags') return bitsOf(base.bits, value);
  return plain(scalar === 'bool' ? String(value !== 0n) : String(value));
}

const caseOf = (cases: readonly Case[], value: bigint): Reading => {
  const found = cases.find((c) => c.value === value);
  return found ? { text: found.name, aliases: found.aliases } : plain(String(value));
};

function bitsOf(bits: readonly Case[], value: bigint): Reading {
  const set = bits.filter((bit) => bit.value !== 0n && (value & bit.value) === bit.value);
  const known = set.reduce((mask, bit) => mask | bit.value, 0n);
  if (value === 0n || known !== value) return plain(String(value));
  const [only] = set.length === 1 ? set : [];
  return only ? { text: only.name, aliases: only.aliases } : plain(set.map((bit) => bit.name).join(' | '));
}

/** An integer as a number of so many bits holds it. */
function narrowed(scalar: string, value: bigint): bigint {
  const bits = scalar === 'bool' ? 32 : Number(scalar.slice(1));
  return scalar.startsWith('s') ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/** Values that show how a type is read: each of its cases, or an ordinary one and the ends of its range. */
export function samplesOf(type: Type, absent: bigint | undefined, carrier: CoreType): readonly Sample[] {
  const sample = (value: bigint): Sample => {
    const core = coreValue(carrier, value);
    return { core, means: readValue(type, absent, core) };
  };
  return [...valuesOf(type), ...(absent === undefined ? [] : [absent])].map(sample);
}

const mostCases = 1000;

function valuesOf(type: Type): readonly bigint[] {
  const base = baseType(type);
  if (base.kind === 'enum' || base.kind === 'errors') return base.cases.slice(0, mostCases).map((c) => c.value);
  if (base.kind === 'flags') return base.bits.slice(0, mostCases).map((bit) => bit.value);
  const scalar = scalarOf(base) ?? 'u32';
  if (scalar === 'bool') return [1n, 0n];
  return scalar === 'f32' || scalar === 'f64' ? [7n] : [7n, narrowed(scalar, -1n), narrowed(scalar, 1n << (BigInt(scalar.slice(1)) - 1n))];
}

/** An integer as a core value. */
export function coreValue(type: CoreType, value: bigint): Core {
  if (type === 'i64') return BigInt.asIntN(64, value);
  return type === 'i32' ? Number(BigInt.asIntN(32, value)) : Number(value);
}

/** What a caller makes of an answer: a value, a negative error, or a status. */
export function readResult(result: FuncResult, core: Core): Reading {
  const { type, errors, encoding, absent } = result;
  const code = encoding === 'status' ? BigInt(core) : encoding === 'value-or-negative-error' && core < 0 ? -BigInt(core) : undefined;
  const found = code === undefined ? undefined : errors.flatMap((domain) => domain.cases).find((c) => c.value === code);
  if (found) return { text: found.name, aliases: found.aliases };
  return type ? readValue(type, absent, core) : plain(String(core));
}

/** Answers that show how a result is read: values first, then every error. */
export function resultSamples(result: FuncResult, carrier: CoreType): readonly Sample[] {
  const { type, errors, encoding, absent } = result;
  const values = type ? samplesOf(type, absent, carrier) : [];
  const codes = encoding === 'value' ? [] : errors.flatMap((domain) => domain.cases).slice(0, mostCases);
  const failing = codes.map((c): Sample => {
    const core = coreValue(carrier, encoding === 'status' ? c.value : -c.value);
    return { core, means: readResult(result, core) };
  });
  const fits = values.filter(({ core }) => encoding !== 'value-or-negative-error' || core >= 0);
  const found = [...fits, ...failing];
  return found.length > 0 ? found : [{ core: coreValue(carrier, 7n), means: plain('7') }];
}
