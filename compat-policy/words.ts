import type { Type } from '../generator/ir/abi.js';

/** A type as messages name it: `u32`, `socket.errno`, `string`. */
export const typeText = (type: Type | undefined): string => {
  if (type === undefined) return 'nothing';
  if (type.kind === 'scalar') return type.scalar;
  return 'id' in type ? type.id : type.kind;
};

export const listText = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
