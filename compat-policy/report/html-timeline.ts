import { type Markup, markup, nothing } from './escape.js';
import type { CheckReport } from './model.js';
import { type Timeline, timelineOf } from './timeline.js';
import { removalRows } from './words.js';

/** Every deprecation from its announcement to its earliest removal: drawn, and as a table that says the same. */
export function removalsSection(report: CheckReport): Markup {
  if (report.removals.length === 0) return nothing;
  const timeline = timelineOf(report);
  const [head = [], ...rows] = removalRows(report);
  return markup`<section aria-labelledby="removals">
<h2 id="removals">Deprecated, and when each may go</h2>
${timeline === null ? nothing : drawing(timeline)}<div class="scroll">
<table>
<caption>No version before the earliest one, and no day before its date, may remove what is deprecated.</caption>
<thead><tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(([first = '', ...rest]) => markup`<tr><th scope="row"><code>${first}</code></th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>
</div>
</section>
`;
}

function drawing({ width, height, axisY, years, releases, bars, asOf }: Timeline): Markup {
  const bottom = height - 24;
  return markup`<div class="scroll">
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="timeline-title">
<title id="timeline-title">Releases and the windows of deprecations on an axis of time; the table below says the same.</title>
${years.map(({ x }) => markup`<line class="mark" x1="${x}" y1="${axisY}" x2="${x}" y2="${axisY + 6}"></line>\n`)}${
  asOf === null ? nothing : markup`<line class="today" x1="${asOf.x}" y1="${axisY - 6}" x2="${asOf.x}" y2="${bottom}"></line>\n`
}<line class="axis" x1="0" y1="${axisY}" x2="${width}" y2="${axisY}"></line>
${years.map(({ x, label }) => markup`<text class="year label" x="${x}" y="${axisY + 20}" text-anchor="middle">${label}</text>\n`)}${releases.map(
  ({ x, labelY, label }) =>
    markup`<line class="mark" x1="${x}" y1="${labelY - 10}" x2="${x}" y2="${axisY}"></line><text x="${x + 4}" y="${labelY}">${label}</text>\n`,
)}${bars.map(
  ({ labelY, label, y, x, width: length, over }) =>
    markup`<text class="label" x="0" y="${labelY}">${label}</text><rect class="${over ? 'over' : 'bar'}" x="${x}" y="${y}" width="${length}" height="10" rx="3"></rect>\n`,
)}${asOf === null ? nothing : markup`<text class="date" x="${asOf.x}" y="${height - 8}" text-anchor="${anchorOf(asOf.x, width)}">${asOf.label}</text>\n`}</svg>
</div>
<p class="soft">A bar runs from the announcement to the first day on which a removal may be released. The dashed line is the date of the check.</p>
`;
}

/** So that a label stays within the drawing. */
function anchorOf(x: number, width: number): 'start' | 'middle' | 'end' {
  if (x < 100) return 'start';
  return x > width - 100 ? 'end' : 'middle';
}
