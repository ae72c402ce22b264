import type { Case, Param } from '../../generator/ir/abi.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { paramsOf } from '../pair/params.js';
import type { Hit } from '../rule.js';
import { memberOf } from './type-changes.js';
import { coreText } from './words.js';

/** A parameter of an import as it was and as it is. */
interface ParamChange extends Change<Param> {
  readonly func: Change<LoweredFunc>;
}

/** Parameters of functions that changed; those that came or went are the signature's. */
export const paramChanges = oncePer((pair: AbiPair): readonly ParamChange[] =>
  pair.functions.changed.flatMap((func) => paramsOf(func).kept.map(({ from, to }) => ({ from, to, func }))),
);

/** What every hit about it says. */
const hitOf = ({ from, to, func }: ParamChange, keyword: string): Hit => ({
  item: itemKey.param(func.from.func, from.name),
  itemNow: itemKey.param(func.to.func, to.name),
  from: memberOf(from.origin, keyword),
  to: memberOf(to.origin, keyword),
});

/** One thing that is said of a parameter. */
interface Aspect {
  /** As the schema spells it. */
  readonly keyword: string;
  readonly what: string;
  readonly text: (param: Param) => string | undefined;
}

/** Parameters of which a measure is greater than before. */
export const greater = (aspect: Aspect, measure: (param: Param) => number) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const change of paramChanges(pair))
      if (measure(change.to) > measure(change.from)) yield { ...hitOf(change, aspect.keyword), ...wordsOf(aspect, change) };
  };

/** Parameters of which something else is said than before. */
export const otherwise = (aspect: Aspect, same: (change: Change<Param>) => boolean) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const change of paramChanges(pair)) if (!same(change)) yield { ...hitOf(change, aspect.keyword), ...wordsOf(aspect, change) };
  };

const wordsOf = ({ what, text }: Aspect, { from, to }: Change<Param>) => ({ what, was: text(from), is: text(to) });

/** Whether two cases are one: by name, or by number where it was renamed. What became of a case itself is told there. */
export const sameCase = (from: Case | undefined, to: Case | undefined): boolean =>
  from === to || (from !== undefined && to !== undefined && (from.name === to.name || from.value === to.value));

/** How buffers and values behind addresses pass. Where engines see another signature, that is what is told. */
export function* conventionChanges(pair: AbiPair): Iterable<Hit> {
  for (const change of paramChanges(pair))
    for (const aspect of conventions) {
      if (aspect.same(change)) continue;
      yield { ...hitOf(change, aspect.keyword), ...wordsOf(aspect, change) };
      // What else is said of a buffer depends on its direction.
      if (aspect.keyword === 'pass') break;
    }
}

const sameCore = ({ from, to, func }: ParamChange): boolean => coreOf(func.from, from) === coreOf(func.to, to);

const coreOf = ({ coreParams }: LoweredFunc, param: Param): string =>
  coreText(coreParams.filter((core) => core.param === param).map((core) => core.type));

const conventions: readonly (Aspect & { readonly same: (change: ParamChange) => boolean })[] = [
  {
    keyword: 'pass',
    what: 'the direction',
    text: ({ pass }) => pass,
    same: (change) => change.from.pass === change.to.pass || !sameCore(change),
  },
  {
    keyword: 'written',
    what: 'the place of the length',
    text: (param) => param.written,
    same: (change) => change.from.written === change.to.written || !sameCore(change),
  },
  {
    keyword: 'lengthWidth',
    what: 'the length width',
    text: (param) => param.lengthWidth,
    same: ({ from, to }) => from.written !== 'length' || to.written !== 'length' || from.lengthWidth === to.lengthWidth,
  },
  {
    keyword: 'whenShort',
    what: 'the handling of a short buffer',
    text: ({ whenShort: short }) => (short?.kind === 'error' ? `error ${short.case.name}, item ${short.item}` : short?.kind),
    same: ({ from: { whenShort: from }, to: { whenShort: to } }) =>
      from?.kind === 'error' && to?.kind === 'error' ? from.item === to.item && sameCase(from.case, to.case) : from?.kind === to?.kind,
  },
  {
    keyword: 'count',
    what: 'the count',
    text: (param) => param.count,
    same: ({ from, to, func }) => {
      const counts = paramsOf(func).kept.find((p) => p.from.name === from.count);
      return from.count === undefined || to.count === undefined || counts?.to.name === to.count;
    },
  },
  {
    keyword: 'role',
    what: 'the role',
    text: ({ errorText }) => (errorText ? 'error text' : 'value'),
    same: ({ from, to }) => from.errorText === to.errorText,
  },
];
