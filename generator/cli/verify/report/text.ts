import { withoutCommands } from '../../../../compat-policy/report/escape.js';
import { type Paint, painter } from '../../../diagnostics/color.js';
import { visible } from '../../../diagnostics/visible.js';
import type { Verdict } from '../../../verify/verdict.js';
import { countsOf, factsOf, outcomeOf, type ReportContext, subjectOf } from './words.js';

/** For the terminal: the verdict first, then what is to know of the module, then every finding. */
export const text = (verdicts: readonly Verdict[], { color }: ReportContext): string =>
  withoutCommands(verdicts.map((verdict) => `${block(verdict, painter(color)).join('\n')}\n`).join('\n'));

function block(verdict: Verdict, paint: Paint): string[] {
  const stroke = verdict.pass ? 'bold' : 'red';
  return [
    `${paint(stroke, outcomeOf(verdict))}: ${paint('bold', visible(subjectOf(verdict)))} (${countsOf(verdict)})`,
    ...factsOf(verdict).map(([label, fact]) => `  ${label}: ${visible(fact)}`),
    ...verdict.findings.flatMap(({ rule, severity, message, help }, i, all) => [
      `${paint(severity === 'error' ? 'red' : 'yellow', `${severity}[${rule}]`)}: ${visible(message)}`,
      // What many findings have in common is said once, after the last of them.
      ...(help === null || help === all[i + 1]?.help ? [] : [`  help: ${visible(help)}`]),
    ]),
    ...verdict.notes.map((note) => `note: ${visible(note)}`),
  ];
}
