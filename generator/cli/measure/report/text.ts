import { withoutCommands } from '../../../../compat-policy/report/escape.js';
import { textTable } from '../../../../compat-policy/report/table.js';
import { painter } from '../../../diagnostics/color.js';
import { visible } from '../../../diagnostics/visible.js';
import type { MeasureReport } from '../../../measure/model.js';
import { factsOf, outcomeOf, summaryOf, tablesOf } from './words.js';

/** Widest line of a table. */
const width = 120;

/** For the terminal: what was measured, table by table, and the outcome last. */
export function text(report: MeasureReport, color: boolean): string {
  const paint = painter(color);
  const facts = factsOf(report).map(([label, fact]) => `${paint('bold', visible(label))}: ${visible(fact)}`);
  const blocks = tablesOf(report).map(({ title, note, rows }) => [
    paint('bold', title),
    ...(note === '' ? [] : [visible(note)]),
    ...textTable(
      rows.map((row) => row.map(visible)),
      width,
    ),
  ]);
  const last = paint(outcomeOf(report) === 'FAIL' ? 'red' : 'bold', visible(summaryOf(report)));
  return withoutCommands(`${[facts, ...blocks, [last]].map((lines) => lines.join('\n')).join('\n\n')}\n`);
}
