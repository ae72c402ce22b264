import { mark, type Parsed } from './parser.js';

/** A key that the generator chose, and not a schema. */
const isOurs = (key: string): boolean => /^[\w$@./-]*$/.test(key);

/** One line for each value of a document, with the keys that lead to it. */
export function parseJson(text: string): Parsed {
  const strings = new Set<string>();
  const structure: string[] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value === 'string') strings.add(value);
    if (typeof value !== 'object' || value === null) structure.push(`${at} ${typeof value === 'string' ? mark : String(value)}`);
    else if (Array.isArray(value)) for (const item of value) walk(item, `${at}/-`);
    else
      for (const [key, inner] of Object.entries(value)) {
        strings.add(key);
        walk(inner, `${at}/${isOurs(key) ? key : mark}`);
      }
  };
  walk(JSON.parse(text), '');
  return { structure, strings };
}
