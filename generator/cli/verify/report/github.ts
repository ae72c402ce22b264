import { commandProperty, commandText, withoutCommands } from '../../../../compat-policy/report/escape.js';
import { visible } from '../../../diagnostics/visible.js';
import type { Verdict, VerifyFinding } from '../../../verify/verdict.js';
import { countsOf, outcomeOf, subjectOf } from './words.js';

/** So many of each kind are shown for a step; one notice is left for each summary. */
const shown = 10;

/** Workflow commands of GitHub Actions: the first findings are annotations of the files, the others are lines in the log. */
export function github(verdicts: readonly Verdict[]): string {
  const left = { error: shown, warning: shown };
  const lines = verdicts.flatMap((verdict) => [
    ...verdict.findings.map((finding) => (left[finding.severity]-- > 0 ? annotation(verdict, finding) : logLine(verdict, finding))),
    `::notice title=${commandProperty(`molt-abi verify: ${outcomeOf(verdict)}`)}::${commandText(`${subjectOf(verdict)}: ${countsOf(verdict)}`)}`,
  ]);
  return lines.map((line) => `${withoutCommands(line)}\n`).join('');
}

const annotation = ({ module }: Verdict, { severity, rule, message, help }: VerifyFinding): string =>
  `::${severity} file=${commandProperty(module.path)},title=${commandProperty(rule)}::${[message, help ?? '']
    .filter((text) => text !== '')
    .map(commandText)
    .join('%0A')}`;

/** Begins with a word of ours, so that it is no command. */
const logLine = ({ module }: Verdict, { severity, rule, message }: VerifyFinding): string =>
  visible(`${severity} ${rule} in ${module.path}: ${message}`);
