import { type Paint, painter } from './color.js';
import type { Diagnostic, Severity, Span } from './diagnostic.js';
import { codeFrame } from './frame.js';
import { visible } from './visible.js';

export { type DiagnosticJson, diagnosticJson, formatJson } from './format-json.js';

export interface TextOptions {
  /** Text of a file by the name that spans have; undefined if it is not at hand, and then no lines are shown. */
  readonly sourceOf: (file: string) => string | undefined;
  /** Whether to use ANSI colours. */
  readonly color: boolean;
}

/**
 * Diagnostics for the terminal, each with its lines of code, and a summary. Empty if there are none. Whatever comes from a
 * file is printed with its control and invisible characters escaped.
 */
export function formatText(diagnostics: readonly Diagnostic[], { sourceOf, color }: TextOptions): string {
  if (diagnostics.length === 0) return '';
  const paint = painter(color);
  const textOf = readOnce(sourceOf);
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, textOf, paint).join('\n'));
  return `${[...blocks, summary(diagnostics)].join('\n\n')}\n`;
}

/** Thousands of diagnostics can stand in one large file. Offsets do not count a byte order mark, so it is taken off. */
function readOnce(sourceOf: TextOptions['sourceOf']): TextOptions['sourceOf'] {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, sourceOf(file)?.replace(/^\ufeff/, ''));
    return texts.get(file);
  };
}

/** "2 errors, 1 warning". */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const counted = (n: number, noun: string) => (n === 0 ? [] : [`${n} ${noun}${n === 1 ? '' : 's'}`]);
  return [...counted(count('error'), 'error'), ...counted(count('warning'), 'warning')].join(', ') || '0 errors';
}

function block({ code, severity, message, span, related, help }: Diagnostic, textOf: TextOptions['sourceOf'], paint: Paint): string[] {
  const title = `${paint(severity === 'error' ? 'red' : 'yellow', `${severity}[${code}]`)}: ${paint('bold', visible(message))}`;
  const spans = [...(span ? [span] : []), ...related.map((place) => place.span)];
  const gutter = Math.max(1, ...spans.map(({ end }) => String(end.line).length));
  const indent = ' '.repeat(gutter);
  const place = (arrow: string, at: Span, note: string) => [
    `${indent}${paint('blue', arrow)} ${visible(`${at.file}:${at.start.line}:${at.start.column}`)}${at.pointer === '' ? '' : ` (${shortened(at.pointer)})`}${note}`,
    ...frame(at, textOf, gutter, paint),
  ];
  return [
    title,
    ...(span ? place('-->', span, '') : []),
    ...related.flatMap(({ message: note, span: at }) => place(':::', at, `: ${visible(note)}`)),
    ...(help === undefined ? [] : [`${indent} ${paint('blue', '=')} ${paint('cyan', 'help')}: ${visible(help)}`]),
  ];
}

function frame(span: Span, textOf: TextOptions['sourceOf'], gutter: number, paint: Paint): string[] {
  // An empty span at the very start stands for the file as a whole, which may be too large to read.
  const text = span.end.offset === 0 ? undefined : textOf(span.file);
  return text === undefined ? [] : codeFrame(text, span, gutter, paint);
}

const longestPointer = 200;
const shortened = (pointer: string): string => visible(pointer.length > longestPointer ? `${pointer.slice(0, longestPointer)}…` : pointer);
