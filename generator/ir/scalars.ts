import { baseType } from './abi.js';
import type { CoreType, Scalar, Type } from './types.js';

/** Size in bytes, and the core type that carries it on the wasm stack. */
export const scalars: ReadonlyMap<string, { readonly size: 1 | 2 | 4 | 8; readonly core: CoreType }> = new Map<
  Scalar,
  { size: 1 | 2 | 4 | 8; core: CoreType }
>([
  ['bool', { size: 1, core: 'i32' }],
  ['u8', { size: 1, core: 'i32' }],
  ['s8', { size: 1, core: 'i32' }],
  ['u16', { size: 2, core: 'i32' }],
  ['s16', { size: 2, core: 'i32' }],
  ['u32', { size: 4, core: 'i32' }],
  ['s32', { size: 4, core: 'i32' }],
  ['u64', { size: 8, core: 'i64' }],
  ['s64', { size: 8, core: 'i64' }],
  ['f32', { size: 4, core: 'f32' }],
  ['f64', { size: 8, core: 'f64' }],
]);

export const sizeOf = (scalar: Scalar): 1 | 2 | 4 | 8 => scalars.get(scalar)?.size ?? 8;
export const coreOf = (scalar: Scalar): CoreType => scalars.get(scalar)?.core ?? 'i64';

/** The scalar that carries a value of a type, or undefined where no one number does. */
export function scalarOf(type: Type): Scalar | undefined {
  const base = baseType(type);
  switch (base.kind) {
    case 'scalar':
      return base.scalar;
    case 'enum':
    case 'flags':
    case 'errors':
    case 'handle':
    case 'opaque':
    case 'stream':
    case 'cancel-token':
      return base.repr;
    case 'address':
    case 'pointer':
      return 'u32';
    default:
      return undefined;
  }
}
