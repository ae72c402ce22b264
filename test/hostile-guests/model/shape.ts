import { camelCase } from '../../../generator/emit/names.js';
import { typescriptWords } from '../../../generator/emit/reserved/typescript.js';
import { type Abi, baseType, type CoreType, type Func, type Param, type Scalar, type Type } from '../../../generator/ir/abi.js';

/**
 * How calls lie on the wire and what hosts are called with, read from the schema alone: the model shares nothing with
 * `generator/lower`, the emitter or the glue.
 */
export type Base = ReturnType<typeof baseType>;

/** A semantic parameter with the core parameters that carry it. */
export interface Slot {
  readonly param: Param;
  readonly base: Base;
  readonly how: 'number' | 'fixed' | 'bytes' | 'list' | 'count' | 'pointer';
  /** Position of its first core parameter. */
  readonly at: number;
  readonly cores: readonly CoreType[];
}

const bytesLike = new Set(['string', 'bytes', 'packed', 'packed-union', 'payload']);

const slots = new WeakMap<Func, readonly Slot[]>();

/** The parameters of a function; the same objects whenever they are asked for. */
export function slotsOf(func: Func): readonly Slot[] {
  const known = slots.get(func) ?? place(func);
  slots.set(func, known);
  return known;
}

function place(func: Func): Slot[] {
  let at = 0;
  return func.params.map((param) => {
    const base = baseType(param.type);
    const [how, cores] = crossing(param, base);
    const slot = { param, base, how, at, cores };
    at += cores.length;
    return slot;
  });
}

function crossing(param: Param, base: Base): [Slot['how'], CoreType[]] {
  const { addressType, lengthType } = param;
  if (param.pass === 'count') return ['count', [lengthType]];
  if (bytesLike.has(base.kind)) return ['bytes', [addressType, lengthType, ...(param.written === 'length' ? [addressType] : [])]];
  if (base.kind === 'list' || base.kind === 'buffers') return ['list', [addressType, ...(param.count === undefined ? [lengthType] : [])]];
  if (base.kind === 'pointer') return ['pointer', [param.core ?? addressType]];
  if (param.pass === 'out' || base.kind === 'record' || base.kind === 'variant') return ['fixed', [addressType]];
  return ['number', [param.core ?? coreOf(numberOf(base))]];
}

export const coreParams = (func: Func): CoreType[] => slotsOf(func).flatMap((s) => [...s.cores]);

/** The core result, if there is one. */
export function coreResult(func: Func): CoreType | undefined {
  const { result } = func;
  if (result === undefined) return undefined;
  if (result.core !== undefined) return result.core;
  if (result.type !== undefined) return coreOf(numberOf(baseType(result.type)));
  const repr = result.errors[0]?.repr ?? 's32';
  return result.encoding === 'value-or-negative-error' && func.params.some((p) => p.written === 'result') ? 'i32' : coreOf(repr);
}

/** The number that carries a value. */
export function numberOf(base: Base): Scalar {
  if (base.kind === 'scalar') return base.scalar;
  return 'repr' in base ? base.repr : 'u32';
}

export const isFloat = (scalar: Scalar): boolean => scalar === 'f32' || scalar === 'f64';
export const bitsOf = (scalar: Scalar): number => (scalar === 'bool' ? 8 : Number(scalar.slice(1)));
export const isBig = (scalar: Scalar): boolean => bitsOf(scalar) === 64 && !isFloat(scalar);
export const coreOf = (scalar: Scalar): CoreType => (isFloat(scalar) ? (scalar as 'f32') : bitsOf(scalar) === 64 ? 'i64' : 'i32');
export const widthOf = (core: CoreType): number => (core.endsWith('64') ? 64 : 32);

/** Least and greatest value of an integer type. */
export function rangeOf(scalar: Scalar): readonly [bigint, bigint] {
  if (scalar === 'bool') return [0n, 1n];
  const bits = BigInt(bitsOf(scalar));
  return scalar.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

/** Where the parts of a value of fixed size lie: natural alignment, in order, as in C. */
export interface Layout {
  readonly size: number;
  readonly align: number;
  /** Of the fields of a record. */
  readonly offsets: readonly number[];
  /** Of the payload of a variant. */
  readonly payload: number;
}

const layouts = new WeakMap<object, Layout>();

export function layoutOf(type: Type): Layout {
  const base = baseType(type);
  const known = layouts.get(base) ?? measure(base);
  layouts.set(base, known);
  return known;
}

const up = (n: number, align: number): number => Math.ceil(n / align) * align;

function measure(base: Base): Layout {
  if (base.kind === 'record') {
    const offsets: number[] = [];
    let [end, align] = [0, 1];
    for (const field of base.fields) {
      const inner = layoutOf(field.type);
      end = up(end, inner.align);
      offsets.push(end);
      end += inner.size;
      align = Math.max(align, inner.align);
    }
    return { size: up(end, align), align, offsets, payload: 0 };
  }
  if (base.kind === 'variant') {
    const tag = bitsOf(base.tag) / 8;
    const inner = base.cases.flatMap((c) => (c.type === undefined ? [] : [layoutOf(c.type)]));
    const payload = up(tag, Math.max(1, ...inner.map((l) => l.align)));
    const align = Math.max(tag, ...inner.map((l) => l.align));
    return { size: up(payload + Math.max(0, ...inner.map((l) => l.size)), align), align, offsets: [], payload };
  }
  const size = bitsOf(numberOf(base)) / 8;
  return { size, align: size, offsets: [], payload: 0 };
}

/** Bytes of one item of a list; a buffer is an address and a length. */
export const itemSize = (base: Base): number => (base.kind === 'list' ? layoutOf(base.of).size : 8);

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));
/** Name of an interface or a method as hosts write it. */
export const memberName = (name: string): string => (inherited.has(camelCase(name)) ? `${camelCase(name)}_` : camelCase(name));
export const keyName = (name: string): string => camelCase(name);
const paramName = (name: string): string => (typescriptWords.has(camelCase(name)) ? `${camelCase(name)}_` : camelCase(name));

/** What a host method is called with and what it returns, as the declarations of the package say. */
export interface Method {
  readonly name: string;
  readonly args: readonly { readonly slot: Slot; readonly as: 'value' | 'view' | 'capacity' }[];
  /** One value as it is, several as an object. `slot` is undefined for the value of the result. */
  readonly outputs: readonly { readonly name: string; readonly slot: Slot | undefined; readonly type: Type }[];
  /** The sole out-buffer, which the host fills in place. */
  readonly view: Slot | undefined;
  readonly errorText: Slot | undefined;
}

const methods = new WeakMap<Func, Method>();

export function methodOf(func: Func): Method {
  const known = methods.get(func) ?? describe(func);
  methods.set(func, known);
  return known;
}

function describe(func: Func): Method {
  const visible = slotsOf(func).filter((s) => s.how !== 'count');
  const errorText = visible.find((s) => s.param.errorText);
  const shown = visible.filter((s) => s !== errorText);
  const lent = (s: Slot): boolean => s.param.pass !== 'out' || s.base.kind === 'stream' || s.base.kind === 'buffers';
  const returned = shown.filter((s) => !lent(s));
  const value = shown.some((s) => s.param.written === 'result') ? undefined : func.result?.type;
  const [sole] = returned;
  // What polls a task is answered by a value that was made before the buffer was known.
  const inPlace = !func.taskPart && sole?.base.kind === 'bytes' && (sole.param.written === 'result' || sole.param.written === 'all');
  const view = returned.length === 1 && value === undefined && inPlace ? sole : undefined;
  const args = shown.flatMap((slot): Method['args'] => {
    if (slot === view) return [{ slot, as: 'view' }];
    if (lent(slot)) return [{ slot, as: 'value' }];
    const bounded = slot.how === 'list' || slot.param.written === 'result' || slot.param.written === 'all';
    return bounded ? [{ slot, as: 'capacity' }] : [];
  });
  const outputs: Method['outputs'][number][] = returned
    .filter((s) => s !== view)
    .map((slot) => ({ name: paramName(slot.param.name), slot, type: slot.param.type }));
  if (value !== undefined) {
    const wanted = func.result?.name ?? 'result';
    const taken = outputs.some((o) => o.name === wanted);
    outputs.unshift({ name: taken ? `${wanted}Value` : paramName(wanted), slot: undefined, type: value });
  }
  return { name: memberName(func.name), args, outputs, view, errorText };
}

/** Whether the host may answer by a promise: the guest is suspended meanwhile, or asks again. */
export const mayAnswerLater = ({ answeredBy, effects, noreturn }: Func): boolean =>
  answeredBy.kind === 'host' && effects.blocking && effects.whereForbidden === 'suspend' && !noreturn;

/** Targets whose guests can be suspended: there a host has a method that may answer by a promise. */
export const suspendable = (abi: Abi): readonly string[] =>
  abi.targets
    .map((t) => t.name)
    .filter((target) =>
      functionsOf(abi).some((f) => mayAnswerLater(f) && f.targets.includes(target) && f.status !== 'tombstone' && f.status !== 'reserved'),
    );

/** Whether the host may hold live views of memory that is not shared: not where the guest can run under them. */
export const isLive = (func: Func): boolean => !func.effects.reenters && !mayAnswerLater(func) && !func.task;

export const functionsOf = (abi: Abi): Func[] => abi.interfaces.flatMap((i) => [...i.functions]);
export const exportsOf = (abi: Abi) => abi.interfaces.flatMap((i) => i.exports.filter((e) => e.kind === 'func'));
export const exportCores = (e: ReturnType<typeof exportsOf>[number]): { params: CoreType[]; result: CoreType | undefined } => {
  const one = (type: Type, core: CoreType | undefined): CoreType => core ?? coreOf(numberOf(baseType(type)));
  return { params: e.params.map((p) => one(p.type, p.core)), result: e.result && one(e.result.type, e.result.core) };
};
