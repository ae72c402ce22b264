import type { MatrixReport } from './model.js';
import { fitText } from './words.js';

/** Cells of the matrix as plain text: a column for each guest, a row for each host. */
export const matrixRows = ({ versions, cells }: MatrixReport): string[][] => [
  ['host \\ guest', ...versions],
  ...cells.map((row, i) => [versions[i] ?? '', ...row.map((cell) => fitText[cell.fit])]),
];
