import { visible } from '../../generator/diagnostics/visible.js';

/** JSON in which every character can be seen and means the same: what a terminal would obey is written as `\u009b`. */
export const jsonText = (value: unknown): string => seen(JSON.stringify(value, null, 2));

/** The same on one line. */
export const jsonLine = (value: unknown): string => seen(JSON.stringify(value));

const seen = (json: string): string => `${json.replace(invisible, unitEscapes)}\n`;

/** As in `visible`, save the line feeds between values; those within are escaped already. */
const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const unitEscapes = (character: string): string =>
  [...Array(character.length).keys()].map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

/**
 * Runners of continuous integration obey `##[command]` and `##vso[command]` wherever they stand in a line of output, so the
 * second `#` is written as an escape.
 */
export const withoutCommands = (text: string): string => text.replace(/##(?=\w*\[)/g, '#\\u0023');

/** What follows `::` in a workflow command of GitHub Actions. */
export const commandText = (text: string): string => visible(text).replaceAll('%', '%25');

/** The value of a parameter of a workflow command. */
export const commandProperty = (text: string): string => commandText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Part[];

/** HTML, SVG or XML: what is filled in is escaped, save markup. Parts of a list stand one after the other. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(String.raw({ raw: strings }, ...parts.map(partText)));

const partText = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(partText).join('') : escaped(String(part));
};

export const nothing = new Markup('');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Literal as text and in quoted attributes. U+FFFE and U+FFFF, which XML does not allow, are seen as escapes too. */
const escaped = (text: string): string =>
  visible(text)
    .replace(/[\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (c) => entities[c] ?? c);
