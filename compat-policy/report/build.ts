import type { Origin } from '../../generator/ir/abi.js';
import type { Finding } from '../finding.js';
import type { Removal, Verdict } from '../verdict/verdict.js';
import type {
  CheckReport,
  FindingReport,
  GuestsReport,
  Location,
  MatrixReport,
  ReleaseReport,
  RuleReport,
  VersionReport,
  WitnessReport,
} from './model.js';

/** What a report is built from. */
export interface ReportInput {
  readonly tool: CheckReport['tool'];
  readonly asOf: string | null;
  readonly baseline: VersionReport;
  readonly candidate: VersionReport;
  /** Null for a comparison. */
  readonly verdict: Pick<Verdict, 'pass' | 'requiredBump' | 'declaredBump'> | null;
  /** In the order in which they are to be read. */
  readonly findings: readonly Finding[];
  readonly removals: readonly Removal[];
  readonly matrix: MatrixReport | null;
  /** Null where no modules were named. */
  readonly guests: GuestsReport | null;
  readonly releases: readonly ReleaseReport[];
  /** By fingerprint. */
  readonly witnesses: ReadonlyMap<string, WitnessReport>;
  /** Versions against which a finding was made, by fingerprint; those that are not in it were made against the baseline. */
  readonly against: ReadonlyMap<string, readonly string[]>;
  /** Where the candidate has a value, or the nearest that contains it; null if it has no such file. */
  readonly locate: (origin: Origin) => Location | null;
  readonly locateBaseline: (origin: Origin) => Location | null;
}

const top: Origin = { file: 'abi.json', pointer: '' };

/** Brings what was found into the form that every format is made of. Keys stand in the order of the published schema. */
export function buildReport(input: ReportInput): CheckReport {
  const { verdict } = input;
  return {
    tool: { name: input.tool.name, version: input.tool.version },
    asOf: input.asOf,
    baseline: version(input.baseline),
    candidate: version(input.candidate),
    verdict: verdict && { pass: verdict.pass, requiredBump: verdict.requiredBump, declaredBump: verdict.declaredBump },
    findings: input.findings.map((finding) => findingReport(finding, input)),
    removals: input.removals.map(removal),
    matrix: input.matrix && matrix(input.matrix),
    guests: input.guests,
    releases: input.releases.map(({ version, date }) => ({ version, date })),
    rules: rulesOf(input.findings),
  };
}

function findingReport(finding: Finding, { baseline, witnesses, against, locate, locateBaseline }: ReportInput): FindingReport {
  const { from, to } = finding;
  const witness = witnesses.get(finding.fingerprint);
  return {
    rule: finding.rule.id,
    severity: finding.severity,
    failureMode: finding.failureMode,
    bump: finding.bump,
    breaks: finding.breaks,
    targets: finding.targets,
    item: finding.item,
    message: finding.message,
    help: finding.help,
    location: locate(to ?? from ?? top) ?? locate(top),
    baselineLocation: from ? locateBaseline(from) : null,
    fingerprint: finding.fingerprint,
    waivedBy: finding.waivedBy ?? null,
    cause: finding.cause,
    places: finding.places,
    example: finding.example ?? null,
    witness: witness ? { staged: witness.staged, outcome: witness.outcome, seen: witness.seen } : null,
    against: against.get(finding.fingerprint) ?? [baseline.version],
  };
}

const version = ({ ref, abi, version, date, digest }: VersionReport): VersionReport => ({ ref, abi, version, date, digest });

const removal = (r: Removal): Removal => ({
  item: r.item,
  deprecatedIn: r.deprecatedIn,
  deprecatedOn: r.deprecatedOn,
  replacement: r.replacement,
  removeIn: r.removeIn,
  earliestVersion: r.earliestVersion,
  earliestDate: r.earliestDate,
});

const matrix = ({ versions, cells }: MatrixReport): MatrixReport => ({
  versions,
  cells: cells.map((row) => row.map(({ host, guest, fit, rules }) => ({ host, guest, fit, rules }))),
});

function rulesOf(findings: readonly Finding[]): RuleReport[] {
  const rules = new Map(findings.map(({ rule: { id, summary, why, fix } }) => [id, { id, summary, why, fix }]));
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
