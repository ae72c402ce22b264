import { markdownText } from '../../../emit/text/markdown.js';
import type { MeasureReport } from '../../../measure/model.js';
import { factsOf, summaryOf, tablesOf } from './words.js';

/** A note for a release. */
export function markdown(report: MeasureReport): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const tables = tablesOf(report).flatMap(({ title, note, rows: [head = [], ...rows] }) => [
    `## ${title}`,
    '',
    ...(note === '' ? [] : [markdownText(note), '']),
    line(head.map(markdownText)),
    line(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map(markdownText))),
    '',
  ]);
  const facts = factsOf(report).map(([label, fact]) => `- ${markdownText(label)}: ${markdownText(fact)}`);
  return [`# ${markdownText(summaryOf(report))}`, '', ...facts, '', ...tables].join('\n');
}
