import type { AbiPair, Change } from '../pair/pair.js';
import type { Hit } from '../rule.js';
import { memberOf } from './type-changes.js';
import { type Value, valueChanges } from './values.js';
import { type Difference, differenceOf } from './values-difference.js';
import { typeText } from './words.js';

/** Values whose types differ in one way. */
export function differing(way: Difference): (pair: AbiPair) => Iterable<Hit> {
  return function* (pair) {
    for (const change of valueChanges(pair))
      if (differenceOf(change, pair) === way) yield { ...hitOf(change, 'type'), ...typeWords(change) };
  };
}

/** What every hit about a value says. */
export const hitOf = ({ from, to }: Change<Value>, member: string): Hit => ({
  item: from.key,
  itemNow: to.key,
  from: memberOf(from.origin, member),
  to: memberOf(to.origin, member),
  readers: from.readers,
  places: from.places,
});

export const typeWords = ({ from, to }: Change<Value>) => ({
  what: from.places ? 'the target' : 'the type',
  was: typeText(from.type),
  is: typeText(to.type),
});
