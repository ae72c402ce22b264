import { replaceHidden } from './visible.js';

/** JSON with two spaces of indentation and a final line feed. Hidden characters stand as escapes; only strings can hold them. */
export const jsonText = (value: unknown): string =>
  `${replaceHidden(JSON.stringify(value, undefined, 2), (character) => character.split('').map(unitEscape).join(''))}\n`;

const unitEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
