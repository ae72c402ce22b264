import { replaceHidden } from './visible.js';

/** A Python expression: finished source, or a bracket around others. */
export type PyExpression = string | PyGroup;

interface PyGroup {
  readonly open: string;
  readonly items: readonly { readonly label: string; readonly value: PyExpression }[];
  readonly close: string;
  /** Whether a sole item is followed by a comma, as in `(1,)`. */
  readonly lonelyComma: boolean;
}

/** Longest line that is not broken. */
const width = 120;

/** A string literal of exactly the text, lone surrogates included. Visible characters stand as they are. */
export const pyString = (text: string): string =>
  `"${replaceHidden(text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t'), pyEscape)}"`;

function pyEscape(character: string): string {
  const n = character.codePointAt(0) ?? 0;
  return n > 0xffff ? `\\U${n.toString(16).padStart(8, '0')}` : `\\u${n.toString(16).padStart(4, '0')}`;
}

export const pyBool = (value: boolean): string => (value ? 'True' : 'False');
export const pyOptional = <T>(value: T | undefined, spell: (value: T) => PyExpression): PyExpression =>
  value === undefined ? 'None' : spell(value);

export const pyTuple = (items: readonly PyExpression[]): PyExpression => ({
  open: '(',
  items: items.map((value) => ({ label: '', value })),
  close: ')',
  lonelyComma: true,
});

/** A call with keyword arguments, in their order. */
export const pyCall = (name: string, args: Readonly<Record<string, PyExpression>>): PyExpression => ({
  open: `${name}(`,
  items: Object.entries(args).map(([key, value]) => ({ label: `${key}=`, value })),
  close: ')',
  lonelyComma: false,
});

/** A mapping that cannot be changed; keys are expressions. */
export const pyMapping = (entries: readonly (readonly [string, PyExpression])[]): PyExpression => ({
  open: 'MappingProxyType({',
  items: entries.map(([key, value]) => ({ label: `${key}: `, value })),
  close: '})',
  lonelyComma: false,
});

/** The source of an expression that begins after `indent` spaces: on one line if it fits, else one item a line. */
export function pySource(expression: PyExpression, indent = 0, before = 0): string {
  if (typeof expression === 'string') return expression;
  const { open, items, close, lonelyComma } = expression;
  if (items.length === 0 || room(expression, width - indent - before) >= 0) {
    const inner = items.map(({ label, value }) => label + pySource(value, 0, -Infinity)).join(', ');
    return `${open}${inner}${lonelyComma && items.length === 1 ? ',' : ''}${close}`;
  }
  const inside = indent + 4;
  const lines = items.map(({ label, value }) => `${' '.repeat(inside)}${label}${pySource(value, inside, label.length + 1)},\n`);
  return `${open}\n${lines.join('')}${' '.repeat(indent)}${close}`;
}

/** What is left of a line after an expression; negative, without looking further, if it does not fit. */
function room(expression: PyExpression, left: number): number {
  if (typeof expression === 'string') return left - expression.length;
  let rest = left - expression.open.length - expression.close.length;
  for (const { label, value } of expression.items) {
    if (rest < 0) return rest;
    rest = room(value, rest - label.length - 2);
  }
  return rest;
}

/** A documentation string of lines from `docLines`, which hold neither line breaks nor hidden characters. */
export function pyDocstring(lines: readonly string[], indent = ''): string {
  const [first = '', ...others] = lines.map((line) => line.replace(/[\\"]/g, '\\$&'));
  if (others.length === 0) return `${indent}"""${first}"""`;
  return [`${indent}"""${first}`, ...others.map((line) => `${indent}${line}`.trimEnd()), `${indent}"""`].join('\n');
}

/** Comment lines, from lines of `docLines`. */
export const pyComment = (lines: readonly string[], indent = ''): string => lines.map((line) => `${indent}# ${line}`.trimEnd()).join('\n');
