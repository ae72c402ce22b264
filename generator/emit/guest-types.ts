import { InternalError } from '../diagnostics/diagnostic.js';
import { type Abi, baseType } from '../ir/abi.js';
import type { CoreParam, LoweredAbi, LoweredFunc, Passing } from '../ir/lowered.js';
import { scalarOf } from '../ir/scalars.js';
import type { NamedType, Scalar } from '../ir/types.js';
import { isDeclared } from './lifecycle.js';
import { visible } from './text/visible.js';

// What declarations for guests have in common, whatever the language.

/** Whether values of a type are values to a guest. Encodings (text, lists, packed types, payloads) are bytes there. */
export function isValue(type: NamedType): boolean {
  const base = baseType(type);
  return base.kind === 'record' || base.kind === 'variant' || scalarOf(base) !== undefined;
}

/** How Rust and AssemblyScript spell the number types of the ABI. */
export const scalarNames: Readonly<Record<Scalar, string>> = {
  bool: 'bool',
  u8: 'u8',
  u16: 'u16',
  u32: 'u32',
  u64: 'u64',
  s8: 'i8',
  s16: 'i16',
  s32: 'i32',
  s64: 'i64',
  f32: 'f32',
  f64: 'f64',
};

/** The core parameters of a function, each with how the parameter crosses that it comes from. */
export const crossingsOf = ({ func, coreParams, passings }: LoweredFunc): { readonly core: CoreParam; readonly passing: Passing }[] =>
  coreParams.map((core) => {
    const passing = passings.find((p) => p.param === core.param);
    if (!passing) throw new InternalError(`${func.id}: the parameter ${core.name} has no passing`);
    return { core, passing };
  });

/** Whether a function has a list of buffers, so that their type must be declared. */
export const usesBuffers = (abi: Abi): boolean =>
  abi.interfaces.some((i) => i.functions.some((func) => func.params.some((param) => baseType(param.type).kind === 'buffers')));

/** Imports that are no functions, which guest languages leave to the linker: one line each. */
export function otherImports({ abi }: LoweredAbi): string[] {
  return abi.interfaces
    .flatMap((i) => [...i.memories, ...i.tables, ...i.globals, ...i.tags])
    .filter(isDeclared)
    .map((item) => `Imported by the linker: ${item.kind} ${visible(item.module)} ${visible(item.field)}.`);
}
