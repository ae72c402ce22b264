/** Lines of a table for the terminal, no wider than `width` where its columns can be narrowed; cells are safe to print. */
export function textTable(rows: readonly (readonly string[])[], width: number): string[] {
  const [head, ...body] = rows;
  if (head === undefined) return [];
  const widths = fitted(
    head.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? '')))),
    width - framing(head.length),
  );
  // A bar stands at the start of each line, so that no text of a file does: runners obey lines that begin with `::`.
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => padded(cell, widths[i] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`;
  const lines = (row: readonly string[]) => {
    const wrapped = widths.map((w, i) => chunks(row[i] ?? '', w));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, i) => line(wrapped.map((cell) => cell[i] ?? '')));
  };
  return [...lines(head), rule, ...body.flatMap(lines)];
}

/** Columns of a wide table by parts that fit beside the first column, which each part has. */
export function columnParts(rows: readonly (readonly string[])[], width: number): string[][][] {
  const [head] = rows;
  if (head === undefined) return [];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))));
  const parts: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (let column = 1; column < head.length; column++) {
    const needed = (widths[column] ?? 0) + 3;
    if (used + needed > width) {
      parts.push([0]);
      used = (widths[0] ?? 0) + framing(1);
    }
    parts.at(-1)?.push(column);
    used += needed;
  }
  return parts.map((columns) => rows.map((row) => columns.map((column) => row[column] ?? '')));
}

/** Characters of bars and blanks in a line of so many columns. */
const framing = (columns: number): number => 3 * columns + 1;

const narrowest = 8;

/** Takes from the widest columns until the sum is at most `total`, as long as any is wide enough. */
function fitted(widths: readonly number[], total: number): number[] {
  const result = [...widths];
  let excess = result.reduce((sum, w) => sum + w, 0) - total;
  while (excess > 0) {
    const widest = Math.max(...result);
    if (widest <= narrowest) break;
    const next = Math.max(narrowest, ...result.filter((w) => w < widest));
    const column = result.indexOf(widest);
    const taken = Math.max(1, Math.min(excess, widest - next));
    result[column] = widest - taken;
    excess -= taken;
  }
  return result;
}

const lengthOf = (text: string): number => [...text].length;

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - lengthOf(text)));

/** Pieces of at most `width` characters, parted at blanks where there are some. */
function chunks(text: string, width: number): string[] {
  const characters = [...text];
  const pieces: string[] = [];
  let start = 0;
  while (characters.length - start > width) {
    const blank = characters.slice(start, start + width + 1).lastIndexOf(' ');
    const end = start + (blank > 0 ? blank : width);
    pieces.push(characters.slice(start, end).join(''));
    start = blank > 0 ? end + 1 : end;
  }
  return [...pieces, characters.slice(start).join('')];
}
