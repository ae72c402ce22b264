import type { Fact } from './facts.js';
import { type Literal, yes } from './formula.js';
import { type Finder, firstFound, found, none, type Result, unknown, unspoken, type Value } from './result.js';

/** Arrays beyond this length are not written down. */
const longArray = 32;

/** An array of which all facts are true: an item for each that is asked for, and then as many more as it needs. */
export function findArray(facts: readonly Fact[], finder: Finder): Result {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  const every: Literal[] = [];
  const wanted: Literal[] = [];
  const distinct = new Set<boolean>();
  for (const fact of facts) {
    if (fact.is === 'size') [least, most] = [Math.max(least, fact.least), Math.min(most, fact.most)];
    else if (fact.is === 'items') every.push(yes(fact.formula));
    else if (fact.is === 'item') wanted.push(fact.literal);
    else if (fact.is === 'distinct') distinct.add(fact.holds);
  }
  const repeats = distinct.has(false);
  if (repeats) least = Math.max(least, 2);
  if (least > most || distinct.size > 1) return none;
  return firstFound(groupings(wanted, most), (groups) => {
    const slots = groups.map((group) => [...every, ...group]);
    if (distinct.has(true)) return distinctItems(slots, every, least, finder);
    if (repeats && slots.length === most && slots.length > 0) return none;
    return anyItems(slots, every, repeats ? Math.max(least, slots.length + 1) : least, finder);
  });
}

/** Ways to share items among wanted ones; where there is room, each has its own first. */
function* groupings(wanted: readonly Literal[], most: number): Generator<readonly (readonly Literal[])[]> {
  const [first, ...rest] = wanted;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const groups of groupings(rest, most)) {
    if (groups.length < most) yield [[first], ...groups];
    for (const [i, group] of groups.entries()) yield groups.with(i, [first, ...group]);
  }
}

function anyItems(slots: readonly (readonly Literal[])[], every: readonly Literal[], least: number, { find }: Finder): Result {
  const items: Value[] = [];
  for (const slot of slots) {
    const result = find(slot);
    if (result.is !== 'found') return result;
    items.push(result.value);
  }
  if (items.length >= least) return found(items);
  // An item that was asked for does for the others too.
  const more = items[0] === undefined ? find(every) : found(items[0]);
  if (more.is !== 'found') return more;
  if (least > longArray) return found(unspoken);
  return found([...items, ...Array.from({ length: least - items.length }, () => more.value)]);
}

/** Items are primitives where they must be distinct, so that a value is excluded once it is taken. */
function distinctItems(slots: readonly (readonly Literal[])[], every: readonly Literal[], least: number, finder: Finder): Result {
  if (least > longArray) return unknown;
  const taken: Literal[] = [];
  const items: Value[] = [];
  for (let i = 0; i < Math.max(least, slots.length); i++) {
    const result = finder.find([...(slots[i] ?? every), ...taken]);
    if (result.is !== 'found') {
      // With another choice before it might have been found, unless all choices were alike.
      const alone = slots.length > 0 && taken.length > 0 ? finder.find(slots[i] ?? every) : result;
      return alone.is === 'found' ? unknown : alone;
    }
    if (typeof result.value === 'symbol' || (typeof result.value === 'object' && result.value !== null)) {
      if (Math.max(least, slots.length) > 1) return unknown;
    } else taken.push(finder.not(result.value));
    items.push(result.value);
  }
  return found(items);
}
