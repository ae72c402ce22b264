import { type Markup, markup, nothing } from './escape.js';
import { brokenTitle, guestRows, guestTable, strangerRows, strangersTitle } from './guest-words.js';
import { matrixRows } from './matrix-rows.js';
import type { CheckReport, FindingReport, ReportFormat } from './model.js';
import {
  bumpsText,
  counted,
  countsText,
  detailsOf,
  fitLegend,
  guestsText,
  outcomeOf,
  placeText,
  removalRows,
  versionsText,
} from './words.js';

/**
 * A comment on a pull request, in the Markdown of GitHub. Every block is raw HTML without an empty line, so that Markdown sees
 * no syntax in it, and what comes from files stands in `code` or `pre`, where neither mentions nor references are looked for.
 */
export const markdown: ReportFormat = { name: 'markdown', paths: 'repository', render: markdownReport };

/** UTF-16 units of a comment; GitHub refuses 65,536 characters and more. */
const most = 65_000;
/** Of which each table may take so many. */
const mostOfTable = 12_000;
/** And so many the one that says least. */
const mostOfStrangers = 3_000;
/** Longest text from a file that is shown whole. */
const longest = 1_000;

function markdownReport(report: CheckReport): string {
  const before = [head(report), ...broken(report)];
  const after = [infos(report), strangers(report), removals(report), matrix(report), foot(report)].filter((block) => block !== nothing);
  const left = most - lengthOf([...before, ...after]) - 200;
  const findings = fitting(
    report.findings.map((finding) => findingBlock(finding, report)),
    left,
  );
  const missing = report.findings.length - findings.length;
  const notice =
    missing === 0
      ? []
      : [
          markup`<p><b>${counted(missing, 'finding')} left out here</b>, the least grave: a comment holds no more. The other formats have all.</p>`,
        ];
  return `${[...before, ...findings, ...notice, ...after].map((block) => block.text).join('\n\n')}\n`;
}

const lengthOf = (blocks: readonly Markup[]): number => blocks.reduce((sum, { text }) => sum + text.length + 2, 0);

/** The first ones, as many as have room. */
function fitting(blocks: readonly Markup[], room: number): Markup[] {
  let used = 0;
  const end = blocks.findIndex((block) => {
    used += lengthOf([block]);
    return used > room;
  });
  return blocks.slice(0, end < 0 ? blocks.length : end);
}

const marks = { PASS: '✅', FAIL: '❌', COMPARISON: '🔍', error: '❌', warning: '⚠', info: 'ℹ' } as const;

const code = (text: string): Markup => markup`<code>${cut(text)}</code>`;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text);

function head(report: CheckReport): Markup {
  const outcome = outcomeOf(report);
  const { asOf, baseline, candidate } = report;
  return markup`<h3>${marks[outcome]} ${outcome}: ${code(versionsText(report))}</h3>
<p>${bumpsText(report)} <b>${countsText(report)}</b>.<br>${guestsText(report).map((text) => markup`<b>${text}</b><br>`)}Baseline ${code(baseline.ref)}, candidate ${code(candidate.ref)}${asOf === null ? nothing : markup`, as of ${code(asOf)}`}.</p>`;
}

function findingBlock(finding: FindingReport, report: CheckReport): Markup {
  const { severity, rule, message, location, baselineLocation, waivedBy } = finding;
  const places = [
    ...(location ? [['at', placeText(location)] as const] : []),
    ...(baselineLocation ? [['baseline', placeText(baselineLocation)] as const] : []),
  ];
  const rows = [...places, ...detailsOf(finding, report)].map(
    ([label, text]) => markup`<tr><td>${label}</td><td>${code(text)}</td></tr>\n`,
  );
  const waived = waivedBy === null ? nothing : markup` (waived)`;
  return markup`<details>
<summary>${marks[severity]} <b>${severity}</b>${waived} ${code(rule)}: ${code(message)}</summary>
<table>
${rows}</table>
</details>`;
}

function infos({ findings }: CheckReport): Markup {
  const found = findings.filter(({ severity }) => severity === 'info');
  if (found.length === 0) return nothing;
  const rows = found.map(({ rule, message, location }) => [rule, message, location ? placeText(location) : '-']);
  return tableBlock(`For the changelog: ${counted(found.length, 'info')}`, [['rule', 'change', 'at'], ...rows]);
}

/** Unfolded by the reader: of many modules there are many reasons. */
function broken(report: CheckReport): Markup[] {
  const rows = guestRows(report);
  return rows.length === 0 ? [] : [tableBlock(brokenTitle, guestTable(rows))];
}

function strangers(report: CheckReport): Markup {
  const rows = strangerRows(report);
  return rows.length === 0 ? nothing : tableBlock(strangersTitle, guestTable(rows), { room: mostOfStrangers });
}

function removals(report: CheckReport): Markup {
  if (report.removals.length === 0) return nothing;
  return tableBlock('Deprecated, and when each may go at the earliest', removalRows(report));
}

function matrix(report: CheckReport): Markup {
  if (report.matrix === null) return nothing;
  const legend = fitLegend.map(([word, meaning]) => `${word}: ${meaning}`).join('; ');
  return tableBlock('Which guests (columns) run on which hosts (rows)', matrixRows(report.matrix), { legend });
}

interface TableOptions {
  readonly legend?: string;
  readonly room?: number;
}

/** A folded table with as many rows as have room. */
function tableBlock(title: string, rows: readonly (readonly string[])[], { legend, room = mostOfTable }: TableOptions = {}): Markup {
  const lines = rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${code(cell)}</td>`)}</tr>\n`);
  const shown = fitting(lines, room);
  const missing = lines.length - shown.length;
  return markup`<details>
<summary>${title}</summary>
<table>
${shown}</table>
${missing === 0 ? nothing : markup`<p><b>${counted(missing, 'row')} left out here.</b></p>\n`}${legend === undefined ? nothing : markup`<p>${legend}.</p>\n`}</details>`;
}

const foot = ({ tool }: CheckReport): Markup => markup`<p><sub>Made by ${code(`${tool.name} ${tool.version}`)}</sub></p>`;
