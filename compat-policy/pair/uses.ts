import type { Abi, NamedType, Type } from '../../generator/ir/abi.js';
import { itemKey } from './items.js';

/** Who reads a value: the host reads arguments, the guest reads results. An exchanged buffer is both. */
export type Reader = 'host' | 'guest';

/** Where a named type crosses the boundary, itself or inside another. */
export interface Use {
  /** Key of the parameter, result, export parameter or export result. */
  readonly at: string;
  readonly readers: readonly Reader[];
  readonly targets: readonly string[];
}

export const both: readonly Reader[] = ['host', 'guest'];
const host: readonly Reader[] = ['host'];
const guest: readonly Reader[] = ['guest'];

/** Who reads what a parameter of an import carries. */
export const readersOf = (pass: 'in' | 'out' | 'inout' | 'count'): readonly Reader[] =>
  pass === 'out' ? guest : pass === 'inout' ? both : host;

/** Every use of every named type, by its id. Guest exports are imports seen from the other side: their readers are exchanged. */
export function usesOf(abi: Abi): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  const inside = new Map<string, readonly string[]>();
  const add = (type: Type | undefined, at: string, readers: readonly Reader[], targets: readonly string[]) => {
    for (const id of type ? idsIn(type, inside) : []) {
      const found = uses.get(id);
      if (found) found.push({ at, readers, targets });
      else uses.set(id, [{ at, readers, targets }]);
    }
  };
  for (const found of abi.interfaces) {
    for (const func of found.functions) {
      for (const param of func.params) add(param.type, itemKey.param(func, param.name), readersOf(param.pass), func.targets);
      if (!func.result) continue;
      add(func.result.type, itemKey.result(func), guest, func.targets);
      for (const domain of func.result.errors) add(domain, itemKey.result(func), guest, func.targets);
    }
    for (const e of found.exports) {
      for (const param of e.params) add(param.type, itemKey.exportParam(e, param.name), guest, e.requiredOn);
      add(e.result?.type, itemKey.exportResult(e), host, e.requiredOn);
    }
  }
  return uses;
}

/** Ids of a type and of all types inside it. */
function idsIn(type: Type, known: Map<string, readonly string[]>): readonly string[] {
  if (!('id' in type)) return [];
  const found = known.get(type.id);
  if (found) return found;
  const ids = [...new Set([type.id, ...inner(type).flatMap((t) => idsIn(t, known))])];
  known.set(type.id, ids);
  return ids;
}

/** The types directly inside a named type. */
export function inner(type: NamedType): readonly Type[] {
  switch (type.kind) {
    case 'alias':
      return [type.type];
    case 'record':
    case 'packed':
      return type.fields.map((field) => field.type);
    case 'variant':
      return type.cases.map((c) => c.type).filter((t) => t !== undefined);
    case 'packed-union':
      return type.cases.flatMap((c) => c.fields.map((field) => field.type));
    case 'list':
      return [type.of];
    default:
      return [];
  }
}
