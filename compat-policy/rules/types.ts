import { symmetric, variance } from '../compare/polarity.js';
import { memberOf, typeChanges, useOf } from '../compare/type-changes.js';
import { isSameBytes, isSameType } from '../compare/wire-types.js';
import { typeText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const noNumber = { none: 'How many items are legal shows in no core signature.' };

/** What a named type is, and lists. */
export const typeRules: readonly Rule[] = [
  symmetric(
    {
      id: 'type-kind-changed',
      summary: 'A name stands for a type of another kind.',
      why: 'Bytes and numbers are read as something else, and source code that uses the type no longer compiles.',
      fix: 'Give the new type a name of its own.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'What crosses depends on both kinds; where the core types differ, the rules of signatures show it.' },
    },
    function* (pair) {
      for (const { from, to } of pair.types.changed) {
        if (from.kind === to.kind) continue;
        const hit = { ...useOf(pair, { from, to }), item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the kind' };
        yield { ...hit, was: from.kind, is: to.kind, from: memberOf(from.origin, 'kind'), to: memberOf(to.origin, 'kind') };
      }
    },
  ),
  symmetric(
    {
      id: 'list-item-changed',
      summary: 'A list has items of another type.',
      why: 'The bytes of an item are read as something else; where the size differs, every item but the first is read from the wrong place.',
      fix: 'Make a new list and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      mild: {
        when: 'Both are the same type under aliases that add no unit and no range.',
        bump: 'minor',
        harm: harm('-', '-', 'c', 'c'),
      },
      witness: { none: 'A list crosses as an address and a count: what lies behind it shows in no core signature.' },
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'list')) {
        if (isSameType(pair, from.of, to.of)) continue;
        const items = { item: itemKey.type(from), itemNow: itemKey.type(to), mild: isSameBytes(pair, from.of, to.of) };
        const origins = { from: memberOf(from.origin, 'of'), to: memberOf(to.origin, 'of') };
        yield { ...use, ...items, ...origins, what: 'the type of items', was: typeText(from.of), is: typeText(to.of) };
      }
    },
  ),
  ...variance(
    {
      wider: {
        argument: {
          id: 'list-max-length-raised-arg',
          summary: 'A list that hosts read may be longer.',
          why: 'Old guests never send so many items. A new guest that does is refused by an old host.',
          fix: 'Nothing to do. Guests that send more items need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'c', '-'),
          witness: noNumber,
        },
        result: {
          id: 'list-max-length-raised-result',
          summary: 'A list that guests read may be longer.',
          why: 'An old guest with room for the old number of items loses some or writes past the end.',
          fix: 'Keep the limit, or answer the longer list from a new function.',
          bump: 'major',
          harm: harm('S', '-', '-', 'c'),
          witness: noNumber,
        },
      },
      narrower: {
        argument: {
          id: 'list-max-length-lowered-arg',
          summary: 'A list that hosts read must be shorter.',
          why: 'Old guests send as many items as they were allowed, and are refused.',
          fix: 'Keep the limit, or take the shorter list in a new function.',
          bump: 'major',
          harm: harm('E', '-', '-', 'c'),
          witness: noNumber,
        },
        result: {
          id: 'list-max-length-lowered-result',
          summary: 'A list that guests read is shorter at most.',
          why: 'Old guests have room for more. A new guest that counts on the limit meets more items from an old host.',
          fix: 'Nothing to do. Guests that rely on it need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'S*', 'c', '-'),
          witness: noNumber,
        },
      },
    },
    listsRaised,
  ),
];

function* listsRaised(pair: AbiPair): Iterable<Hit> {
  for (const { from, to, use } of typeChanges(pair, 'list')) {
    const [was, is] = [from.maxLength, to.maxLength];
    if (was === undefined || (is !== undefined && is <= was)) continue;
    const hit = { ...use, item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the greatest number of items' };
    yield { ...hit, was: String(was), is: limitText(is), from: memberOf(from.origin, 'maxLength'), to: memberOf(to.origin, 'maxLength') };
  }
}

const limitText = (limit: bigint | undefined): string => (limit === undefined ? 'without limit' : String(limit));
