import type { Abi } from '../../ir/abi.js';

/**
 * Anchors that GitHub and others give to the headings `Function open`, `Function Open`: in lower case, without what is no
 * letter, digit, hyphen or underscore, and numbered where the page has the same one already.
 */
export function anchorsOf(kind: string, names: readonly string[]): ReadonlyMap<string, string> {
  const uses = new Map<string, number>();
  return new Map(
    names.map((name) => {
      const wanted = `${kind} ${name}`
        .toLowerCase()
        .replace(/[^a-z0-9_ -]/g, '')
        .replaceAll(' ', '-');
      let anchor = wanted;
      while (uses.has(anchor)) {
        const number = (uses.get(wanted) ?? 0) + 1;
        uses.set(wanted, number);
        anchor = `${wanted}-${number}`;
      }
      uses.set(anchor, 0);
      return [name, anchor];
    }),
  );
}

/** The page of an interface. A name that is that of the index, or that Windows keeps for a device, gets a trailing `_`. */
const pageOf = (name: string): string => (/^(readme|con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? `${name}_.md` : `${name}.md`);

export const indexPage = 'README.md';

/** Where every item is described, by the kind of heading and its id: `socket.md#function-recv`. */
export class Places {
  readonly #addresses = new Map<string, string>();
  readonly #pages = new Map<string, string>();

  constructor(abi: Abi) {
    for (const i of abi.interfaces) {
      const page = pageOf(i.name);
      this.#pages.set(i.name, page);
      this.#note(page, 'function', `${i.name}.`, i.functions);
      this.#note(page, 'export', `${i.name}.`, i.exports);
      this.#note(page, 'type', `${i.name}.`, i.types);
    }
    this.#note(indexPage, 'capability', '', abi.capabilities);
  }

  /** Page of an interface. */
  page(interfaceName: string): string {
    return this.#pages.get(interfaceName) ?? indexPage;
  }

  /** Address of an item as seen from a page; undefined for what has no heading. */
  address(kind: 'function' | 'export' | 'type' | 'capability', id: string, from: string): string | undefined {
    const address = this.#addresses.get(`${kind} ${id}`);
    return address?.startsWith(`${from}#`) ? address.slice(from.length) : address;
  }

  #note(page: string, kind: string, prefix: string, items: readonly { readonly name: string }[]): void {
    const names = items.map((item) => item.name);
    for (const [name, anchor] of anchorsOf(kind, names)) this.#addresses.set(`${kind} ${prefix}${name}`, `${page}#${anchor}`);
  }
}
