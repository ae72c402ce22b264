/**
 * What these databases do not say themselves, and what would else be silently wrong: SQLite prepares the first statement of a text and
 * leaves the others, a Durable Object runs them all; a placeholder without a value is NULL; a zero byte ends the text.
 */
import type { DbRequest } from '@molt/abi-host';
import type { Value } from './database.js';

/** Values of a request for the placeholders of its statement: in their order, or by name. */
export type Bound = readonly Value[] | Readonly<Record<string, Value>>;

type Params = NonNullable<DbRequest['params']>;
type Entry = Params['values'][number];

/** Neither database binds a bigint. An integer that a number cannot hold goes as its digits, which columns of integers take. */
const plain = (entry: Entry): Value => {
  const value = typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return typeof value === 'boolean' ? Number(value) : value;
};

/**
 * The tokens of SQLite: what is in quotes, comments, words, placeholders, and single signs. The names of placeholders may go on as those
 * of Tcl do, as in `:a::b` and `$a(1)`. What is not closed goes on to its end, as there.
 */
const token =
  /'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*.*?(?:\*\/|$)|[\w\u0080-\uffff][\w$\u0080-\uffff]*|\?\d*|[:@$#](?:[\w$\u0080-\uffff]|::)+(?:\([^\s)]*\)?)?|\S/gs;
const tokensOf = (sql: string): readonly string[] => (sql.match(token) ?? []).filter((found) => !/^(?:--|\/\*)/.test(found));

/** The statements of a trigger have semicolons of their own; it ends with that after the END which follows one. */
const trigger = /^create (?:temp |temporary )?trigger\b/i;

function demandOne(tokens: readonly string[]): void {
  const isTrigger = trigger.test(tokens.slice(0, 3).join(' '));
  const ends = (i: number): boolean => !isTrigger || (/^end$/i.test(tokens[i - 1] ?? '') && tokens[i - 2] === ';');
  const end = tokens.findIndex((found, i) => found === ';' && ends(i));
  if (end >= 0 && tokens.slice(end).some((found) => found !== ';')) throw new SyntaxError('more than one statement; send them one by one');
}

/** How many values the placeholders of a statement take, and the names of those that have one, with the sign before it. */
function placeholdersOf(tokens: readonly string[]): { readonly count: number; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  let count = 0;
  for (const found of tokens) {
    if (found.startsWith('?')) count = found === '?' ? count + 1 : Math.max(count, Number(found.slice(1)));
    else if (/^[:@$#]./.test(found) && !names.has(found)) {
      names.add(found);
      count++;
    }
  }
  return { count, names };
}

function demandValues(tokens: readonly string[], params: Params | undefined): void {
  const { count, names } = placeholdersOf(tokens);
  if (params?.mode !== 'named') {
    const given = params?.values.length ?? 0;
    if (given !== count) throw new RangeError(`the statement takes ${count} values, and ${given} are given`);
    return;
  }
  const given = new Set(params.values.map(({ name }) => `:${name}`));
  if (count !== names.size) throw new SyntaxError('values with names are given to placeholders without');
  if (given.size !== params.values.length) throw new SyntaxError('a name is given two values');
  for (const name of names) if (!given.has(name)) throw new RangeError(`no value is given to ${name}`);
  for (const name of given) if (!names.has(name)) throw new RangeError(`the statement has no placeholder ${name}`);
}

/** The values for a statement. Throws where it is not one alone, or where they are not those that it takes. */
export function bound({ sql, params }: DbRequest): Bound {
  if (sql.includes('\0')) throw new SyntaxError('a zero byte in the statement; give it as a parameter');
  const tokens = tokensOf(sql);
  demandOne(tokens);
  demandValues(tokens, params);
  if (params === undefined) return [];
  if (params.mode === 'positional') return params.values.map(plain);
  return Object.fromEntries(params.values.map((entry) => [entry.name, plain(entry)]));
}
