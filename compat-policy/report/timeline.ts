import { visible } from '../../generator/diagnostics/visible.js';
import type { CheckReport } from './model.js';

/** Where things stand in the drawing of the deprecations, in pixels. Labels never overlap. */
export interface Timeline {
  readonly width: number;
  readonly height: number;
  /** Of the line on which the releases stand. */
  readonly axisY: number;
  readonly years: readonly { readonly x: number; readonly label: string }[];
  readonly releases: readonly { readonly x: number; readonly labelY: number; readonly label: string }[];
  readonly bars: readonly {
    readonly labelY: number;
    readonly label: string;
    readonly y: number;
    readonly x: number;
    readonly width: number;
    /** Whether the window is over on the date of the check. */
    readonly over: boolean;
  }[];
  /** The date of the check. */
  readonly asOf: { readonly x: number; readonly label: string } | null;
}

const width = 1000;
/** Room for the label of the last release. */
const marginRight = 120;
const margin = 16;
const rowHeight = 16;
const barRow = 40;
/** Of a letter at the size in which labels are drawn; generous. */
const letter = 7.5;
const longestRelease = 14;
const longestBar = 110;

/** Lays out releases, windows and the date of the check on one axis of time. Null where there is nothing to draw. */
export function timelineOf({ releases, removals, asOf }: CheckReport): Timeline | null {
  const marked = releases
    .flatMap(({ version, date }) => entry(date, (day) => ({ day, label: cut(version, longestRelease) })))
    .sort((a, b) => a.day - b.day);
  const windows = removals.flatMap((r) =>
    entry(r.earliestDate, (end) => {
      const start = dayOf(r.deprecatedOn ?? asOf ?? r.earliestDate) ?? end;
      const label = `${cut(r.item, longestBar - 60)}: deprecated in ${cut(r.deprecatedIn, 20)}, may go in ${cut(r.earliestVersion, 20)} from ${r.earliestDate}`;
      return { start: Math.min(start, end), end, label };
    }),
  );
  if (windows.length === 0) return null;
  const today = asOf === null ? undefined : dayOf(asOf);
  const days = [
    ...marked.map(({ day }) => day),
    ...windows.flatMap(({ start, end }) => [start, end]),
    ...(today === undefined ? [] : [today]),
  ];
  const first = Math.min(...days);
  const span = Math.max(30, Math.max(...days) - first);
  const x = (day: number) => Math.round(margin + ((day - first) / span) * (width - margin - marginRight));

  const rows = labelRows(marked.map(({ day, label }) => ({ x: x(day), width: label.length * letter + 8 })));
  const axisY = margin + (Math.max(0, ...rows) + 1) * rowHeight + 4;
  return {
    width,
    height: axisY + 28 + windows.length * barRow + rowHeight + margin,
    axisY,
    years: yearsBetween(first, first + span).map(({ day, label }) => ({ x: x(day), label })),
    releases: marked.map(({ day, label }, i) => ({ x: x(day), label, labelY: axisY - 6 - (rows[i] ?? 0) * rowHeight })),
    bars: windows.map(({ start, end, label }, i) => {
      const labelY = axisY + 44 + i * barRow;
      return {
        labelY,
        label,
        y: labelY + 6,
        x: x(start),
        width: Math.max(3, x(end) - x(start)),
        over: today !== undefined && end <= today,
      };
    }),
    asOf: today === undefined || asOf === null ? null : { x: x(today), label: `checked ${asOf}` },
  };
}

/**
 * Rows for labels that begin above their marks, 0 being nearest to the axis. From the right on, each goes one above the highest
 * whose mark stands below it: so no label touches another, nor the line from another to its mark.
 */
function labelRows(labels: readonly { readonly x: number; readonly width: number }[]): number[] {
  const rows: number[] = labels.map(() => 0);
  for (let i = labels.length - 1; i >= 0; i--) {
    const end = (labels[i]?.x ?? 0) + (labels[i]?.width ?? 0);
    const below = labels.flatMap((label, j) => (j > i && label.x <= end ? [rows[j] ?? 0] : []));
    rows[i] = below.length === 0 ? 0 : Math.max(...below) + 1;
  }
  return rows;
}

function entry<T>(date: string, make: (day: number) => T): T[] {
  const day = dayOf(date);
  return day === undefined ? [] : [make(day)];
}

/** Days since 1970 of a UTC date; undefined for what is none. */
export function dayOf(date: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time / 86_400_000;
}

/** The beginning of each year, or of some where there are many. */
function yearsBetween(first: number, last: number): { readonly day: number; readonly label: string }[] {
  const yearOf = (day: number) => new Date(day * 86_400_000).getUTCFullYear();
  const [from, to] = [yearOf(first) + 1, yearOf(last)];
  const step = Math.max(1, Math.ceil((to - from + 1) / 12));
  const years = [];
  for (let year = from; year <= to; year += step) years.push({ day: Date.UTC(year, 0) / 86_400_000, label: String(year) });
  return years;
}

/** Cut as it will be seen, so that its width is known. */
const cut = (text: string, length: number): string => {
  const characters = [...visible(text)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
};
