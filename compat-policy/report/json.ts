import { jsonText } from './escape.js';
import type { CheckReport, ReportFormat } from './model.js';

/** The report itself; `schemas/check-report.schema.json` describes it. */
export const json: ReportFormat = { name: 'json', paths: 'repository', render: jsonParts };

/** Findings one by one. No text holds the line that they stand behind: line feeds in texts are escaped. */
function* jsonParts(report: CheckReport): Generator<string> {
  const whole = jsonText({ ...report, findings: [] });
  if (report.findings.length === 0) {
    yield whole;
    return;
  }
  const list = '\n  "findings": [';
  const at = whole.indexOf(list) + list.length;
  yield whole.slice(0, at);
  for (const [i, finding] of report.findings.entries())
    yield `${i === 0 ? '' : ','}\n    ${jsonText(finding).trimEnd().replaceAll('\n', '\n    ')}`;
  yield `\n  ${whole.slice(at)}`;
}
