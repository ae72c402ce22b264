import { replaceHidden } from './visible.js';

/** A line of a documentation: plain text, or text after markup of our own, such as the bullet of a list. */
export type RustDocLine = string | { readonly markup: string; readonly text: string };

/**
 * Outer documentation comments, made of lines from `docLines`. A line comment ends at its line, so nothing in the lines can
 * leave it; but rustdoc reads Markdown and runs its code blocks as tests, so plain text is escaped to stand for itself.
 */
export const rustDoc = (lines: readonly RustDocLine[], indent = ''): string =>
  lines
    .map((line) => (typeof line === 'string' ? literal(line) : line.markup + inline(line.text)))
    .map((line) => `${indent}/// ${line}`.trimEnd())
    .join('\n');

/** A line comment that rustdoc does not read. */
export const rustComment = (lines: readonly string[]): string => lines.map((line) => `// ${line}`.trimEnd()).join('\n');

/** Text in which no Markdown begins: no emphasis, code, link, image, HTML, entity, table, footnote or strikethrough. */
const inline = (text: string): string =>
  text
    .replace(/[\\`*[\]<>&|~]/g, '\\$&')
    // Between letters and digits an underscore is itself.
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');

/** A line of its own, which also begins no heading, list, rule, quotation or indented code. */
const literal = (line: string): string =>
  inline(line.trim())
    .replace(/^[-+=#:]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');

/** A string literal of exactly the text. Visible characters stand as they are. */
export function rustString(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${replaceHidden(escaped, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}
