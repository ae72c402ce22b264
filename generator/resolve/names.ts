import type { Origin } from '../ir/abi.js';
import { type Context, child } from './context.js';

/** Names of one scope, older names (`aliases`) included: each leads to one item. */
export class Names {
  readonly #taken = new Map<string, { readonly what: string; readonly origin: Origin | undefined }>();

  constructor(readonly context: Context) {}

  /** Takes a name; reported if another item has it. An item without a place is the language itself. */
  claim(name: string, what: string, origin: Origin | undefined): void {
    const first = this.#taken.get(name);
    if (!first) this.#taken.set(name, { what, origin });
    else if (origin) {
      const span = first.origin && this.context.span(first.origin);
      const related = span ? [{ message: `${first.what} stands here`, span }] : [];
      this.context.report('resolve/duplicate-name', origin, { name, first: first.what, second: what }, { related });
    }
  }
}

/** Holds the aliases of the items of one scope to be names of one item each. */
export function checkAliases(
  context: Context,
  items: readonly { readonly name: string; readonly aliases: readonly string[]; readonly origin: Origin }[],
): void {
  if (items.every((item) => item.aliases.length === 0)) return;
  const names = new Names(context);
  for (const item of items) names.claim(item.name, item.name, item.origin);
  for (const item of items)
    for (const [i, alias] of item.aliases.entries()) names.claim(alias, `an alias of ${item.name}`, child(item.origin, 'aliases', i));
}
