import { replaceHidden, shownAs } from './visible.js';

/** Characters that WIT refuses although they can be seen: those whose use Unicode discourages. */
const discouraged = /[\u0149\u0673\u0f77\u0f79\u17a3\u17a4]/g;

/** Documentation lines, from lines of `docLines`: none of these holds what ends a line or what WIT refuses in comments. */
export const witDocs = (lines: readonly string[], indent = ''): string =>
  lines.map((line) => `${indent}/// ${line.replace(discouraged, shownAs)}`.trimEnd()).join('\n');

/** A name between quotes in documentation, every character visible. */
export const quoted = (text: string): string => `"${replaceHidden(text, shownAs).replaceAll('\n', shownAs('\n'))}"`;
