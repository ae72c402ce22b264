import { quote } from '../diagnostics/visible.js';
import type { JsonValue } from '../source/document.js';
import { dereference, isArray, isObject, type Schema } from './subschema.js';

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
};

/** What a schema takes, for "expected ...": "an integer, a string or an object". */
export function expectation(schema: Schema): string {
  return joined([...new Set(typesOf(schema).map((type) => typeWords[type] ?? type))], 'or');
}

function typesOf(schema: Schema): string[] {
  const { type, anyOf } = dereference(schema);
  return type === undefined ? (anyOf ?? []).flatMap(typesOf) : [type];
}

/** What was found, for "found ...": strings and numbers as they are, others by their sort. */
export function found(value: JsonValue): string {
  if (typeof value === 'string') return `the string ${quote(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (isObject(value)) return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  return String(value);
}

/** What an object is, as the subject of a sentence: "the function", "the packed field". */
export const nameOf = (schema: Schema): string => (schema.title === undefined ? 'this object' : `the ${lowered(schema.title)}`);

/** A value of a schema, by its title and an example: "a version such as 1.5.0". */
export function suchA({ title, examples }: Schema): string {
  const example = examples?.[0];
  const such = typeof example === 'string' ? ` such as ${example}` : '';
  return title === undefined ? 'of the right form' : withArticle(lowered(title)) + such;
}

/** "a, b or c". */
export const joined = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** A number of things: "1 item", "2 items". */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const lowered = (title: string): string => (/^[A-Z]{2}/.test(title) ? title : title.toLowerCase());
const withArticle = (noun: string): string => `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
