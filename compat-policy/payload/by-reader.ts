import { exchanged, type Row, rule } from '../compare/polarity.js';
import type { Reader } from '../pair/uses.js';
import type { Hit, Rule } from '../rule.js';

/** Why no guest can show what payloads say. */
export const witness = { none: 'An engine sees an address and a length, and not what the bytes say.' };

/** Whether it is known which of the two reads it. */
export const oneReader = (hit: Hit): boolean => hit.readers?.length === 1;

/** Two rules: what is narrower is mild if only the guest reads it, what is wider if only the host does. */
export const byReader = (narrower: Row, wider: Row, find: Rule['find']): readonly Rule[] => [
  rule(narrower, wider.id, mildFor('guest', find)),
  rule(wider, narrower.id, mildFor('host', exchanged(find))),
];

const mildFor = (reader: Reader, find: Rule['find']): Rule['find'] =>
  function* (pair) {
    for (const hit of find(pair)) yield { ...hit, mild: hit.mild === true || (oneReader(hit) && hit.readers?.[0] === reader) };
  };
