import type { Finding } from '../../../compat-policy/finding.js';
import type { AbiItem } from '../../../compat-policy/pair/items.js';
import { breaksText } from '../../../compat-policy/report/words.js';
import { visible } from '../../diagnostics/visible.js';
import { markdownCode, markdownList, markdownText } from '../../emit/text/markdown.js';
import type { Comparison } from './compare.js';

/** A release note as data: what a reader of a new version wants to know, by what it means to them. */
export interface ReleaseNote {
  readonly abi: string;
  readonly from: string;
  readonly to: string;
  /** UTC date of the newer version; null if it says none. */
  readonly date: string | null;
  /** What may break guests or hosts, the worst first. */
  readonly breaking: readonly NoteEntry[];
  /** What was deprecated since the older version. */
  readonly deprecated: readonly NoteDeprecation[];
  /** What is new or newly allowed. */
  readonly added: readonly NoteEntry[];
  readonly other: readonly NoteEntry[];
}

export interface NoteEntry {
  readonly rule: string;
  readonly item: string;
  readonly message: string;
  /** Who breaks, and how, in words. */
  readonly breaks: string;
  /** What was announced to use instead; null where nothing was. */
  readonly replacement: string | null;
}

export interface NoteDeprecation {
  readonly item: string;
  readonly in: string;
  readonly replacement: string | null;
  readonly note: string | null;
  /** The lowest version that may do without it, and the date from which it may; null where the ABI names no date. */
  readonly earliestVersion: string | null;
  readonly earliestDate: string | null;
}

export function noteOf({ baseline, candidate, asOf, pair, findings, removals }: Comparison): ReleaseNote {
  // Deprecations have a section of their own.
  const changes = findings.filter((finding) => finding.rule.id !== 'deprecated');
  const entries = (wanted: (finding: Finding) => boolean) =>
    changes.filter(wanted).map((finding) => entry(finding, replacementOf(pair.from.items().get(finding.item))));
  const earliest = new Map(removals.map((removal) => [removal.item, removal]));
  const before = pair.from.items();
  const isNew = ({ key, deprecated, status }: AbiItem) => status === 'deprecated' && before.get(key)?.deprecated?.in !== deprecated?.in;
  return {
    abi: candidate.abi.name,
    from: baseline.abi.version,
    to: candidate.abi.version,
    date: asOf ?? null,
    breaking: entries((finding) => finding.bump === 'major'),
    deprecated: [...pair.to.items().values()].filter(isNew).map(({ key, deprecated }) => ({
      item: key,
      in: deprecated?.in ?? candidate.abi.version,
      replacement: deprecated?.replacement ?? null,
      note: deprecated?.note ?? deprecated?.noReplacement ?? null,
      earliestVersion: earliest.get(key)?.earliestVersion ?? null,
      earliestDate: earliest.get(key)?.earliestDate ?? null,
    })),
    added: entries((finding) => finding.bump === 'minor'),
    other: entries((finding) => finding.bump === 'patch' || finding.bump === 'none'),
  };
}

const entry = (finding: Finding, replacement: string | null): NoteEntry => ({
  rule: finding.rule.id,
  item: finding.item,
  message: finding.message,
  breaks: breaksText(finding),
  replacement,
});

/** What a deprecation of an item, or of what contains it, named to use instead. */
const replacementOf = (item: AbiItem | undefined): string | null =>
  item?.deprecated?.replacement ?? (item?.parent ? replacementOf(item.parent) : null);

/** The ways to write a note down. */
export const noteFormats = {
  text: (note: ReleaseNote) => written(note, plain),
  markdown: (note: ReleaseNote) => written(note, markdown),
  json: (note: ReleaseNote) => `${JSON.stringify(note, null, 2)}\n`,
};

/** How the parts of a note are written. What comes from a file is literal in each. */
interface Style {
  readonly title: (text: string) => string;
  readonly section: (text: string) => string;
  readonly list: (lines: readonly string[]) => string;
  readonly text: (text: string) => string;
  readonly code: (text: string) => string;
}

const plain: Style = {
  title: visible,
  section: (text) => `${text}:`,
  list: (lines) => lines.map((line) => `  - ${line}`).join('\n'),
  text: visible,
  code: visible,
};

const markdown: Style = {
  title: (text) => `## ${markdownText(text)}`,
  section: (text) => `### ${markdownText(text)}`,
  list: markdownList,
  text: markdownText,
  code: markdownCode,
};

function written(note: ReleaseNote, style: Style): string {
  const { title, section, list, text } = style;
  const change = (e: NoteEntry) => `${text(e.message)} (${style.code(e.rule)})`;
  const instead = ({ replacement }: NoteEntry) => (replacement === null ? '' : ` Use ${style.code(replacement)}.`);
  const breaking = (e: NoteEntry) => `${change(e)}. Breaks ${text(e.breaks)}.${instead(e)}`;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Breaking', note.breaking.map(breaking)],
    ['Deprecated', note.deprecated.map((d) => deprecation(d, style))],
    ['Added or allowed', note.added.map(change)],
    ['Other', note.other.map(change)],
  ];
  const filled = parts.filter(([, lines]) => lines.length > 0);
  const head = `${note.abi} ${note.to}${note.date === null ? '' : ` (${note.date})`}, changes since ${note.from}`;
  const body = filled.length === 0 ? [text('Nothing has changed.')] : filled.flatMap(([name, lines]) => [section(name), list(lines)]);
  return `${[title(head), ...body].join('\n\n')}\n`;
}

function deprecation({ item, replacement, note, earliestVersion, earliestDate }: NoteDeprecation, { text, code }: Style): string {
  const instead = replacement === null ? '' : `; use ${code(replacement)}`;
  const earliest = earliestVersion === null || earliestDate === null ? '' : `; may go in ${earliestVersion}, from ${earliestDate}`;
  return `${code(item)}${instead}${earliest}${note === null ? '' : `. ${text(note)}`}`;
}
