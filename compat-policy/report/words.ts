import type { FailureMode, Party, Severity } from '../finding.js';
import type { Bump } from '../rule.js';
import type { CheckReport, FindingReport, Fit, Location } from './model.js';

/** Words that every format uses, in plain text that is not yet escaped. */

export const failureText: Readonly<Record<FailureMode, string>> = {
  silent: 'silently wrong values',
  'call-time': 'an error when called',
  link: 'does not link',
  compile: 'source must be edited',
  none: 'nothing breaks',
};

const partyText: Readonly<Record<Party, string>> = {
  'old-guest': 'old guests on a new host',
  'new-guest': 'new guests on an old host',
  'host-source': 'source of hosts',
  'guest-source': 'source of guests',
};

/** `old guests on a new host, source of guests`. */
export const breaksText = ({ breaks, failureMode }: Pick<FindingReport, 'breaks' | 'failureMode'>): string =>
  breaks.length === 0 ? failureText.none : `${breaks.map((party) => partyText[party]).join(', ')} (${failureText[failureMode]})`;

export const fitText: Readonly<Record<Fit, string>> = {
  runs: 'runs',
  none: 'runs',
  floor: 'floor',
  silent: 'SILENT',
  'call-time': 'CALL',
  link: 'LINK',
  compile: 'source',
};

/** What the words in a matrix mean. */
export const fitLegend: readonly (readonly [string, string])[] = [
  [fitText.runs, 'every guest runs'],
  [fitText.floor, 'guests run that use nothing newer than the host'],
  [fitText.compile, 'guests run; their source must be edited to build again'],
  [fitText.link, 'guests do not link'],
  [fitText['call-time'], 'guests meet an error when they call'],
  [fitText.silent, 'guests get silently wrong values'],
];

export const bumpText: Readonly<Record<Bump, string>> = {
  none: 'no new version',
  patch: 'a patch version',
  minor: 'a minor version',
  major: 'a major version',
};

const declaredText: Readonly<Record<Bump, string>> = {
  none: 'no higher one',
  patch: 'the next patch',
  minor: 'the next minor',
  major: 'the next major',
};

export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** A report in one word. */
export const outcomeOf = ({ verdict }: CheckReport): 'PASS' | 'FAIL' | 'COMPARISON' => {
  if (verdict === null) return 'COMPARISON';
  return verdict.pass ? 'PASS' : 'FAIL';
};

/** `molt 1.4.0 -> molt 1.5.0`. */
export const versionsText = ({ baseline, candidate }: CheckReport): string =>
  `${baseline.abi} ${baseline.version} -> ${candidate.abi} ${candidate.version}`;

export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Findings that no waiver covers, by severity. */
export const standing = (report: CheckReport, severity: Severity): readonly FindingReport[] =>
  report.findings.filter((finding) => finding.severity === severity && finding.waivedBy === null);

/** `2 errors, 1 warning, 3 infos, 1 waived`. */
export function countsText(report: CheckReport): string {
  const waived = report.findings.filter((finding) => finding.waivedBy !== null).length;
  return [
    ...severities.map((severity) => counted(standing(report, severity).length, severity)),
    ...(waived === 0 ? [] : [`${waived} waived`]),
  ].join(', ');
}

/** `It needs a major version and declares a minor version.` */
export const bumpsText = ({ verdict }: CheckReport): string =>
  verdict === null
    ? 'A comparison, without a verdict.'
    : `The changes need ${bumpText[verdict.requiredBump]}; the candidate's version is ${declaredText[verdict.declaredBump]}.`;

/** The whole report in a line. */
export const summaryText = (report: CheckReport): string =>
  [`${outcomeOf(report)}: ${versionsText(report)}: ${countsText(report)}.`, bumpsText(report), ...guestsText(report)].join(' ');

/** `Of 12 modules 2 break, 1 cannot be read, 1 did not run on the baseline.` Nothing where no modules were named. */
export function guestsText({ guests }: CheckReport): readonly string[] {
  if (guests === null) return [];
  const { modules, broken, unreadable, notOnBaseline } = guests;
  const parts = [
    broken.length === 0 ? 'none breaks' : `${broken.length} ${broken.length === 1 ? 'breaks' : 'break'}`,
    ...(unreadable.length === 0 ? [] : [`${unreadable.length} cannot be read`]),
    ...(notOnBaseline.length === 0 ? [] : [`${notOnBaseline.length} did not run on the baseline`]),
  ];
  return [`Of ${counted(modules, 'module')} ${parts.join(', ')}.`];
}

/** `a, b, c and 27 more`. */
export const listed = (items: readonly string[], most = 3): string =>
  items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;

/** `shows in 30 places: a, b, c and 27 more`. */
export const placesText = (places: readonly string[]): string => `${counted(places.length, 'place')}: ${listed(places)}`;

export const placeText = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

/** What is said of a finding besides its message, as labels and texts, in the order in which it is read. */
export function detailsOf(finding: FindingReport, report: CheckReport): readonly (readonly [label: string, text: string])[] {
  const { places, targets, against, witness, example, waivedBy, cause, item } = finding;
  const many = against.length > 1 || (against.length === 1 && against[0] !== report.baseline.version);
  const details: readonly (readonly [string, string | null])[] = [
    ['waived by', waivedBy],
    [finding.bump === 'major' ? 'breaks' : 'affects', finding.breaks.length === 0 ? null : breaksText(finding)],
    ['needs', finding.bump === 'none' ? null : bumpText[finding.bump]],
    ['on', targets.length === 0 ? null : listed(targets, 6)],
    ['follows from', cause === item ? null : cause],
    ['shows in', places.length === 0 ? null : placesText(places)],
    ['against', many ? listed(against, 6) : null],
    ['witness', witness && `${witness.staged}: ${witness.outcome}: ${witness.seen}`],
    ['example', example],
    ['help', finding.help],
    ['fingerprint', finding.fingerprint],
  ];
  return details.flatMap(([label, text]) => (text === null || text === '' ? [] : [[label, text] as const]));
}

/** Findings of one root, in the order in which their first ones stand. */
export interface FindingGroup {
  /** Null where it is the item of the only finding, which need not be named twice. */
  readonly cause: string | null;
  readonly findings: readonly FindingReport[];
}

export function groupsOf(findings: readonly FindingReport[]): FindingGroup[] {
  const groups = new Map<string, FindingReport[]>();
  for (const finding of findings) {
    const group = groups.get(finding.cause);
    if (group) group.push(finding);
    else groups.set(finding.cause, [finding]);
  }
  return [...groups].map(([cause, members]) => {
    const itself = members.length === 1 && members[0]?.item === cause;
    return { cause: itself ? null : cause, findings: members };
  });
}

/** Cells of the removals table, the heading first. */
export const removalRows = ({ removals }: CheckReport): string[][] => [
  ['deprecated', 'since', 'use instead', 'promised', 'earliest removal'],
  ...removals.map((r) => [
    r.item,
    r.deprecatedOn === null ? r.deprecatedIn : `${r.deprecatedIn} (${r.deprecatedOn})`,
    r.replacement ?? '-',
    r.removeIn ?? '-',
    `${r.earliestVersion} (${r.earliestDate})`,
  ]),
];
