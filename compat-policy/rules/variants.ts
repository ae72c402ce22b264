import type { VariantType } from '../../generator/ir/abi.js';
import type { VariantMemory } from '../../generator/ir/lowered.js';
import { symmetric, variance } from '../compare/polarity.js';
import { memberOf, typeChanges, useOf } from '../compare/type-changes.js';
import { isSameBytes, isSameType, layoutCause } from '../compare/wire-types.js';
import { typeText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import type { Change } from '../pair/matching.js';
import { matchMembers, membersAdded, membersRenamed, membersRenumbered } from '../pair/members.js';
import type { AbiPair } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const behindAddress = { none: 'A variant crosses as an address: what lies behind it shows in no core signature.' };

/** Variants: a tag, and a payload at one offset. What a case or an inner type does to the layout is told with it as cause. */
export const variantRules: readonly Rule[] = [
  ...variance(
    {
      wider: {
        argument: {
          id: 'variant-case-added-arg',
          summary: 'A variant that hosts read has a case more.',
          why: 'Old guests never send it. A new guest that does is refused by an old host.',
          fix: 'Nothing to do. Guests that use the case need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'x', '-'),
          witness: behindAddress,
        },
        result: {
          id: 'variant-case-added-result',
          summary: 'A variant that guests read has a case more.',
          why: 'An old guest has no case for the tag and takes it for another, or stops.',
          fix: 'Answer the case from a new function with a new variant.',
          bump: 'major',
          harm: harm('S', '-', '-', 'x'),
          witness: behindAddress,
        },
      },
      narrower: {
        argument: {
          id: 'variant-case-removed-arg',
          summary: 'A variant that hosts read has a case less.',
          why: 'Old guests still send it and are refused.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('E', '-', 'x', 'x'),
          witness: behindAddress,
        },
        result: {
          id: 'variant-case-removed-result',
          summary: 'A variant that guests read has a case less.',
          why: 'Source code that names the case no longer compiles, and old hosts still answer it.',
          fix: 'Deprecate the case and keep it until its window is over.',
          bump: 'major',
          harm: harm('-', 'S*', 'x', 'x'),
          witness: behindAddress,
        },
      },
    },
    membersAdded('variant'),
  ),
  symmetric(
    {
      id: 'variant-case-renumbered',
      summary: 'A case of a variant has another tag.',
      why: 'One side writes the old tag and the other reads it by the new list: the payload is read as that of another case.',
      fix: 'Keep the tag. What means something else is a new case with a tag that was never used.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    membersRenumbered('variant'),
  ),
  symmetric(
    {
      id: 'variant-case-renamed',
      summary: 'A case of a variant has another name for the same tag.',
      why: 'Source code that names the case no longer compiles. The bytes are as before.',
      fix: 'Keep the name: cases of variants have no aliases.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'A guest carries tags and no names.' },
    },
    membersRenamed('variant'),
  ),
  symmetric(
    {
      id: 'variant-case-type-changed',
      summary: 'A case of a variant carries another type, or one where it had none.',
      why: 'The bytes of the payload are read as something else.',
      fix: 'Add a case with a tag of its own.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      mild: {
        when: 'Both are the same type under aliases that add no unit and no range.',
        bump: 'minor',
        harm: harm('-', '-', 'c', 'c'),
      },
      witness: behindAddress,
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'variant'))
        for (const { was, is, mild } of payloads(pair, { from, to })) {
          const [item, itemNow] = [itemKey.case(from, was.name), itemKey.case(to, is.name)];
          const origins = { from: memberOf(was.origin, 'type'), to: memberOf(is.origin, 'type') };
          yield { ...use, ...origins, item, itemNow, what: 'the type', was: typeText(was.type), is: typeText(is.type), mild };
        }
    },
  ),
  symmetric(
    {
      id: 'variant-tag-changed',
      summary: 'Another integer is the tag of a variant.',
      why: 'The tag takes more or fewer bytes or another sign, and the payload may lie elsewhere.',
      fix: 'Keep the tag, or make a new variant.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    function* (pair) {
      for (const { from, to, use } of typeChanges(pair, 'variant')) {
        if (from.tag === to.tag) continue;
        const hit = { ...use, item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the tag', was: from.tag, is: to.tag };
        yield { ...hit, from: memberOf(from.origin, 'tag'), to: memberOf(to.origin, 'tag') };
      }
    },
  ),
  symmetric(
    {
      id: 'variant-payload-offset-changed',
      summary: 'The payloads of a variant lie elsewhere, because of a case that came or went or of a type inside it.',
      why: 'Both sides compute the offset from their own version: what one writes, the other reads from the wrong place.',
      fix: 'Give a new case a payload that needs no more alignment than the old ones, or make a new variant.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    layouts(({ from, to }) => ['the offset of payloads', String(from.payloadOffset), String(to.payloadOffset)]),
  ),
  symmetric(
    {
      id: 'variant-size-changed',
      summary: 'A variant takes more or fewer bytes or another alignment, because of a case that came or went or of a type inside it.',
      why: 'The host reads or writes past the end of an old variant, and items of an array are found at the wrong place.',
      fix: 'Give a new case a payload that is no larger than the old ones, or make a new variant.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    layouts(({ from, to }) => ['the size', bytes(from), bytes(to)]),
  ),
];

const bytes = ({ size, align }: VariantMemory): string => `${size} bytes, aligned to ${align}`;

/** Cases that carry another type than they did. */
function* payloads(pair: AbiPair, { from, to }: Change<VariantType>) {
  for (const change of matchMembers(from, to).kept) {
    const was = from.cases.find(({ name }) => name === change.from.name);
    const is = to.cases.find(({ name }) => name === change.to.name);
    if (!was || !is || was.type === is.type) continue;
    if (!was.type || !is.type) yield { was, is, mild: false };
    else if (!isSameType(pair, was.type, is.type)) yield { was, is, mild: isSameBytes(pair, was.type, is.type) };
  }
}

/** Variants whose layout changed, unless the tag or the type of a case did, which says enough. */
function layouts(describe: (change: Change<VariantMemory>) => readonly [string, string, string]) {
  return function* (pair: AbiPair): Iterable<Hit> {
    for (const { from, to } of pair.types.kept) {
      if (from.kind !== 'variant' || to.kind !== 'variant' || from.tag !== to.tag) continue;
      const [old, now] = [pair.from.layouts.get(from.id), pair.to.layouts.get(to.id)];
      if (old?.kind !== 'variant' || now?.kind !== 'variant') continue;
      const [what, was, is] = describe({ from: old, to: now });
      if (was === is || [...payloads(pair, { from, to })].some(({ mild }) => !mild)) continue;
      const items = {
        item: itemKey.type(from),
        itemNow: itemKey.type(to),
        cause: layoutCause(pair, from) ?? causeCase({ from: old, to: now }),
      };
      yield { ...useOf(pair, { from, to }), ...items, what, was, is, from: from.origin, to: to.origin };
    }
  };
}

/** The case that came or went with the largest payload. */
function causeCase({ from, to }: Change<VariantMemory>): string | undefined {
  const { added, removed } = matchMembers(from.type, to.type);
  const size = ({ cases }: VariantMemory, name: string) => cases.find((c) => c.name === name)?.memory?.size ?? 0;
  const came = added.map(({ name }) => ({ key: itemKey.case(to.type, name), size: size(to, name) }));
  const went = removed.map(({ name }) => ({ key: itemKey.case(from.type, name), size: size(from, name) }));
  return [...came, ...went].sort((a, b) => b.size - a.size)[0]?.key;
}
