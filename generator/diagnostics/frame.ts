import type { Paint } from './color.js';
import type { Position, Span } from './diagnostic.js';
import { visible } from './visible.js';

/** UTF-16 units of a line that are shown; longer lines are cut around the place. */
const maxWidth = 120;
/** Of which at most so many stand before the place. */
const before = 40;

/**
 * The lines of a span with carets below: the first line and, if the span goes on, the last one. Columns are those of the
 * printed text, in which control characters are written as escapes.
 */
export function codeFrame(text: string, span: Span, gutter: number, paint: Paint): string[] {
  const { start, end } = span;
  const bar = paint('blue', `${' '.repeat(gutter)} |`);
  const numbered = (line: number, content: string) =>
    `${paint('blue', `${String(line).padStart(gutter)} |`)}${content === '' ? '' : ` ${content}`}`;
  const marked = (line: number, from: number, to: number) => {
    const skipped = Math.max(0, from - reach);
    const excerpt = cut(lineAt(text, line === start.line ? start : end, skipped, from), from - skipped, to - skipped);
    return [numbered(line, excerpt.content), `${bar} ${' '.repeat(excerpt.indent)}${paint('red', '^'.repeat(excerpt.length))}`];
  };
  if (start.line === end.line) return [bar, ...marked(start.line, start.column - 1, end.column - 1)];
  const between = end.line > start.line + 1 ? [paint('blue', '.'.repeat(3))] : [];
  return [bar, ...marked(start.line, start.column - 1, Number.POSITIVE_INFINITY), ...between, ...marked(end.line, 0, end.column - 1)];
}

/** Characters of a line before and after a place that are looked at: one line can be megabytes long. */
const reach = 2 * maxWidth;

/** The line on which a position stands, without its line break, from the column `skipped` to what is beyond `from`. */
function lineAt(text: string, { offset, column }: Position, skipped: number, from: number): string {
  const start = offset - (column - 1);
  return /^[^\r\n]*/.exec(text.slice(start + skipped, start + from + reach))?.[0] ?? '';
}

/** The part of a line around `from` to `to`, with the place of the carets in what is printed; there is at least one. */
function cut(line: string, from: number, to: number): { readonly content: string; readonly indent: number; readonly length: number } {
  const left = line.length <= maxWidth ? 0 : whole(line, Math.max(0, Math.min(from - before, line.length - maxWidth)));
  const right = whole(line, Math.min(line.length, left + maxWidth));
  const first = from === 0 ? line.length - line.trimStart().length : from;
  const prefix = (left > 0 ? '…' : '') + shown(line.slice(left, Math.max(first, left)));
  const place = shown(line.slice(Math.max(first, left), Math.min(to, right)));
  const suffix = shown(line.slice(Math.max(left, Math.min(to, right)), right)) + (right < line.length ? '…' : '');
  return { content: (prefix + place + suffix).trimEnd(), indent: width(prefix), length: Math.max(1, width(place)) };
}

/** An index that does not part a surrogate pair. */
const whole = (line: string, at: number): number =>
  /[\udc00-\udfff]/.test(line[at] ?? '') && /[\ud800-\udbff]/.test(line[at - 1] ?? '') ? at - 1 : at;

/** Tabs become two spaces, since their width depends on the terminal. */
const shown = (text: string): string => visible(text.replaceAll('\t', '  '));

const width = (text: string): number => [...text].length;
