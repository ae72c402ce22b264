import type { PayloadSchema } from '../../generator/ir/payload-schema.js';
import { confirmed } from './confirm.js';
import type { Kind } from './facts.js';
import { Formulas, no, yes } from './formula.js';
import type { Value } from './result.js';
import { Exhausted, Search } from './search.js';

/** Whether every value of one schema is one of another. `example`: a value that is not, as JSON; absent where JSON has no words for it. */
export type Answer =
  | { readonly is: 'yes' }
  | { readonly is: 'no'; readonly example: string | undefined }
  | { readonly is: 'unknown'; readonly why: string };

/** How the values of two schemas lie to each other. */
export interface Comparison {
  /** Whether every value of the first is one of the second. */
  readonly forward: Answer;
  /** Whether every value of the second is one of the first. */
  readonly backward: Answer;
  readonly relation: 'same' | 'narrower' | 'wider' | 'incomparable' | 'unknown';
}

export interface CompareOptions {
  /** Whether the codec has binary data. */
  readonly binary: boolean;
  /** Formats that are asserted. */
  readonly formats: ReadonlySet<string>;
  /** Work for each of the two questions; a default that takes well under a second. */
  readonly steps?: number;
}

const json: readonly Kind[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** Compares the values of two schemas. What takes too much work, or what a validator sees otherwise, is unknown. */
export function compareSchemas(from: PayloadSchema, to: PayloadSchema, options: CompareOptions): Comparison {
  const forward = within(from, to, options);
  const backward = within(to, from, options);
  return { forward, backward, relation: relationOf(forward, backward) };
}

function within(inner: PayloadSchema, outer: PayloadSchema, { binary, formats, steps = 300_000 }: CompareOptions): Answer {
  const formulas = new Formulas();
  const search = new Search(formulas, { kinds: binary ? [...json, 'bytes'] : json, formats, steps });
  try {
    const result = search.answer([yes(formulas.of(inner, inner)), no(formulas.of(outer, outer))]);
    if (result.is === 'none') return { is: 'yes' };
    return result.is === 'found' ? counterexample(result.value, inner, outer) : { is: 'unknown', why: 'a part of it cannot be decided' };
  } catch (error) {
    if (error instanceof Exhausted) return { is: 'unknown', why: 'it takes too much work' };
    throw error;
  }
}

function counterexample(value: Value, inner: PayloadSchema, outer: PayloadSchema): Answer {
  const check = confirmed(value, inner, outer);
  if (check === 'refuted') return { is: 'unknown', why: 'a validator sees it otherwise' };
  return { is: 'no', example: check === 'unspoken' ? undefined : JSON.stringify(value) };
}

function relationOf(forward: Answer, backward: Answer): Comparison['relation'] {
  if (forward.is === 'unknown' || backward.is === 'unknown') return 'unknown';
  if (forward.is === 'yes') return backward.is === 'yes' ? 'same' : 'wider';
  return backward.is === 'yes' ? 'narrower' : 'incomparable';
}
