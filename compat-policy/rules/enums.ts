import type { EnumType, ValueRange } from '../../generator/ir/abi.js';
import { openness, widthChanged } from '../compare/numbered.js';
import { opposites, symmetric, variance } from '../compare/polarity.js';
import { type TypeChange, typeChanges } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import { type Change, matching } from '../pair/matching.js';
import { memberAliasesAdded, membersAdded, membersRenamed, membersRenumbered } from '../pair/members.js';
import type { AbiPair } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const noNumber = { none: 'Which numbers are legal shows in no core signature.' };
const nameOnly = { none: 'A guest carries numbers and no names.' };

/** Enums: named numbers, and runs of them. */
export const enumRules: readonly Rule[] = [
  ...variance(
    {
      wider: {
        argument: {
          id: 'enum-case-added-arg',
          summary: 'An enum that hosts read has a case more.',
          why: 'Old guests never send it. A new guest that does is refused by an old host.',
          fix: 'Nothing to do. Guests that use the case need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'x', '-'),
          witness: noNumber,
        },
        result: {
          id: 'enum-case-added-result',
          summary: 'An enum that guests read has a case more.',
          why: 'An old guest that takes the cases it knows for all there are goes wrong without a word when it meets another.',
          fix: 'Answer the case from a new function only, or declare the enum open in a major first.',
          bump: 'major',
          harm: harm('S', '-', '-', 'x'),
          mild: {
            when: 'The enum was open: guests are told to expect values that they do not know.',
            bump: 'minor',
            harm: harm('-', '-', '-', '-'),
          },
          witness: noNumber,
        },
      },
      narrower: {
        argument: {
          id: 'enum-case-removed-arg',
          summary: 'An enum that hosts read has a case less.',
          why: 'Old guests still send it and are refused.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('E', '-', 'x', 'x'),
          witness: noNumber,
        },
        result: {
          id: 'enum-case-removed-result',
          summary: 'An enum that guests read has a case less.',
          why: 'Source code that names the case no longer compiles, and old hosts still answer it to guests that no longer expect it.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('-', 'S*', 'x', 'x'),
          witness: noNumber,
        },
      },
    },
    membersAdded('enum'),
  ),
  symmetric(
    {
      id: 'enum-case-renumbered',
      summary: 'A case of an enum has another number.',
      why: 'One side sends the old number and the other reads it by the new list: it is taken for another case, or for none.',
      fix: 'Keep the number. What means something else is a new case with a number that was never used.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: 'value',
    },
    membersRenumbered('enum'),
  ),
  symmetric(
    {
      id: 'enum-case-renamed',
      summary: 'A case of an enum has another name for the same number.',
      why: 'Source code that names the case no longer compiles. What crosses the boundary is as before.',
      fix: 'List the old name under `aliases` of the case.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'The old name stays as an alias.', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: nameOnly,
    },
    membersRenamed('enum'),
  ),
  ...opposites(
    {
      id: 'case-alias-added',
      summary: 'A case or a bit has a further name.',
      why: 'Source code that knows the older name only is not touched.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: nameOnly,
    },
    {
      id: 'case-alias-dropped',
      summary: 'A case or a bit has lost a further name.',
      why: 'Source code that uses the alias no longer compiles. What crosses the boundary is as before.',
      fix: 'Keep the alias until the window of the rename is over.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: nameOnly,
    },
    memberAliasesAdded(['enum', 'flags', 'errors']),
  ),
  widthChanged(
    {
      id: 'enum-width-changed',
      summary: 'Another integer carries an enum.',
      why: 'In memory the value takes more or fewer bytes, and what follows it is read from the wrong place; as a parameter it may get another core type, which does not link or is converted without a word. Declarations for guests write the integer, which Rust does not convert.',
      fix: 'Keep the representation, or make a new type.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'c', 'x'),
      mild: {
        when: 'The enum is closed, and wherever it crosses its bytes or its core type stay the same.',
        bump: 'major',
        harm: harm('-', '-', 'c', 'x'),
      },
      witness: 'call',
    },
    'enum',
  ),
  ...openness(
    'enum',
    {
      id: 'enum-opened',
      summary: 'An enum that was closed may now have values that are not listed.',
      why: 'An old guest takes the cases it knows for all there are and goes wrong without a word when it meets another.',
      fix: 'Open it in a major, or answer an enum of another name.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'x'),
      mild: { when: 'Only hosts read it.', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
      witness: noNumber,
    },
    {
      id: 'enum-closed',
      summary: 'An enum that was open now has no values but those that are listed.',
      why: 'An old guest that sends another value is refused.',
      fix: 'Close it in a major, or take an enum of another name.',
      bump: 'major',
      harm: harm('E', '-', '-', 'c'),
      mild: { when: 'Only guests read it.', bump: 'minor', harm: harm('-', 'S*', 'c', '-') },
      witness: noNumber,
    },
  ),
  ...variance(
    {
      wider: {
        argument: {
          id: 'enum-range-added-arg',
          summary: 'An enum that hosts read has a range of values more, or one that reaches further.',
          why: 'Old guests never send these values. A new guest that does is refused by an old host.',
          fix: 'Nothing to do. Guests that use the values need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'x', '-'),
          witness: noNumber,
        },
        result: {
          id: 'enum-range-added-result',
          summary: 'An enum that guests read has a range of values more, or one that reaches further.',
          why: 'An old guest does not know what these values mean.',
          fix: 'Answer them from a new function only, or declare the enum open in a major first.',
          bump: 'major',
          harm: harm('S', '-', '-', 'x'),
          mild: {
            when: 'The enum was open: guests are told to expect values that they do not know.',
            bump: 'minor',
            harm: harm('-', '-', '-', '-'),
          },
          witness: noNumber,
        },
      },
      narrower: {
        argument: {
          id: 'enum-range-removed-arg',
          summary: 'An enum that hosts read has a range of values less, or one that ends earlier.',
          why: 'Old guests still send these values and are refused.',
          fix: 'Deprecate the range and keep it until its window is over.',
          bump: 'major',
          harm: harm('E', '-', 'x', 'x'),
          witness: noNumber,
        },
        result: {
          id: 'enum-range-removed-result',
          summary: 'An enum that guests read has a range of values less, or one that ends earlier.',
          why: 'Source code that names the range no longer compiles, and old hosts still answer its values.',
          fix: 'Deprecate the range and keep it until its window is over.',
          bump: 'major',
          harm: harm('-', 'S*', 'x', 'x'),
          witness: noNumber,
        },
      },
    },
    rangesAdded,
  ),
  symmetric(
    {
      id: 'enum-range-changed',
      summary: 'A range of an enum begins elsewhere.',
      why: 'A value in it means the number that is left when the begin is taken away: both sides read another number.',
      fix: 'Keep the begin of the range, and add a second range.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: noNumber,
    },
    function* (pair) {
      for (const { from, to, hit } of keptRanges(pair))
        if (from.from !== to.from) yield { ...hit, what: 'the begin', was: String(from.from), is: String(to.from) };
    },
  ),
  symmetric(
    {
      id: 'enum-range-renamed',
      summary: 'A range of an enum has another name.',
      why: 'Source code that names the range no longer compiles. What crosses the boundary is as before.',
      fix: 'Keep the name.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: nameOnly,
    },
    function* (pair) {
      for (const { from, to, hit } of keptRanges(pair))
        if (from.name !== to.name) yield { ...hit, what: 'the name', was: from.name, is: to.name };
    },
  ),
];

function* rangesAdded(pair: AbiPair): Iterable<Hit> {
  for (const change of typeChanges(pair, 'enum')) {
    const { to, use } = change;
    for (const range of matchRanges(change).added)
      yield { ...use, item: itemKey.range(to, range.name), is: `${range.from} to ${range.to}`, to: range.origin, mild: change.from.open };
  }
  for (const { from, to, hit, open } of keptRanges(pair))
    if (from.from === to.from && from.to < to.to) yield { ...hit, what: 'the end', was: String(from.to), is: String(to.to), mild: open };
}

/** By name; what is left, by the first value. */
function matchRanges({ from, to }: TypeChange<EnumType>) {
  const always = () => true;
  const named = matching(from.ranges, to.ranges, ({ name }) => [name], always);
  const placed = matching(named.removed, named.added, (range) => [String(range.from)], always);
  return { kept: [...named.kept, ...placed.kept], added: placed.added };
}

function* keptRanges(pair: AbiPair): Iterable<Change<ValueRange> & { readonly hit: Hit; readonly open: boolean }> {
  for (const change of typeChanges(pair, 'enum'))
    for (const { from, to } of matchRanges(change).kept) {
      const [item, itemNow] = [itemKey.range(change.from, from.name), itemKey.range(change.to, to.name)];
      yield { from, to, open: change.from.open, hit: { ...change.use, item, itemNow, from: from.origin, to: to.origin } };
    }
}
