import { type Markup, markup, nothing } from './escape.js';
import { type GuestRow, guestRows } from './guest-words.js';
import type { CheckReport, FindingReport, ReportFormat } from './model.js';
import { counted, detailsOf, guestsText, outcomeOf, placeText, standing, summaryText } from './words.js';

/** For the test reports of build servers: a suite with a case for each finding and one for the verdict. */
export const junit: ReportFormat = { name: 'junit', paths: 'repository', render: junitReport };

/** Errors fail, and each reason why a module breaks. What is waived is skipped. Warnings and infos pass, with their text as output. */
function junitReport(report: CheckReport): string {
  const failed = outcomeOf(report) === 'FAIL';
  const modules = guestRows(report);
  const numbers = {
    tests: report.findings.length + modules.length + 1,
    failures: standing(report, 'error').length + modules.length + (failed ? 1 : 0),
    skipped: report.findings.filter((finding) => finding.waivedBy !== null).length,
  };
  const { tests, failures, skipped } = numbers;
  const name = `${report.candidate.abi} ${report.candidate.version}`;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${report.tool.name}" tests="${tests}" failures="${failures}" skipped="${skipped}" errors="0">
  <testsuite name="${name}" tests="${tests}" failures="${failures}" skipped="${skipped}" errors="0">
${verdictCase(report, failed)}${modules.map(moduleCase)}${report.findings.map((finding) => findingCase(finding, report))}  </testsuite>
</testsuites>
`.text;
}

const verdictCase = (report: CheckReport, failed: boolean): Markup => markup`    <testcase classname="verdict" name="${outcomeOf(report)}">
${output(failed, failed ? [counted(standing(report, 'error').length, 'error'), ...guestsText(report)].join('. ') : '', summaryText(report))}    </testcase>
`;

const moduleCase = ({
  path,
  subject,
  rule,
  message,
}: GuestRow): Markup => markup`    <testcase classname="${rule}" name="${path}: ${subject}" file="${path}">
${output(true, message, message)}    </testcase>
`;

function findingCase(finding: FindingReport, report: CheckReport): Markup {
  const { severity, rule, item, message, location, waivedBy } = finding;
  const place = location ? markup` file="${location.file}" line="${location.line}"` : nothing;
  const lines = [
    message,
    ...(location ? [placeText(location)] : []),
    ...detailsOf(finding, report).map(([label, text]) => `${label}: ${text}`),
  ];
  const waived = waivedBy !== null;
  return markup`    <testcase classname="${rule}" name="${item}"${place}>
${waived ? markup`      <skipped message="waived by ${waivedBy}"></skipped>\n` : nothing}${output(severity === 'error' && !waived, message, ...lines)}    </testcase>
`;
}

/** Lines of ours: what stands in one of them has no line break of its own. */
function output(failed: boolean, message: string, ...lines: readonly string[]): Markup {
  const body = lines.map((line) => markup`${line}\n`);
  return failed ? markup`      <failure message="${message}">${body}</failure>\n` : markup`      <system-out>${body}</system-out>\n`;
}
