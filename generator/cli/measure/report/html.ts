import { type Markup, markup, nothing } from '../../../../compat-policy/report/escape.js';
import { page } from '../../../../compat-policy/report/page.js';
import { style } from '../../../../compat-policy/report/style.js';
import type { MeasureReport } from '../../../measure/model.js';
import { chartStyle, coldStartChart, sectionChart } from './chart.js';
import { factsOf, outcomeOf, summaryOf, type Table, tablesOf } from './words.js';

/** As a page, with charts. */
export function html(report: MeasureReport): string {
  const outcome = outcomeOf(report);
  const badge = outcome === 'MEASURED' ? 'info' : outcome.toLowerCase();
  const main = markup`<h1><span class="badge ${badge}">${outcome}</span> ${report.module.path}</h1>
<dl>
${factsOf(report).map(([label, fact]) => markup`<dt>${label}</dt><dd>${fact}</dd>\n`)}</dl>
${tablesOf(report).map((table) => section(table, report))}`;
  const { open, close } = page(summaryOf(report), markup`${style}${chartStyle}`, report.tool);
  return `${open}${main.text}${close}`;
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
