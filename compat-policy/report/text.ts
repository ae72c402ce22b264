import { type Paint, painter } from '../../generator/diagnostics/color.js';
import { visible } from '../../generator/diagnostics/visible.js';
import type { Severity } from '../finding.js';
import { withoutCommands } from './escape.js';
import { type Frames, framesOf } from './frames.js';
import { brokenRows, type GuestRow, strangerRows, strangersTitle, unreadableRows } from './guest-words.js';
import { matrixRows } from './matrix-rows.js';
import type { CheckReport, FindingReport, ReportContext, ReportFormat } from './model.js';
import { columnParts, textTable } from './table.js';
import {
  bumpsText,
  counted,
  countsText,
  detailsOf,
  type FindingGroup,
  fitLegend,
  groupsOf,
  guestsText,
  outcomeOf,
  placeText,
  removalRows,
  summaryText,
  versionsText,
} from './words.js';

/** Widest line of a table. */
const width = 100;

/** For the terminal: the verdict first and last, between them what breaks with its lines of code, and the rest in short. */
export const text: ReportFormat = { name: 'text', paths: 'folder', render: textParts };

function* textParts(report: CheckReport, { color, sourceOf }: ReportContext): Generator<string> {
  const paint = painter(color);
  const frames = framesOf(sourceOf);
  yield blockText(head(report, paint));
  for (const group of groupsOf(report.findings.filter(({ severity }) => severity !== 'info')))
    yield `\n${blockText(groupBlock(group, report, frames, paint))}`;
  const rest = [
    ...modules(report, paint),
    infos(report, paint),
    strangers(report, paint),
    removals(report, paint),
    matrix(report, paint),
    [paint(stroke(report), visible(summaryText(report)))],
  ];
  for (const block of rest) if (block.length > 0) yield `\n${blockText(block)}`;
}

const blockText = (lines: readonly string[]): string => withoutCommands(`${lines.join('\n')}\n`);

type Style = Parameters<Paint>[0];

const stroke = (report: CheckReport): Style => (outcomeOf(report) === 'FAIL' ? 'red' : 'bold');

const strokes: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };

function head(report: CheckReport, paint: Paint): string[] {
  const date = report.asOf === null ? '' : `, as of ${report.asOf}`;
  return [
    `${paint(stroke(report), outcomeOf(report))}: ${paint('bold', visible(versionsText(report)))}${visible(date)}`,
    `${bumpsText(report)} ${countsText(report)}.`,
    ...guestsText(report),
    visible(`Baseline ${report.baseline.ref}, candidate ${report.candidate.ref}.`),
  ];
}

function groupBlock({ cause, findings }: FindingGroup, report: CheckReport, frames: Frames, paint: Paint): string[] {
  const blocks = findings.map((finding) => findingBlock(finding, report, frames, paint).join('\n'));
  return [[...(cause === null ? [] : [paint('bold', `From ${visible(cause)}:`)]), ...blocks].join('\n\n')];
}

function findingBlock(finding: FindingReport, report: CheckReport, frames: Frames, paint: Paint): string[] {
  const { severity, rule, message, location, baselineLocation, waivedBy } = finding;
  const waived = waivedBy === null ? '' : ' (waived)';
  const gutter = String(location?.endLine ?? 0).length;
  const indent = ' '.repeat(gutter);
  const note = (label: string, value: string) => `${indent} ${paint('blue', '=')} ${paint('cyan', label)}: ${visible(value)}`;
  return [
    `${paint(strokes[severity], `${severity}[${visible(rule)}]`)}${waived}: ${paint('bold', visible(message))}`,
    ...(location ? [`${indent}${paint('blue', '-->')} ${visible(placeText(location))}`, ...frames(location, gutter, paint)] : []),
    ...(baselineLocation ? [note('baseline', placeText(baselineLocation))] : []),
    ...detailsOf(finding, report).map(([label, value]) => note(label, value)),
  ];
}

/** Modules of which each reason is told; of others only how many they are. */
const mostModules = 100;

/** Each module that breaks, with every reason by import or export, and each file that cannot be judged. */
function modules(report: CheckReport, paint: Paint): string[][] {
  const blocks = [...byModule(brokenRows(report))].map(([path, rows]) => [
    `${paint('red', 'error')}: ${paint('bold', `${visible(path)} breaks`)}`,
    ...rows.map(({ subject, rule, message }) => `  ${visible(subject)}: ${paint('red', visible(rule))}: ${visible(message)}`),
  ]);
  const unread = unreadableRows(report).map(({ rule, message }) => `${paint('red', `error[${visible(rule)}]`)}: ${visible(message)}`);
  return [...shortened(blocks, (left) => [left]), shortened(unread, (left) => left)];
}

/** The first items, and a line on how many more there are. */
function shortened<T>(items: readonly T[], more: (left: string) => T): T[] {
  const left = items.length - mostModules;
  return left <= 0 ? [...items] : [...items.slice(0, mostModules), more(`${counted(left, 'module')} more: see --format json.`)];
}

/** Modules that did not run before, a line each, with the first reason. */
function strangers(report: CheckReport, paint: Paint): string[] {
  const lines = [...byModule(strangerRows(report))].map(
    ([path, [first]]) => `  - ${visible(`${path}: ${first?.rule}: ${first?.message}`)}`,
  );
  if (lines.length === 0) return [];
  return [paint('bold', `${strangersTitle}:`), ...shortened(lines, (left) => `  - ${left}`)];
}

function byModule(rows: readonly GuestRow[]): ReadonlyMap<string, readonly GuestRow[]> {
  const modules = new Map<string, GuestRow[]>();
  for (const row of rows) {
    const known = modules.get(row.path);
    if (known) known.push(row);
    else modules.set(row.path, [row]);
  }
  return modules;
}

/** What breaks nobody that did without it, a line each. */
function infos({ findings }: CheckReport, paint: Paint): string[] {
  const found = findings.filter(({ severity }) => severity === 'info');
  if (found.length === 0) return [];
  const line = ({ rule, message, location, waivedBy }: FindingReport) =>
    `${paint(strokes.info, `info[${visible(rule)}]`)}${waivedBy === null ? '' : ' (waived)'}: ${visible(message)}${location ? visible(` (${placeText(location)})`) : ''}`;
  return [paint('bold', 'For the changelog:'), ...found.map(line)];
}

function removals(report: CheckReport, paint: Paint): string[] {
  if (report.removals.length === 0) return [];
  return [paint('bold', 'Deprecated, and when each may go at the earliest:'), ...textTable(removalRows(report).map(shown), width)];
}

function matrix(report: CheckReport, paint: Paint): string[] {
  if (report.matrix === null) return [];
  const parts = columnParts(matrixRows(report.matrix).map(shown), width);
  return [
    paint('bold', 'Which guests (columns) run on which hosts (rows):'),
    ...parts.flatMap((part) => textTable(part, width)),
    ...fitLegend.map(([word, meaning]) => `  ${word}: ${meaning}`),
  ];
}

const shown = (row: readonly string[]): string[] => row.map(visible);
