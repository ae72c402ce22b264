import { visible } from '../../generator/diagnostics/visible.js';
import type { Severity } from '../finding.js';
import { commandProperty, commandText, withoutCommands } from './escape.js';
import { type GuestRow, guestRows } from './guest-words.js';
import type { CheckReport, FindingReport, ReportFormat } from './model.js';
import { breaksText, outcomeOf, placeText, severities, standing, summaryText } from './words.js';

/** Workflow commands of GitHub Actions, which show findings beside the lines of a pull request. */
export const github: ReportFormat = { name: 'github', paths: 'repository', render: githubReport };

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** So many of each kind are shown for a step; one notice is left for the summary. */
const shownOf: Readonly<Record<Severity, number>> = { error: 10, warning: 10, info: 9 };

/** The first findings of each severity are annotations; the others are lines in the log, which has no limit. */
function githubReport(report: CheckReport): string {
  const waived = report.findings.filter((finding) => finding.waivedBy !== null);
  const lines = severities.flatMap((severity) => {
    const findings = standing(report, severity);
    // Modules that break come first: they are real, and each annotation of a finding says less than one of them.
    const modules = severity === 'error' ? guestRows(report) : [];
    const most = Math.max(0, shownOf[severity] - modules.length);
    return [
      ...modules.slice(0, shownOf[severity]).map(moduleAnnotation),
      ...findings.slice(0, most).map(annotation),
      ...modules.slice(shownOf[severity]).map(moduleLine),
      ...findings.slice(most).map(logLine),
    ];
  });
  const summary = `::notice title=${commandProperty(`molt-abi: ${outcomeOf(report)}`)}::${commandText(summaryText(report))}`;
  return `${[...lines, ...waived.map(logLine), summary].map(withoutCommands).join('\n')}\n`;
}

function annotation(finding: FindingReport): string {
  const { severity, rule, message, help, location } = finding;
  const place = location
    ? [
        `file=${commandProperty(location.file)}`,
        `line=${location.line}`,
        // Columns count only within one line.
        ...(location.line === location.endLine ? [`col=${location.column}`, `endColumn=${location.endColumn}`] : []),
        `endLine=${location.endLine}`,
      ]
    : [];
  const parameters = [...place, `title=${commandProperty(rule)}`].join(',');
  return `::${commands[severity]} ${parameters}::${[message, ...(finding.breaks.length === 0 ? [] : [breaksText(finding)]), help].map(commandText).join('%0A')}`;
}

/** Beside no line: a module is a binary, and seldom in the repository. */
const moduleAnnotation = ({ path, subject, rule, message }: GuestRow): string =>
  `::${commands.error} title=${commandProperty(rule)}::${commandText(`${path}: ${subject}: ${message}`)}`;

const moduleLine = ({ path, subject, rule, message }: GuestRow): string => visible(`error ${rule} at ${path}: ${subject}: ${message}`);

/** Begins with a word of ours, so that it is no command. */
function logLine({ severity, rule, message, location, waivedBy }: FindingReport): string {
  const waiver = waivedBy === null ? '' : ` (waived by ${waivedBy})`;
  const place = location ? ` at ${placeText(location)}` : '';
  return visible(`${severity} ${rule}${waiver}${place}: ${message}`);
}
