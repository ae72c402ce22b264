import { visible } from '../../generator/diagnostics/visible.js';
import type { Severity } from '../finding.js';
import { jsonText } from './escape.js';
import { type GuestRow, guestRows } from './guest-words.js';
import type { CheckReport, FindingReport, Location, ReportFormat, RuleReport } from './model.js';
import { artifact, message, root } from './sarif-parts.js';
import { detailsOf, outcomeOf, summaryText } from './words.js';

/** SARIF 2.1.0 for code scanning: one run, whose paths are relative to the root of the repository. */
export const sarif: ReportFormat = { name: 'sarif', paths: 'repository', render: sarifReport };

/** What code scanning takes of one run. */
const mostResults = 25_000;
/** It takes 10 MB compressed. Without compression that holds twice as many results as it shows of a run. */
const mostBytes = 10_000_000;

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

function sarifReport(report: CheckReport): string {
  const ids = new Map(report.rules.map((rule, index) => [rule.id, index]));
  const modules = guestRows(report).map((row) => moduleResult(row, ids.get(row.rule)));
  const all = [...modules, ...report.findings.map((finding) => result(finding, ids.get(finding.rule), report))];
  const results = fitting(all);
  const left = all.length - results.length;
  const run = {
    tool: {
      driver: {
        name: visible(report.tool.name),
        semanticVersion: visible(report.tool.version),
        rules: report.rules.map(rule),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [root]: { description: message('The root of the repository.') } },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'note', message: message(summaryText(report)) },
          ...(left === 0
            ? []
            : [
                {
                  level: 'warning',
                  message: message(
                    `${left} of ${all.length} results are left out, the least grave ones: code scanning does not take more.`,
                  ),
                },
              ]),
        ],
      },
    ],
    results,
    properties: {
      outcome: outcomeOf(report),
      asOf: report.asOf,
      baseline: visible(report.baseline.version),
      candidate: visible(report.candidate.version),
    },
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

/** The first that code scanning takes: the gravest stand first. */
function fitting<T>(results: readonly T[]): T[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  const kept: T[] = [];
  for (const candidate of results.slice(0, mostResults)) {
    bytes += encoder.encode(JSON.stringify(candidate)).length;
    if (bytes > mostBytes) break;
    kept.push(candidate);
  }
  return kept;
}

const rule = ({ id, summary, why, fix }: RuleReport) => ({
  id: visible(id),
  shortDescription: message(summary),
  fullDescription: message(`${summary} ${why}`),
  help: message(`${summary}\n\n${why}\n\n${fix}`),
});

/** A reason why a module breaks, at its file: a binary has no lines. */
const moduleResult = ({ path, subject, rule: id, message: why }: GuestRow, ruleIndex: number | undefined) => ({
  ruleId: visible(id),
  ...(ruleIndex === undefined ? {} : { ruleIndex }),
  level: levels.error,
  message: message(`${path}: ${subject}: ${why}`),
  locations: [{ physicalLocation: { artifactLocation: artifact(path) }, logicalLocations: [{ fullyQualifiedName: visible(subject) }] }],
});

function result(finding: FindingReport, ruleIndex: number | undefined, report: CheckReport) {
  const { location, baselineLocation, waivedBy } = finding;
  const details = detailsOf(finding, report).map(([label, text]) => `${label}: ${text}`);
  return {
    ruleId: visible(finding.rule),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: message([finding.message, ...details].join('\n')),
    locations: [{ physicalLocation: physical(location), logicalLocations: [{ fullyQualifiedName: visible(finding.item) }] }],
    relatedLocations: baselineLocation
      ? [{ id: 1, message: message('In the baseline.'), physicalLocation: physical(baselineLocation) }]
      : [],
    // Code scanning knows a result again by the first, other readers by the second.
    partialFingerprints: { primaryLocationLineHash: `${finding.fingerprint}:1`, 'moltAbiFinding/v1': finding.fingerprint },
    suppressions: waivedBy === null ? [] : [{ kind: 'external', status: 'accepted', justification: visible(`Waived by ${waivedBy}.`) }],
    properties: { bump: finding.bump, failureMode: finding.failureMode, breaks: finding.breaks, targets: finding.targets.map(visible) },
  };
}

/** Code scanning refuses a file in which a result has no place, so that what has none stands at the ABI's main file. */
const physical = (location: Location | null) =>
  location === null
    ? { artifactLocation: { uri: 'abi.json', uriBaseId: root } }
    : {
        artifactLocation: artifact(location.file),
        region: { startLine: location.line, startColumn: location.column, endLine: location.endLine, endColumn: location.endColumn },
      };
