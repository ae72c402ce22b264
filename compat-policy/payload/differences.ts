import { below, type PayloadSchema, type PayloadSchemaObject } from '../../generator/ir/payload-schema.js';
import { notes } from './same.js';

/** What differs at one place of two schemas. */
export interface Difference {
  /** JSON pointer of the schema that says it. */
  readonly at: string;
  readonly keyword: string;
  /** Undefined where one side does not say it. */
  readonly was: unknown;
  readonly is: unknown;
}

/** Keywords whose values have no order. */
const unordered: ReadonlySet<string> = new Set(['enum', 'required', 'type']);

/** Where the text of two schemas differs, as deep inside as can be told. Notes do not count, unless they are asked for. */
export function differencesOf(from: PayloadSchema, to: PayloadSchema, at = '', about?: string): Difference[] {
  if (typeof from === 'boolean' || typeof to === 'boolean')
    return about === undefined && from !== to ? [{ at, keyword: '', was: from, is: to }] : [];
  const [a, b] = [from as Members, to as Members];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap((keyword): Difference[] => {
    const [was, is] = [a[keyword], b[keyword]];
    const inside = innerDifferences(keyword, was, is, below(at, keyword), about);
    if (inside) return inside;
    if (about === undefined ? notes.has(keyword) : keyword !== about) return [];
    return textOf(was, unordered.has(keyword)) === textOf(is, unordered.has(keyword)) ? [] : [{ at, keyword, was, is }];
  });
}

type Members = PayloadSchemaObject & Readonly<Record<string, unknown>>;

/** The differences inside what a keyword holds; undefined where the keyword differs as a whole. */
function innerDifferences(keyword: string, was: unknown, is: unknown, at: string, about: string | undefined): Difference[] | undefined {
  switch (keyword) {
    case 'items':
    case 'additionalProperties':
      return isObject(was) && isObject(is) ? differencesOf(was as PayloadSchema, is as PayloadSchema, at, about) : undefined;
    case '$defs':
    case 'properties': {
      const [a, b] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
      return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap((name): Difference[] => {
        const [x, y] = [own(a, name), own(b, name)];
        if (x !== undefined && y !== undefined) return differencesOf(x as PayloadSchema, y as PayloadSchema, below(at, name), about);
        // A definition says something where it is referred to.
        return about === undefined && keyword === 'properties' ? [{ at: below(at, name), keyword: '', was: x, is: y }] : [];
      });
    }
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return listDifferences(Array.isArray(was) ? was : [], Array.isArray(is) ? is : [], at, about);
    default:
      return undefined;
  }
}

/** Alternatives that stand in both lists do not count, wherever they stand; as many that are left are beside each other. */
function listDifferences(was: readonly PayloadSchema[], is: readonly PayloadSchema[], at: string, about?: string): Difference[] {
  const left = (list: readonly PayloadSchema[], others: readonly PayloadSchema[]) => {
    const known = new Set(others.map((schema) => textOf(schema)));
    return [...list.entries()].filter(([, schema]) => !known.has(textOf(schema)));
  };
  const [gone, added] = [left(was, is), left(is, was)];
  if (gone.length === added.length)
    return added.flatMap(([i, schema], n) => differencesOf(gone[n]?.[1] ?? schema, schema, below(at, i), about));
  if (about !== undefined) return [];
  return [
    ...gone.map(([i, schema]): Difference => ({ at: below(at, i), keyword: '', was: schema, is: undefined })),
    ...added.map(([i, schema]): Difference => ({ at: below(at, i), keyword: '', was: undefined, is: schema })),
  ];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const own = (value: Readonly<Record<string, unknown>>, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

/** A value as JSON with its keys in order, so that it is the same text in whatever order it was written. */
export function textOf(value: unknown, sorted = false): string {
  if (sorted && Array.isArray(value))
    return `[${value
      .map((item) => textOf(item))
      .sort()
      .join(',')}]`;
  const ordered = (_: string, v: unknown) =>
    isObject(v) && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v;
  return JSON.stringify(value, ordered) ?? '';
}
