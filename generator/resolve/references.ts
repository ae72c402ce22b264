import type { Abi, Deprecation, Origin } from '../ir/abi.js';
import type { Context } from './context.js';

/** References between items by name: what a deprecation names as replacement must exist and not be on its way out itself. */
export function checkReferences(context: Context, abi: Abi): void {
  if (context.replacements.length === 0) return;
  const items = itemsOf(abi);
  for (const { name, replacement, origin } of context.replacements) {
    const wrong = (why: string, help?: string) => context.report('resolve/deprecation', origin, { name, why }, { help });
    const found = items.get(replacement);
    if (!found)
      wrong(
        `names ${replacement}, which does not exist`,
        context.suggest(replacement, () => items.keys()),
      );
    else if (origin.file === found.origin.file && origin.pointer === `${found.origin.pointer}/deprecated/replacement`)
      wrong('names the item itself as its replacement');
    else if (found.deprecated) wrong(`names ${replacement}, which is deprecated too`);
  }
}

type Replaceable = { readonly deprecated?: Deprecation | undefined; readonly origin: Origin };

/** Everything that can replace something, by the name that schemas give it. */
function itemsOf(abi: Abi): ReadonlyMap<string, Replaceable> {
  const items = new Map<string, Replaceable>();
  const note = (id: string, item: Replaceable): void => void items.set(id, item);
  for (const item of [...abi.targets, ...abi.capabilities, ...abi.modules]) note(item.name, item);
  for (const module of abi.modules) for (const contract of module.contracts) note(`${module.name}.${contract.name}`, contract);
  for (const i of abi.interfaces) {
    for (const item of [...i.functions, ...i.memories, ...i.tables, ...i.globals, ...i.tags, ...i.exports]) note(item.id, item);
    for (const f of i.functions) for (const p of f.params) note(`${f.id}.${p.name}`, p);
    for (const e of i.exports) for (const p of e.params) note(`${e.id}.${p.name}`, p);
    for (const type of i.types) {
      note(type.id, type);
      const parts = 'cases' in type ? type.cases : type.kind === 'flags' ? type.bits : type.kind === 'record' ? type.fields : [];
      for (const part of parts) note(`${type.id}.${part.name}`, part);
      for (const range of type.kind === 'enum' ? type.ranges : []) note(`${type.id}.${range.name}`, range);
    }
  }
  // An arity family is replaced as one: its members share their place.
  for (const i of abi.interfaces)
    for (const f of i.functions) {
      const family = `${i.name}.${f.origin.pointer.split('/').at(-1)}`;
      if (!items.has(family)) note(family, f);
    }
  return items;
}
