/**
 * Characters that a reader does not see, or that move, hide or break what stands around them. A fixed list and not a
 * Unicode property, so that output does not depend on the Unicode version of the engine.
 */
const hiddenRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x08], // controls before tab
  [0x0b, 0x1f], // VT, FF, CR, ESC and the other controls after line feed
  [0x7f, 0x9f], // DEL, C1 controls, NEL
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // combining grapheme joiner
  [0x61c, 0x61c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian selectors
  [0x200b, 0x200f], // zero-width characters, direction marks
  [0x2028, 0x202e], // line and paragraph separators, bidirectional embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidirectional isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // lone surrogates
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // halfwidth Hangul filler
  [0xfff0, 0xffff], // interlinear annotations, noncharacters
  [0x1bca0, 0x1bca3], // shorthand controls
  [0x1d173, 0x1d17a], // musical controls
  [0xe0000, 0xe0fff], // tags, further variation selectors
];

const codePoint = (n: number): string => `\\u{${n.toString(16)}}`;
const hidden = new RegExp(`[${hiddenRanges.map(([from, to]) => `${codePoint(from)}-${codePoint(to)}`).join('')}]`, 'gu');

/** Replaces every hidden character by what `show` makes of it. */
export const replaceHidden = (text: string, show: (character: string) => string): string => text.replace(hidden, show);

/** `\u202e`, or `\u{e0001}` beyond four digits: how a hidden character is shown to a reader. */
export function shownAs(character: string): string {
  const n = character.codePointAt(0) ?? 0;
  return n > 0xffff ? codePoint(n) : `\\u${n.toString(16).padStart(4, '0')}`;
}

/** A name or a key in which every character can be seen; line feeds are shown too. */
export const visible = (text: string): string => replaceHidden(text, shownAs).replaceAll('\n', shownAs('\n'));

/** Lines of a documentation text, every character visible, without blank lines at either end. Only LF and CRLF end a line. */
export function docLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => replaceHidden(line, shownAs).trimEnd());
  const isText = (line: string): boolean => line !== '';
  const last = lines.findLastIndex(isText);
  return last < 0 ? [] : lines.slice(lines.findIndex(isText), last + 1);
}

/** A documentation text as one line. */
export const oneLine = (text: string): string =>
  docLines(text)
    .filter((line) => line !== '')
    .join(' ');
