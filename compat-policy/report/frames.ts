import type { Paint } from '../../generator/diagnostics/color.js';
import { codeFrame } from '../../generator/diagnostics/frame.js';
import type { Location, ReportContext } from './model.js';

/** Lines of code at a location; none where the text is not at hand or is no longer what it was. */
export type Frames = (location: Location, gutter: number, paint: Paint) => readonly string[];

interface Source {
  readonly text: string;
  /** Offset of each line. */
  readonly starts: readonly number[];
}

/** Reads every file and finds its lines once: thousands of findings can stand in one large file. */
export function framesOf(sourceOf: ReportContext['sourceOf']): Frames {
  const sources = new Map<string, Source | undefined>();
  const read = (file: string): Source | undefined => {
    if (!sources.has(file)) {
      const text = sourceOf(file)?.replace(/^\ufeff/, '');
      sources.set(file, text === undefined ? undefined : { text, starts: lineStarts(text) });
    }
    return sources.get(file);
  };
  return ({ file, pointer, line, column, endLine, endColumn }, gutter, paint) => {
    // The place of a file as a whole shows nothing that its name does not.
    const source = pointer === '' ? undefined : read(file);
    const from = source?.starts[line - 1];
    const to = source?.starts[endLine - 1];
    if (source === undefined || from === undefined || to === undefined) return [];
    const start = { line, column, offset: from + column - 1 };
    const end = { line: endLine, column: endColumn, offset: to + endColumn - 1 };
    return codeFrame(source.text, { file, pointer, start, end }, gutter, paint);
  };
}

/** Lines end with LF, CR LF or CR. */
const lineStarts = (text: string): number[] => [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
