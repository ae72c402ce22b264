import { type Markup, markup, nothing } from './escape.js';
import { brokenTitle, type GuestRow, guestRows, guestTable, strangerRows, strangersTitle } from './guest-words.js';
import { removalsSection } from './html-timeline.js';
import type { CheckReport, FindingReport, MatrixCell, MatrixReport, ReportFormat } from './model.js';
import { page } from './page.js';
import { style } from './style.js';
import {
  bumpsText,
  countsText,
  detailsOf,
  type FindingGroup,
  fitLegend,
  fitText,
  groupsOf,
  guestsText,
  outcomeOf,
  placeText,
  versionsText,
} from './words.js';

export const html: ReportFormat = { name: 'html', paths: 'repository', render: htmlParts };

function* htmlParts(report: CheckReport): Generator<string> {
  const title = `${outcomeOf(report)}: ${versionsText(report)}`;
  const { open, close } = page(title, style, report.tool);
  yield open;
  yield markup`${head(report)}${guestsSection(report)}${matrixSection(report)}`.text;
  yield* findingsSection(report);
  yield removalsSection(report).text;
  yield close;
}

function head(report: CheckReport): Markup {
  const { asOf, baseline, candidate } = report;
  const outcome = outcomeOf(report);
  const facts: readonly (readonly [string, string])[] = [
    ['Baseline', `${baseline.abi} ${baseline.version}${baseline.date === null ? '' : `, ${baseline.date}`} (${baseline.ref})`],
    ['Candidate', `${candidate.abi} ${candidate.version}${candidate.date === null ? '' : `, ${candidate.date}`} (${candidate.ref})`],
    ...(asOf === null ? [] : [['Date of the check', asOf] as const]),
    ['Findings', countsText(report)],
    ...guestsText(report).map((text) => ['Modules', text] as const),
    ['Digests', `${baseline.digest} → ${candidate.digest}`],
  ];
  return markup`<h1><span class="badge ${outcome.toLowerCase()}">${outcome}</span> ${versionsText(report)}</h1>
<p>${bumpsText(report)}</p>
<dl>
${facts.map(([label, fact]) => markup`<dt>${label}</dt><dd>${fact}</dd>\n`)}</dl>
`;
}

function guestsSection(report: CheckReport): Markup {
  if (report.guests === null) return nothing;
  const tables = [guestsTable(brokenTitle, guestRows(report)), guestsTable(strangersTitle, strangerRows(report))];
  return markup`<section aria-labelledby="modules">
<h2 id="modules">Modules</h2>
<p>${guestsText(report)}</p>
${tables}</section>
`;
}

function guestsTable(title: string, rows: readonly GuestRow[]): Markup {
  const [head = [], ...body] = guestTable(rows);
  if (body.length === 0) return nothing;
  return markup`<div class="scroll">
<table>
<caption>${title}.</caption>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${body.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>
</div>
`;
}

function matrixSection({ matrix }: CheckReport): Markup {
  if (matrix === null) return nothing;
  return markup`<section aria-labelledby="matrix">
<h2 id="matrix">Which guests run on which hosts</h2>
<div class="scroll">
<table>
<caption>A column for each version of a guest, a row for each version of a host.</caption>
${matrixHead(matrix)}<tbody>
${matrix.cells.map((row, i) => markup`<tr><th scope="row">host ${matrix.versions[i] ?? ''}</th>${row.map(matrixCell)}</tr>\n`)}</tbody>
</table>
</div>
<dl>
${fitLegend.map(([word, meaning]) => markup`<dt>${word}</dt><dd>${meaning}</dd>\n`)}</dl>
</section>
`;
}

const matrixHead = ({ versions }: MatrixReport): Markup =>
  markup`<thead><tr><td></td>${versions.map((version) => markup`<th scope="col">guest ${version}</th>`)}</tr></thead>\n`;

/** Rules are named where guests fail; where they run, they would only be in the way. */
function matrixCell({ fit, rules }: MatrixCell): Markup {
  const named = fit === 'runs' || fit === 'floor' ? [] : rules.slice(0, 3);
  const more = named.length > 0 && rules.length > named.length ? markup`<small>and ${rules.length - named.length} more</small>` : nothing;
  return markup`<td class="${fit}">${fitText[fit]}${named.map((rule) => markup`<small>${rule}</small>`)}${more}</td>`;
}

function* findingsSection(report: CheckReport): Generator<string> {
  yield '<section aria-labelledby="findings">\n<h2 id="findings">Findings</h2>\n';
  if (report.findings.length === 0) yield '<p>Nothing differs that a rule speaks of.</p>\n';
  for (const group of groupsOf(report.findings)) yield groupBlock(group, report).text;
  yield '</section>\n';
}

const groupBlock = ({ cause, findings }: FindingGroup, report: CheckReport): Markup =>
  markup`${cause === null ? nothing : markup`<h3>From <code>${cause}</code></h3>\n`}${findings.map((finding) => findingBlock(finding, report))}`;

/** Errors are open, so that they are read and printed. */
function findingBlock(finding: FindingReport, report: CheckReport): Markup {
  const { severity, rule, message, location, baselineLocation, waivedBy } = finding;
  const why = report.rules.find(({ id }) => id === rule)?.why;
  const waived = waivedBy !== null;
  const rows: readonly (readonly [string, string])[] = [
    ...(location ? [['at', placeText(location)] as const] : []),
    ...(baselineLocation ? [['baseline', placeText(baselineLocation)] as const] : []),
    ...(why === undefined ? [] : [['why', why] as const]),
    ...detailsOf(finding, report),
  ];
  return markup`<details${waived ? markup` class="waived"` : nothing}${severity === 'error' && !waived ? markup` open=""` : nothing}>
<summary><span class="badge ${severity}">${severity}</span>${waived ? markup` <span class="badge">waived</span>` : nothing} <code>${rule}</code> <span class="message">${message}</span></summary>
<dl>
${rows.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>
</details>
`;
}
