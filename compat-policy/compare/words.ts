import { visible } from '../../generator/diagnostics/visible.js';
import type { CoreType, Type } from '../../generator/ir/abi.js';

/** A type as messages name it: `u32`, `socket.errno`, `string`. */
export const typeText = (type: Type | undefined): string => {
  if (type === undefined) return 'nothing';
  if (type.kind === 'scalar') return type.scalar;
  return 'id' in type ? type.id : type.kind;
};

export const listText = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));

/** The link key of an import as messages name it: `env.demo_ping`. */
export const importText = ({ module, field }: { readonly module: string; readonly field: string }): string =>
  `${visible(module)}.${visible(field)}`;

/** Core types as messages name them: `(i32, i64)`. */
export const coreText = (types: readonly CoreType[]): string => `(${types.join(', ')})`;
