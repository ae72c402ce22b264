import { markdownCode, markdownLink, markdownText } from '../../emit/text/markdown.js';
import type { Authority, Deprecation, Type } from '../../ir/abi.js';
import type { Signature } from '../../ir/lowered.js';
import { indexPage, type Places } from './anchors.js';

/** The words of one page: names of items as links to where they are described. Everything is Markdown of one line. */
export class Words {
  constructor(
    readonly places: Places,
    readonly page: string,
  ) {}

  type(type: Type): string {
    if (!('id' in type)) return markdownCode(type.kind === 'scalar' ? type.scalar : type.kind);
    return this.#item('type', type.id);
  }

  func = (id: string): string => this.#item('function', id);
  exported = (id: string): string => this.#item('export', id);
  capability = (name: string): string => this.#item('capability', name);
  interface = (name: string): string => markdownLink(markdownText(name), this.places.page(name));
  index = (label: string, anchor: string): string => markdownLink(label, this.page === indexPage ? `#${anchor}` : `${indexPage}#${anchor}`);

  authority(authority: Authority): string {
    if (authority.kind === 'none') return 'none';
    return authority.names.map(this.capability).join(authority.kind === 'all' ? ' and ' : ' or ');
  }

  /** A deprecation as a sentence with a link to what replaces the item. */
  deprecation({ in: since, removeIn, replacement, noReplacement, note }: Deprecation): string {
    const removal = removeIn === undefined ? '' : `, to be removed in ${removeIn}`;
    const advice = replacement === undefined ? markdownText(noReplacement ?? '') : `Use ${this.named(replacement)}.`;
    return [`Deprecated since ${since}${removal}.`, advice, markdownText(note ?? '')].filter((part) => part !== '').join(' ');
  }

  /** What a schema calls by its name, whatever it is. */
  named(id: string): string {
    const kind = (['function', 'type', 'export', 'capability'] as const).find((k) => this.places.address(k, id, this.page) !== undefined);
    return kind === undefined ? markdownCode(id) : this.#item(kind, id);
  }

  #item(kind: 'function' | 'export' | 'type' | 'capability', id: string): string {
    const address = this.places.address(kind, id, this.page);
    const label = markdownText(address?.startsWith('#') && kind !== 'capability' ? id.slice(id.indexOf('.') + 1) : id);
    return address === undefined ? label : markdownLink(label, address);
  }
}

export const signatureText = ({ params, results }: Signature): string => `(${params.join(', ')}) -> (${results.join(', ')})`;

/** Several short texts as one, without those that say nothing. */
export const joined = (parts: readonly (string | undefined)[], by = ' '): string =>
  parts.filter((part) => part !== undefined && part !== '').join(by);
