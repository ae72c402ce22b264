import { replaceHidden } from './visible.js';

/** A line of a comment: text, or one that begins with a Doxygen command of our own, such as `@return `. */
export type CommentLine = string | { readonly command: string; readonly text: string };

/**
 * A Doxygen block comment, made of lines from `docLines`. Nothing in the lines can end it: `*` and `/` are parted, also
 * across lines, since each line begins with ` * `. Backslashes and `@` are escaped, so that none begins a Doxygen
 * command; question marks are parted, since compilers warn of the trigraph `??/`. With the opening `/*` Doxygen ignores it.
 */
export function cComment(lines: readonly CommentLine[], { indent = '', opening = '/**' } = {}): string {
  if (lines.length === 0) return '';
  const safe = lines.map((line) => (typeof line === 'string' ? commentText(line) : line.command + commentText(line.text)));
  if (safe.length === 1) return `${indent}${opening} ${safe[0]} */`;
  return [`${indent}${opening}`, ...safe.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}

const commentText = (line: string): string =>
  line
    .replace(/[\\@]/g, '\\$&')
    .replace(/\*(?=\/)/g, '* ')
    .replace(/\/(?=\*)/g, '/ ')
    .replace(/\?(?=\?)/g, '? ');

/** A C string literal of exactly the text's UTF-8 bytes. Visible characters stand as they are; see the escapes below. */
export function cString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\?(?=\?)/g, '?\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return `"${replaceHidden(escaped, hiddenInString)}"`;
}

/** C11 has no universal character names below U+00A0: those are octal bytes, of three digits so that no digit can follow. */
function hiddenInString(character: string): string {
  const n = character.codePointAt(0) ?? 0;
  if (n > 0xffff) return `\\U${n.toString(16).padStart(8, '0')}`;
  if (n >= 0xa0) return `\\u${n.toString(16).padStart(4, '0')}`;
  return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
