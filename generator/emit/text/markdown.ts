import { oneLine, visible } from './visible.js';

/**
 * Text as one line of literal Markdown (CommonMark with the tables and autolinks of GFM): no markup, HTML, link or table
 * cell can begin in it. Line breaks become spaces.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .trim()
    .replace(/[\\`*_{}[\]()#!|<>&~@"$]/g, '\\$&')
    // Only at the start, where they would make a list, a heading or a rule.
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    // The two beginnings of an autolink.
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.');

/** Text as a code span. A fence longer than any run of backticks in it cannot be closed from inside; a bar would end a table cell. */
export function markdownCode(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown === '' || /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
