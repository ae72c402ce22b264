/**
 * Characters that a terminal obeys, that reorder text, or that cannot be seen: controls (C0, DEL, C1), formats (bidirectional,
 * zero-width, tags), line and paragraph separators, lone surrogates.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Text in which every character can be seen and does nothing: others are written as `\u001b` or `\u{e0001}`. */
export const visible = (text: string): string => text.replace(invisible, escaped);

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const longestQuote = 80;

/** A name or value of a file in double quotes, safe to print, cut where it is long. */
export function quote(text: string): string {
  const cut = text.length > longestQuote ? `${text.slice(0, longestQuote).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return `"${visible(cut.replace(/["\\]/g, '\\$&'))}"`;
}
