import { jsonText } from '../../../../compat-policy/report/escape.js';
import { artifact, message, root } from '../../../../compat-policy/report/sarif-parts.js';
import { verifyCatalog } from '../../../diagnostics/catalog/verify.js';
import { catalog } from '../../../diagnostics/catalog.js';
import { visible } from '../../../diagnostics/visible.js';
import type { Verdict, VerifyFinding } from '../../../verify/verdict.js';
import { toolVersion } from '../../../version.js';
import { countsOf, outcomeOf, type ReportContext, subjectOf } from './words.js';

/** What code scanning takes of one run. */
const mostResults = 25_000;

const rules = Object.keys(verifyCatalog) as (keyof typeof verifyCatalog)[];

/** SARIF 2.1.0 for code scanning: one run over all modules, each a file of the repository. */
export function sarif(verdicts: readonly Verdict[], { unread }: ReportContext): string {
  const results = verdicts.flatMap((verdict) => verdict.findings.map((finding) => result(verdict, finding)));
  const run = {
    tool: { driver: { name: 'molt-abi', semanticVersion: toolVersion(), rules: rules.map(rule) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [root]: { description: message('The root of the repository.') } },
    invocations: [
      {
        // What could not be read is not clean: a service must not close what it knows of it.
        executionSuccessful: unread.length === 0,
        toolExecutionNotifications: [
          ...unread.map(({ diagnostic }) => ({ level: 'error', message: message(visible(diagnostic.message)) })),
          ...verdicts.map((verdict) => ({
            level: 'note',
            message: message(`${outcomeOf(verdict)}: ${subjectOf(verdict)} (${countsOf(verdict)})`),
          })),
        ],
      },
    ],
    results: results.slice(0, mostResults),
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

const rule = (id: keyof typeof verifyCatalog) => ({ id, shortDescription: message(catalog[id].summary) });

/** A module has no lines; code scanning takes no result without one. */
const result = ({ module }: Verdict, finding: VerifyFinding) => ({
  ruleId: finding.rule,
  ruleIndex: rules.indexOf(finding.rule as (typeof rules)[number]),
  level: finding.severity,
  message: message([finding.message, ...(finding.help === null ? [] : [finding.help])].join('\n')),
  locations: [
    {
      physicalLocation: { artifactLocation: artifact(module.path), region: { startLine: 1 } },
      logicalLocations: [{ fullyQualifiedName: visible(itemOf(finding)) }],
    },
  ],
  partialFingerprints: { 'moltAbiVerify/v1': `${finding.rule} ${visible(itemOf(finding))}` },
});

const itemOf = (finding: VerifyFinding): string =>
  finding.import ? `${finding.import.module}.${finding.import.name}` : (finding.export ?? 'module');
