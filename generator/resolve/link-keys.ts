import { type Abi, type AnyImport, importsOf, type Origin } from '../ir/abi.js';
import { type Context, child } from './context.js';

interface LinkKey {
  readonly module: string;
  readonly field: string;
  readonly origin: Origin;
}

/** A link key (module and field) has one meaning, and a reserved one none. */
export function linkKeys(context: Context, abi: Abi): void {
  const seen = new Map<string, { readonly id: string; readonly origin: Origin }>();
  for (const [file, { name, links }] of context.source.settled ?? [])
    for (const { module, field } of links) seen.set(keyText(module, field), { id: `interface ${name}`, origin: { file, pointer: '' } });
  const reserved = new Map(abi.reserved.map((r) => [keyText(r.module, r.name), r.reason]));
  for (const item of importsOf(abi))
    for (const { module, field, origin } of keysOf(item)) {
      const key = keyText(module, field);
      const first = seen.get(key);
      if (first) {
        const span = context.span(first.origin);
        const related = span ? [{ message: `${first.id} stands here`, span }] : [];
        context.report('resolve/duplicate-import', origin, { module, field, first: first.id, second: item.id }, { related });
      } else seen.set(key, { id: item.id, origin });
      const reason = reserved.get(key);
      if (reason !== undefined && item.status !== 'reserved') context.report('resolve/reserved-import', origin, { module, field, reason });
    }
}

const keyText = (module: string, field: string): string => JSON.stringify([module, field]);

function keysOf(item: AnyImport): LinkKey[] {
  const own = { module: item.module, field: item.field, origin: child(item.origin, 'import') };
  const others = item.kind === 'func' ? item.importAliases : [];
  return [own, ...others.map((a, i) => ({ ...a, origin: child(item.origin, 'importAliases', i, 'name') }))];
}
