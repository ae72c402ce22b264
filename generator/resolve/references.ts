import { didYouMean } from '../diagnostics/suggest.js';
import type { Abi, Deprecation, Origin } from '../ir/abi.js';
import { type Context, child } from './context.js';

/** References between items by name: what a deprecation names as replacement must exist and not be on its way out itself. */
export function checkReferences(context: Context, abi: Abi): void {
  const items = new Map<string, { readonly deprecated: Deprecation | undefined }>();
  const dated: { name: string; id: string; deprecated: Deprecation; origin: Origin }[] = [];
  const note = (id: string, item: { name: string; deprecated: Deprecation | undefined; origin: Origin }): void => {
    items.set(id, item);
    if (item.deprecated) dated.push({ name: item.name, id, deprecated: item.deprecated, origin: item.origin });
  };
  for (const target of abi.targets) note(target.name, target);
  for (const capability of abi.capabilities) note(capability.name, capability);
  for (const i of abi.interfaces) {
    for (const item of [...i.functions, ...i.memories, ...i.tables, ...i.globals, ...i.tags, ...i.exports]) note(item.id, item);
    for (const type of i.types) {
      note(type.id, type);
      const parts =
        type.kind === 'enum' || type.kind === 'errors' || type.kind === 'variant'
          ? type.cases
          : type.kind === 'flags'
            ? type.bits
            : type.kind === 'record'
              ? type.fields
              : [];
      for (const part of parts) note(`${type.id}.${part.name}`, part);
    }
    for (const f of i.functions) for (const p of f.params) note(`${f.id}.${p.name}`, p);
  }
  for (const { name, id, deprecated, origin } of dated) {
    const { replacement } = deprecated;
    if (replacement === undefined) continue;
    const wrong = (why: string, help?: string) =>
      context.report('resolve/deprecation', child(origin, 'deprecated', 'replacement'), { name, why }, { help });
    const found = items.get(replacement);
    if (!found) wrong(`names ${replacement}, which does not exist`, didYouMean(replacement, items.keys()));
    else if (replacement === id) wrong('names the item itself as its replacement');
    else if (found.deprecated) wrong(`names ${replacement}, which is deprecated too`);
  }
}
