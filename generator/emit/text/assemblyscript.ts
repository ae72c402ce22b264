import { replaceHidden } from './visible.js';

/** A line of a comment: text, or one that begins with a tag of our own, such as `@returns `. */
export type AsCommentLine = string | { readonly tag: string; readonly text: string };

/**
 * A JSDoc comment, made of lines from `docLines`. Nothing in the lines can end it: `*` and `/` are parted, also across lines,
 * since each line begins with ` * `. No tag begins in text.
 */
export function asComment(lines: readonly AsCommentLine[], indent = ''): string {
  if (lines.length === 0) return '';
  const safe = lines.map((line) => (typeof line === 'string' ? commentText(line) : line.tag + commentText(line.text)));
  if (safe.length === 1) return `${indent}/** ${safe[0]} */`;
  return [`${indent}/**`, ...safe.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}

const commentText = (line: string): string =>
  line
    .replace(/@/g, '\\@')
    .replace(/\*(?=\/)/g, '* ')
    .replace(/\/(?=\*)/g, '/ ');

/** A string literal of exactly the text. Visible characters stand as they are. */
export function asString(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${replaceHidden(escaped, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}
