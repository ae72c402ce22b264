import { NameTable, words } from '../../emit/names.js';
import { witWords } from '../../emit/reserved/wit.js';
import type { Item } from '../../ir/item.js';
import type { NamedType } from '../../ir/types.js';

/** Lower-case words with hyphens. A word that begins with a digit, which parsers of older days refuse, joins the one before it. */
export const kebabCase = (name: string): string =>
  words(name)
    .map((word) => word.toLowerCase())
    .reduce((kebab, word) => kebab + (/^\d/.test(word) ? '' : '-') + word);

/** A name as it is written: keywords have a `%` before them, which is no part of the name. */
export const written = (name: string): string => (witWords.has(name) ? `%${name}` : name);

/** The names of one package, by scope. No word is reserved in WIT, since each can be written with a `%`. */
export const packageNames = (): NameTable => new NameTable('WIT', () => false);

/** Claims a name of the package or a member of an item, and gives it as it is written. */
export const claimed = (table: NameTable, scope: string, wanted: string, what: string, item: Item): string =>
  written(table.claim(scope, kebabCase(wanted), { what, origin: item.origin }));

/** Names in one WIT interface: its own items, and those that it uses from others, which it names after their interface if need be. */
export class WitScope {
  /** Names used from other interfaces: by their interface, type id to local name. */
  readonly uses = new Map<string, Map<string, string>>();
  readonly #taken = new Set<string>();
  readonly #own = new Map<string, string>();

  constructor(
    readonly table: NameTable,
    /** Name of the WIT interface. */
    readonly name: string,
    /** The WIT interface in which a type stands. */
    readonly homeOf: (type: NamedType) => string,
  ) {}

  /** Claims a name; `otherwise` where a type of the interface has it, as in WIT types and functions share one scope. */
  own(wanted: string, what: string, item: Item, otherwise = wanted): string {
    const name = this.#taken.has(kebabCase(wanted)) ? otherwise : wanted;
    this.#taken.add(kebabCase(name));
    return claimed(this.table, this.name, name, what, item);
  }

  ownType(type: NamedType): void {
    this.#own.set(type.id, this.own(type.name, type.id, type));
  }

  /** The name of a type in this interface. Own items must be claimed before. */
  typeName(type: NamedType): string {
    const own = this.#own.get(type.id);
    if (own !== undefined) return own;
    const home = this.homeOf(type);
    const used = this.uses.get(home) ?? new Map<string, string>();
    this.uses.set(home, used);
    const name = used.get(type.id) ?? this.own(type.name, type.id, type, type.id.replace('.', '-'));
    used.set(type.id, name);
    return name;
  }
}
