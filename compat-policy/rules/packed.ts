import type { PackedField } from '../../generator/ir/abi.js';
import { scalarOf, sizeOf } from '../../generator/ir/scalars.js';
import { fieldText, isSameValue, lengthText, orderText, packedFieldChanges, packedLists, valueText } from '../compare/packed-changes.js';
import { opposites, symmetric, variance } from '../compare/polarity.js';
import { memberOf, typeChanges } from '../compare/type-changes.js';
import { isSameType } from '../compare/wire-types.js';
import { listText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import { membersAdded, membersRenamed, membersRenumbered } from '../pair/members.js';
import { harm, type Rule } from '../rule.js';

const inBytes = { none: 'A packed value crosses as bytes: what is in them shows in no core signature.' };
const sequence = 'The encoding has no names: each side reads the bytes by its own list of fields.';

/** Packed encodings field by field, and their unions case by case. */
export const packedRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'packed-field-added',
      summary: 'A packed encoding has a field more.',
      why: sequence,
      fix: 'Make a new type and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: inBytes,
    },
    {
      id: 'packed-field-removed',
      summary: 'A packed encoding has a field less.',
      why: sequence,
      fix: 'Make a new type and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: inBytes,
    },
    function* (pair) {
      for (const { use, to, added } of packedLists(pair))
        for (const field of added) yield { ...use, ...to.at(field), is: fieldText(field), to: field.origin };
    },
  ),
  symmetric(
    {
      id: 'packed-field-reordered',
      summary: 'The fields of a packed encoding stand in another order.',
      why: sequence,
      fix: 'Keep the order of the fields.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: inBytes,
    },
    function* (pair) {
      for (const { use, from, to, kept } of packedLists(pair)) {
        const places = kept.map((change) => to.fields.indexOf(change.to));
        if (!places.some((place, i) => i > 0 && place < (places[i - 1] ?? 0))) continue;
        const is = kept.map((change) => change.to).sort((a, b) => to.fields.indexOf(a) - to.fields.indexOf(b));
        const origins = { from: memberOf(from.origin, 'fields'), to: memberOf(to.origin, 'fields') };
        const words = { what: 'the order of fields', was: namesOf(kept.map((change) => change.from)), is: namesOf(is) };
        yield { ...use, ...origins, ...words, item: from.owner, itemNow: to.owner };
      }
    },
  ),
  symmetric(
    {
      id: 'packed-field-renamed',
      summary: 'A field of a packed encoding has another name.',
      why: 'Source code that names the field no longer compiles. The bytes are as before.',
      fix: 'Keep the name: fields of packed encodings have no aliases.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'A guest carries bytes and no names.' },
    },
    packedFieldChanges('the name', ({ from, to }) => ({ was: from.name, is: to.name })),
  ),
  symmetric(
    {
      id: 'packed-field-type-changed',
      summary: 'A field of a packed encoding has another type.',
      why: 'The bytes are read as something else, and what follows may begin elsewhere.',
      fix: 'Make a new type and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      mild: {
        when: 'Both are the same type under aliases that add no unit and no range.',
        bump: 'minor',
        harm: harm('-', '-', 'c', 'c'),
      },
      witness: inBytes,
    },
    packedFieldChanges('the type', ({ from, to }, pair) => {
      if (from.list === to.list && isSameType(pair, from.type, to.type)) return undefined;
      return { was: valueText(from), is: valueText(to), mild: isSameValue(pair, { from, to }) };
    }),
  ),
  symmetric(
    {
      id: 'packed-length-changed',
      summary: 'The length of a field of a packed encoding is known in another way.',
      why: 'One side takes bytes of the length for bytes of the value, or the other way, and all that follows is read from the wrong place.',
      fix: 'Make a new type and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: inBytes,
    },
    packedFieldChanges('the length', (change, pair) =>
      isSameValue(pair, change) ? { was: lengthText(change.from), is: lengthText(change.to) } : undefined,
    ),
  ),
  symmetric(
    {
      id: 'packed-endianness-changed',
      summary: 'The bytes of a number in a packed encoding stand in the other order.',
      why: 'Port 80 is read as port 20480.',
      fix: 'Keep the order.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: inBytes,
    },
    packedFieldChanges('the byte order', (change, pair) => {
      // A single byte and what is no number have no order.
      const number = scalarOf(change.from.type);
      const ordered = number !== undefined && sizeOf(number) > 1 && isSameValue(pair, change);
      return ordered ? { was: orderText(change.from), is: orderText(change.to) } : undefined;
    }),
  ),
  symmetric(
    {
      id: 'packed-unwrap-changed',
      summary: 'Hosts see a packed encoding of one field as that field itself, or no longer do.',
      why: 'The host method gets or gives another type, so that host source no longer compiles. The bytes are as before.',
      fix: 'Keep `unwrap` as it was.',
      bump: 'major',
      harm: harm('-', '-', 'x', '-'),
      witness: { none: 'The bytes are the same.' },
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'packed')) {
        if (from.unwrap === to.unwrap) continue;
        const origins = { from: memberOf(from.origin, 'unwrap'), to: memberOf(to.origin, 'unwrap') };
        const words = { what: 'the host value', was: unwrapText(from.unwrap), is: unwrapText(to.unwrap) };
        yield { ...use, ...origins, ...words, item: itemKey.type(from), itemNow: itemKey.type(to) };
      }
    },
  ),
  ...variance(
    {
      wider: {
        argument: {
          id: 'packed-case-added-arg',
          summary: 'A packed union that hosts read has a case more.',
          why: 'Old guests never send it. A new guest that does is refused by an old host.',
          fix: 'Nothing to do. Guests that use the case need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'x', '-'),
          witness: inBytes,
        },
        result: {
          id: 'packed-case-added-result',
          summary: 'A packed union that guests read has a case more.',
          why: 'An old guest has no case for the tag and takes it for another, or stops.',
          fix: 'Answer the case from a new function with a new union.',
          bump: 'major',
          harm: harm('S', '-', '-', 'x'),
          witness: inBytes,
        },
      },
      narrower: {
        argument: {
          id: 'packed-case-removed-arg',
          summary: 'A packed union that hosts read has a case less.',
          why: 'Old guests still send it and are refused.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('E', '-', 'x', 'x'),
          witness: inBytes,
        },
        result: {
          id: 'packed-case-removed-result',
          summary: 'A packed union that guests read has a case less.',
          why: 'Source code that names the case no longer compiles, and old hosts still answer it.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('-', 'S*', 'x', 'x'),
          witness: inBytes,
        },
      },
    },
    membersAdded('packed-union'),
  ),
  symmetric(
    {
      id: 'packed-case-renumbered',
      summary: 'A case of a packed union has another tag.',
      why: 'One side writes the old tag and the other reads it by the new list: the fields are read as those of another case.',
      fix: 'Keep the tag. What means something else is a new case with a tag that was never used.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: inBytes,
    },
    membersRenumbered('packed-union'),
  ),
  symmetric(
    {
      id: 'packed-case-renamed',
      summary: 'A case of a packed union has another name for the same tag.',
      why: 'Source code that names the case no longer compiles. The bytes are as before.',
      fix: 'Keep the name: cases of packed unions have no aliases.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'A guest carries tags and no names.' },
    },
    membersRenamed('packed-union'),
  ),
  symmetric(
    {
      id: 'packed-tag-changed',
      summary: 'Another integer is the tag of a packed union.',
      why: 'The tag takes more or fewer bytes or another sign, and all that follows is read from the wrong place.',
      fix: 'Keep the tag, or make a new union.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: inBytes,
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'packed-union')) {
        if (from.tag === to.tag) continue;
        const hit = { ...use, item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the tag', was: from.tag, is: to.tag };
        yield { ...hit, from: memberOf(from.origin, 'tag'), to: memberOf(to.origin, 'tag') };
      }
    },
  ),
];

const namesOf = (fields: readonly PackedField[]): string => listText(fields.map(({ name }) => name));
const unwrapText = (unwrap: boolean): string => (unwrap ? 'the field itself' : 'an object of one field');
