import { docLines, oneLine, visible } from './visible.js';

/**
 * Text as one line of literal Markdown (CommonMark with the tables and autolinks of GFM): no markup, HTML, link or table
 * cell can begin in it. Line breaks become spaces.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .trim()
    .split(/([ \t]+)/)
    .map((word) => (isAddress.test(word) ? markdownCode(word) : word.replace(/[\\`*_{}[\]()#!|<>&~@"$]/g, '\\$&')))
    .join('')
    // Only at the start, where they would make a list, a heading or a rule.
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');

/** What GitHub makes a link of even where a part of it is escaped; it makes none of code. */
const isAddress = /:\/\/|www\.|.@./i;

/**
 * Text as a code span. A fence longer than any run of backticks in it cannot be closed from inside. A bar, which would end a
 * table cell, stands between spans: in a span its escape would be seen outside of tables.
 */
export const markdownCode = (text: string): string =>
  visible(text)
    .split('|')
    .map((part, _, parts) => (part === '' && parts.length > 1 ? '' : codeSpan(part)))
    .join('\\|');

function codeSpan(text: string): string {
  if (/^ *$/.test(text)) return `\`${text || ' '}\``;
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Text as paragraphs of literal Markdown, parted where the text has blank lines. */
export const markdownParagraphs = (text: string): string =>
  docLines(text)
    .join('\n')
    .split(/\n{2,}/)
    .map(markdownText)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');

/** A link; the label is Markdown already, the address a relative one of our own making. */
export const markdownLink = (label: string, address: string): string => `[${label}](${address})`;

/** A table of GFM; cells are Markdown of one line. */
export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A list; items are Markdown of one line. */
export const markdownList = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
