import { type AbiPair, flip } from '../pair/pair.js';
import type { Reader } from '../pair/uses.js';
import type { Direction, Hit, Rule, RuleText, Witness } from '../rule.js';

/** A row of a family: what a rule says of itself. How it finds comes from one of the functions below. */
export interface Row extends RuleText {
  readonly witness: Witness;
}

type Find = (pair: AbiPair) => Iterable<Hit>;

/** A rule of its own. `mirror` is its id where it is its own mirror, or the reason for which it has none. */
export const rule = (row: Row, mirror: Rule['mirror'], find: Find): Rule => ({ ...row, direction: 'any', mirror, find });

/** A rule that fires whichever way the change goes. */
export const symmetric = (row: Row, find: Find): Rule => rule(row, row.id, find);

/** Two rules from one observation: `find` sees what `forward` is about; the other sees it with the versions exchanged. */
export const opposites = (forward: Row, backward: Row, find: Find): readonly Rule[] => [
  rule(forward, backward.id, find),
  rule(backward, forward.id, exchanged(find)),
];

/**
 * Four rules from one observation, that more values are legal than before (`readers` says who reads them). More is safe
 * where the host reads and not where the guest does; less is safe where the guest reads. What one reader is to imports the
 * other is to guest exports, so nothing here knows which of the two it looks at.
 */
export function variance(
  rows: {
    readonly wider: { readonly argument: Row; readonly result: Row };
    readonly narrower: { readonly argument: Row; readonly result: Row };
  },
  wider: Find,
): readonly Rule[] {
  const { wider: up, narrower: down } = rows;
  const of = (row: Row, mirror: Row, reader: Reader, find: Find): Rule => ({
    ...row,
    direction: directions[reader],
    mirror: mirror.id,
    find: readBy(reader, find),
  });
  const narrower = exchanged(wider);
  return [
    of(up.argument, down.argument, 'host', wider),
    of(up.result, down.result, 'guest', wider),
    of(down.argument, up.argument, 'host', narrower),
    of(down.result, up.result, 'guest', narrower),
  ];
}

const directions: Readonly<Record<Reader, Direction>> = { host: 'argument', guest: 'result' };

/** Only what one of the two reads. */
export const readBy = (reader: Reader, find: Find): Find =>
  function* (pair) {
    for (const hit of find(pair)) if (hit.readers?.includes(reader)) yield hit;
  };

/** The same observation with baseline and candidate exchanged. */
export const exchanged = (find: Find): Find =>
  function* (pair) {
    for (const hit of find(flip(pair))) yield turned(hit);
  };

const turned = (hit: Hit): Hit => ({
  ...hit,
  item: hit.itemNow ?? hit.item,
  itemNow: hit.item,
  was: hit.is,
  is: hit.was,
  from: hit.to,
  to: hit.from,
});
