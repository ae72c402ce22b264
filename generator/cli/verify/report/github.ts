import { commandProperty, commandText, withoutCommands } from '../../../../compat-policy/report/escape.js';
import { visible } from '../../../diagnostics/visible.js';
import type { Verdict, VerifyFinding } from '../../../verify/verdict.js';
import { countsOf, outcomeOf, type ReportContext, subjectOf } from './words.js';

/** So many of each kind are shown for a step; one notice is left for each summary. */
const shown = 10;

/** Workflow commands of GitHub Actions: the first findings are annotations of the files, the others are lines in the log. */
export function github(verdicts: readonly Verdict[], { unread }: ReportContext): string {
  const left = { error: shown, warning: shown };
  const tell = (module: Named, finding: Told) => (left[finding.severity]-- > 0 ? annotation(module, finding) : logLine(module, finding));
  const damaged = unread.map(({ path, diagnostic: { severity, code: rule, message, help = null } }) =>
    tell({ path }, { severity, rule, message: visible(message), help }),
  );
  const lines = verdicts.flatMap((verdict) => [
    ...verdict.findings.map((finding) => tell(verdict.module, finding)),
    `::notice title=${commandProperty(`molt-abi verify: ${outcomeOf(verdict)}`)}::${commandText(`${subjectOf(verdict)}: ${countsOf(verdict)}`)}`,
  ]);
  return [...damaged, ...lines].map((line) => `${withoutCommands(line)}\n`).join('');
}

type Named = Pick<Verdict['module'], 'path'>;
type Told = Pick<VerifyFinding, 'severity' | 'rule' | 'message' | 'help'>;

const annotation = ({ path }: Named, { severity, rule, message, help }: Told): string =>
  `::${severity} file=${commandProperty(path)},title=${commandProperty(rule)}::${[message, help ?? '']
    .filter((text) => text !== '')
    .map(commandText)
    .join('%0A')}`;

/** Begins with a word of ours, so that it is no command. */
const logLine = ({ path }: Named, { severity, rule, message }: Told): string => visible(`${severity} ${rule} in ${path}: ${message}`);
