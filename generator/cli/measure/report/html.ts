import { type Markup, markup, nothing } from '../../../../compat-policy/report/escape.js';
import { style } from '../../../../compat-policy/report/style.js';
import type { MeasureReport } from '../../../measure/model.js';
import { chartStyle, coldStartChart, sectionChart } from './chart.js';
import { factsOf, outcomeOf, summaryOf, type Table, tablesOf } from './words.js';

/** One file for a browser, which loads nothing and runs nothing. */
export function html(report: MeasureReport): string {
  const outcome = outcomeOf(report);
  const badge = outcome === 'MEASURED' ? 'info' : outcome.toLowerCase();
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="referrer" content="no-referrer" />
<title>${summaryOf(report)}</title>
<style>${style}${chartStyle}</style>
</head>
<body>
<main>
<h1><span class="badge ${badge}">${outcome}</span> ${report.module.path}</h1>
<dl>
${factsOf(report).map(([label, fact]) => markup`<dt>${label}</dt><dd>${fact}</dd>\n`)}</dl>
${tablesOf(report).map((table) => section(table, report))}</main>
<footer class="soft"><p>Made by <code>${report.tool.name} ${report.tool.version}</code>.</p></footer>
</body>
</html>
`.text;
}

function section(table: Table, report: MeasureReport): Markup {
  const { title, note, rows } = table;
  const [head = [], ...body] = rows;
  const chart = title === 'Cold start' ? coldStartChart(report) : title === 'Sections' ? sectionChart(report) : nothing;
  return markup`<section>
<h2>${title}</h2>
${chart}<div class="scroll">
<table>
${note === '' ? nothing : markup`<caption>${note}</caption>\n`}<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${body.map(([first = '', ...rest]) => markup`<tr><th scope="row">${first}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>
</div>
</section>
`;
}
