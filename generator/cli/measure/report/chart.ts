import { Markup, markup, nothing } from '../../../../compat-policy/report/escape.js';
import { type MeasureReport, phases } from '../../../measure/model.js';
import { bytes, ms, totalOf } from './words.js';

/** Part of a bar: how long it is in its unit, and what it stands for. */
interface Part {
  readonly value: number;
  readonly label: string;
}

interface Bar {
  readonly label: string;
  readonly total: string;
  readonly parts: readonly Part[];
}

/** Units of the drawing. */
const [width, left, right, rowHeight] = [800, 180, 150, 26];

/** Colors of the parts of a bar, in their order. */
export const chartStyle = new Markup(`
svg .part0 { fill: #3b78c3; } svg .part1 { fill: #d08a1d; } svg .part2 { fill: #4b9a5f; }
.key { display: inline-block; width: 0.8em; height: 0.8em; margin: 0 0.3em 0 1em; }
.key0 { background: #3b78c3; } .key1 { background: #d08a1d; } .key2 { background: #4b9a5f; }
`);

/** Cold starts side by side, each phase a part of its bar. */
export function coldStartChart({ hosts }: MeasureReport): Markup {
  const bars = hosts.map((host) => ({
    label: host.host,
    total: ms(totalOf(host)),
    parts: phases.map((phase) => ({ value: host[phase]?.median ?? 0, label: `${phase}: ${ms(host[phase]?.median ?? 0)}` })),
  }));
  const keys = phases.map((phase, i) => markup`<span class="key key${i}"></span>${phase}`);
  return bars.length === 0
    ? nothing
    : markup`${drawing('Medians of a cold start by host; the table says the same.', bars)}<p class="soft">${keys}</p>\n`;
}

/** The sections of the module, each a bar. */
export const sectionChart = ({ size }: MeasureReport): Markup =>
  drawing(
    'Bytes of each section; the table says the same.',
    size.sections.map(({ name, bytes: value }) => ({
      label: name,
      total: bytes(value),
      parts: [{ value, label: `${name}: ${bytes(value)}` }],
    })),
  );

function drawing(title: string, bars: readonly Bar[]): Markup {
  const sum = ({ parts }: Bar) => parts.reduce((all, { value }) => all + value, 0);
  const longest = Math.max(...bars.map(sum));
  const scale = longest === 0 ? 0 : (width - left - right) / longest;
  return markup`<div class="scroll">
<svg viewBox="0 0 ${width} ${bars.length * rowHeight + 8}" role="img">
<title>${title}</title>
${bars.map((bar, row) => barMarkup(bar, row * rowHeight + 8, scale))}</svg>
</div>
`;
}

function barMarkup({ label, total, parts }: Bar, y: number, scale: number): Markup {
  let x = left;
  const rects = parts.map(({ value, label: meaning }, i) => {
    const length = value * scale;
    const rect = markup`<rect class="part${i}" x="${x.toFixed(1)}" y="${y}" width="${length.toFixed(1)}" height="14"><title>${meaning}</title></rect>`;
    x += length;
    return rect;
  });
  const short = [...label].length > 22 ? `${[...label].slice(0, 21).join('')}…` : label;
  return markup`<text x="0" y="${y + 12}">${short}</text>${rects}<text x="${(x + 8).toFixed(1)}" y="${y + 12}">${total}</text>\n`;
}
