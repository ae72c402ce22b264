/** An element as it begins. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Parsed {
  readonly tags: readonly Tag[];
  /** Text with the innermost element that holds it. */
  readonly texts: readonly { readonly within: string; readonly text: string }[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const decoded = (text: string): string =>
  text.replace(/&([^;]*;)?/g, (whole, name: string | undefined) => {
    const character = name === undefined ? undefined : entities[name.slice(0, -1)];
    if (character === undefined) throw new Error(`not an entity that is known: ${whole}`);
    return character;
  });

/**
 * Reads markup so strict that every reader of HTML, SVG and XML sees the same in it: elements are closed in order, attributes
 * are quoted and stand once, `<` and `&` begin nothing but tags and a few entities, and no character is invisible or forbidden
 * in XML. Throws at anything else.
 */
export function parseMarkup(source: string): Parsed {
  if (/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\ufffe\uffff]/u.test(source)) throw new Error('a character that must not be here');
  const tags: Tag[] = [];
  const texts: { within: string; text: string }[] = [];
  const open: string[] = [];
  const body = source.replace(/^(?:<\?xml version="1\.0" encoding="UTF-8"\?>|<!DOCTYPE html>)\n/, '');
  const token = /<\/([A-Za-z0-9-]+)>|<([A-Za-z0-9-]+)((?: [a-zA-Z0-9:-]+="[^"<>]*")*)( \/)?>|([^<>]+)/y;
  while (token.lastIndex < body.length) {
    const at = token.lastIndex;
    const match = token.exec(body);
    if (match === null) throw new Error(`not markup: ${JSON.stringify(body.slice(at, at + 60))}`);
    const [, close, name, list = '', empty, text] = match;
    if (text !== undefined) texts.push({ within: open.at(-1) ?? '', text: decoded(text) });
    if (close !== undefined && open.pop() !== close) throw new Error(`</${close}> closes nothing`);
    if (name !== undefined) {
      const attributes = [...list.matchAll(/ ([^=]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decoded(value)] as const);
      if (new Set(attributes.map(([key]) => key)).size < attributes.length) throw new Error(`an attribute twice: ${list}`);
      tags.push({ name, attributes: Object.fromEntries(attributes) });
      if (empty === undefined && name !== 'br') open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return { tags, texts };
}
