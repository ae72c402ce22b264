import type { Abi, Item, Named } from '../../ir/abi.js';

/** `active`, `deprecated`, `active, experimental`. */
export const statusText = (item: Named): string => (item.stability === 'stable' ? item.status : `${item.status}, ${item.stability}`);

/** Everything that has a life, with the name that a reader knows it by. */
export function* itemsOf(abi: Abi): Iterable<{ readonly id: string; readonly item: Item & Pick<Named, 'deprecated'> }> {
  for (const item of [...abi.targets, ...abi.capabilities, ...abi.modules]) yield { id: item.name, item };
  for (const module of abi.modules) for (const c of module.contracts) yield { id: `${module.name}.${c.name}`, item: c };
  for (const i of abi.interfaces) {
    for (const item of [...i.functions, ...i.memories, ...i.tables, ...i.globals, ...i.tags, ...i.exports]) yield { id: item.id, item };
    for (const f of i.functions) for (const p of f.params) yield { id: `${f.id}.${p.name}`, item: p };
    for (const type of i.types) {
      yield { id: type.id, item: type };
      const parts =
        type.kind === 'enum' || type.kind === 'errors' || type.kind === 'variant'
          ? type.cases
          : type.kind === 'flags'
            ? type.bits
            : type.kind === 'record'
              ? type.fields
              : [];
      for (const part of parts) yield { id: `${type.id}.${part.name}`, item: part };
    }
  }
}
