import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, type Result, result, type Span } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import { phases } from './model.js';

/** Lengths that a budget can limit, and a baseline be held against. */
export const lengthKeys = ['raw', 'gzip', 'brotli', 'glue', 'glueGzip'] as const;
export type LengthKey = (typeof lengthKeys)[number];

/** What a ratio to the baseline can be limited of. */
export const ratioKeys = [...lengthKeys, ...phases] as const;
export type RatioKey = (typeof ratioKeys)[number];

/** Limits of a release; what is not named is not limited. Lengths are bytes. See `schemas/budget.schema.json`. */
export interface Budget {
  readonly lengths: Readonly<Partial<Record<LengthKey, number>>>;
  /** By the name of the section. */
  readonly sections: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Partial<Record<RatioKey, number>>>;
}

/** A parsed JSON file that knows where each value stands. */
export interface BudgetDocument {
  readonly value: unknown;
  readonly spanOf: (pointer: string) => Span;
  readonly keySpanOf: (pointer: string) => Span;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads a budget. A key that is not known is an error, since a limit that is misspelt would hold nothing. */
export function readBudget(document: BudgetDocument): Result<Budget> {
  const diagnostics: Diagnostic[] = [];
  const bad = (at: string, why: string) => void diagnostics.push(diagnostic('measure/bad-value', document.spanOf(at), { why }));
  const known = (value: Members, at: string, keys: readonly string[], where: string) => {
    for (const key of Object.keys(value).filter((name) => !keys.includes(name)))
      diagnostics.push(
        diagnostic(
          'measure/unknown-key',
          document.keySpanOf(`${at}/${escaped(key)}`),
          { key: quote(key), where },
          { help: didYouMean(key, keys) },
        ),
      );
  };
  const part = (value: unknown, at: string): Members => {
    if (value === undefined || isObject(value)) return value ?? {};
    bad(at, `${at === '' ? 'the file' : quote(at.slice(1))} is an object`);
    return {};
  };
  const limits = (value: Members, at: string, keys: readonly string[], form: Form): Readonly<Record<string, number>> => {
    const given = keys.filter((key) => value[key] !== undefined);
    for (const key of given.filter((name) => !form.is(value[name]))) bad(`${at}/${escaped(key)}`, `${quote(key)} needs ${form.words}`);
    return Object.fromEntries(given.map((key) => [key, value[key] as number]));
  };
  const root = part(document.value, '');
  known(root, '', [...lengthKeys, 'sections', 'ratio', '$schema'], 'a budget');
  const sections = part(root.sections, '/sections');
  const ratio = part(root.ratio, '/ratio');
  known(ratio, '/ratio', ratioKeys, '"ratio"');
  const budget: Budget = {
    lengths: limits(root, '', lengthKeys, bytes),
    sections: limits(sections, '/sections', Object.keys(sections), bytes),
    ratios: limits(ratio, '/ratio', ratioKeys, factor),
  };
  return result(diagnostics.length > 0 ? undefined : budget, diagnostics);
}

/** What a value must be, and how a message says so. */
interface Form {
  readonly is: (value: unknown) => boolean;
  readonly words: string;
}

const bytes: Form = { is: (value) => Number.isSafeInteger(value) && Number(value) >= 0, words: 'a whole number of bytes' };
const factor: Form = {
  is: (value) => typeof value === 'number' && value > 0,
  words: 'a number above 0, such as 1.2',
};

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
