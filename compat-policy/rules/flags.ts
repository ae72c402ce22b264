import { openness, widthChanged } from '../compare/numbered.js';
import { opposites, symmetric, variance } from '../compare/polarity.js';
import { memberOf, typeChanges } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import { membersAdded, membersRenamed, membersRenumbered } from '../pair/members.js';
import { harm, type Rule } from '../rule.js';

const noNumber = { none: 'Which bits are legal shows in no core signature.' };

/** From what refuses the most to what lets everything through. */
const laxity = ['reject', 'ignore', 'pass'] as const;

/** Flags: sets of named bits. */
export const flagRules: readonly Rule[] = [
  ...variance(
    {
      wider: {
        argument: {
          id: 'flag-added-arg',
          summary: 'Flags that hosts read have a bit more.',
          why: 'Old guests never set it. A new guest that does is refused by an old host, or ignored where unknown bits are.',
          fix: 'Nothing to do. Guests that use the bit need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E/S*', 'x', '-'),
          witness: noNumber,
        },
        result: {
          id: 'flag-added-result',
          summary: 'Flags that guests read have a bit more.',
          why: 'An old guest that compares the whole number with the bits it knows goes wrong without a word.',
          fix: 'Answer the bit from a new function only, or declare the flags open in a major first.',
          bump: 'major',
          harm: harm('S', '-', '-', 'x'),
          mild: {
            when: 'The flags were open, so that guests are told to expect bits that they do not know, or the mask is a union of bits that were there.',
            bump: 'minor',
            harm: harm('-', '-', '-', '-'),
          },
          witness: noNumber,
        },
      },
      narrower: {
        argument: {
          id: 'flag-removed-arg',
          summary: 'Flags that hosts read have a bit less.',
          why: 'Old guests still set it and are refused, or ignored where unknown bits are.',
          fix: 'Deprecate the bit and keep it until its window is over.',
          bump: 'major',
          harm: harm('E/S', '-', 'x', 'x'),
          witness: noNumber,
        },
        result: {
          id: 'flag-removed-result',
          summary: 'Flags that guests read have a bit less.',
          why: 'Source code that names the bit no longer compiles, and old hosts still set it.',
          fix: 'Deprecate the bit and keep it until its window is over.',
          bump: 'major',
          harm: harm('-', 'S*', 'x', 'x'),
          witness: noNumber,
        },
      },
    },
    membersAdded('flags'),
  ),
  symmetric(
    {
      id: 'flag-bit-moved',
      summary: 'A bit of flags has another mask.',
      why: 'One side sets the old bit and the other tests the new one: it is taken for another bit, or for none.',
      fix: 'Keep the mask. What means something else is a new bit with a mask that was never used.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: 'value',
    },
    membersRenumbered('flags'),
  ),
  symmetric(
    {
      id: 'flag-renamed',
      summary: 'A bit of flags has another name for the same mask.',
      why: 'Source code that names the bit no longer compiles. What crosses the boundary is as before.',
      fix: 'List the old name under `aliases` of the bit.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'The old name stays as an alias.', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'A guest carries numbers and no names.' },
    },
    membersRenamed('flags'),
  ),
  widthChanged(
    {
      id: 'flags-width-changed',
      summary: 'Another integer carries flags.',
      why: 'In memory the value takes more or fewer bytes, and what follows it is read from the wrong place; as a parameter it may get another core type, which does not link or is converted without a word. Declarations for guests write the integer, which Rust does not convert.',
      fix: 'Keep the representation, or make a new type.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'c', 'x'),
      mild: {
        when: 'The flags are closed, and wherever they cross their bytes or their core type stay the same.',
        bump: 'major',
        harm: harm('-', '-', 'c', 'x'),
      },
      witness: 'call',
    },
    'flags',
  ),
  ...openness(
    'flags',
    {
      id: 'flags-opened',
      summary: 'Flags that were closed may now have bits that are not listed.',
      why: 'An old guest that compares the whole number with the bits it knows goes wrong without a word.',
      fix: 'Open them in a major, or answer flags of another name.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'x'),
      mild: { when: 'Only hosts read them.', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
      witness: noNumber,
    },
    {
      id: 'flags-closed',
      summary: 'Flags that were open now have no bits but those that are listed.',
      why: 'An old guest that sets another bit is refused, or the bit is cleared.',
      fix: 'Close them in a major, or take flags of another name.',
      bump: 'major',
      harm: harm('E/S', '-', '-', 'c'),
      mild: { when: 'Only guests read them.', bump: 'minor', harm: harm('-', 'S*', 'c', '-') },
      witness: noNumber,
    },
  ),
  ...opposites(
    {
      id: 'unknown-bits-ignored',
      summary:
        'Bits that are not listed are treated more leniently: ignored or passed on where they were refused, passed on where they were ignored.',
      why: 'No old guest is refused that was not before. A new guest that sets such bits is refused by an old host.',
      fix: 'Nothing to do. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', '-'),
      witness: noNumber,
    },
    {
      id: 'unknown-bits-rejected',
      summary:
        'Bits that are not listed are treated more strictly: refused where they were let through, or ignored where they were passed on.',
      why: 'An old guest that sets such a bit gets the `invalid` error, or the host no longer sees the bit.',
      fix: 'Keep the old treatment, or take flags of another name.',
      bump: 'major',
      harm: harm('E/S', '-', 'c', '-'),
      witness: noNumber,
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'flags')) {
        if (laxity.indexOf(to.unknown) <= laxity.indexOf(from.unknown)) continue;
        const hit = { ...use, item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the treatment of unknown bits' };
        yield { ...hit, was: from.unknown, is: to.unknown, from: memberOf(from.origin, 'unknown'), to: memberOf(to.origin, 'unknown') };
      }
    },
  ),
];
