import type { MemoryType } from '../../generator/ir/lowered.js';
import { exchanged, opposites, rule, symmetric } from '../compare/polarity.js';
import { type FieldChanges, fieldChanges, type PlacedField, recordChanges } from '../compare/record-changes.js';
import { memberOf, useOf } from '../compare/type-changes.js';
import { isSameBytes, isSameType, layoutCause } from '../compare/wire-types.js';
import { listText, typeText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import type { Change } from '../pair/matching.js';
import { aliasesAdded } from '../pair/members.js';
import type { AbiPair } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const behindAddress = { none: 'A record crosses as an address: what lies behind it shows in no core signature.' };
const shifts = 'Both sides compute offsets from their own version: what one writes, the other reads from the wrong place.';

/** Records. A consequence in the layout is told only where the record itself did not change, with what did as its cause. */
export const recordRules: readonly Rule[] = [
  rule(
    {
      id: 'record-field-added',
      summary: 'A record has a field more, in bytes that were not reserved.',
      why: 'The host reads or writes past the end of an old record, or finds padding that the guest never wrote.',
      fix: 'Make a new record and a new function for it. To be able to add fields, declare reserved ones in a major.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: behindAddress,
    },
    'record-field-removed',
    (pair) => fieldsAdded(pair, ({ fields }) => fields.added),
  ),
  rule(
    {
      id: 'record-field-added-in-reserved',
      summary: 'A record has a new field in bytes that were reserved, and nothing else of it moved.',
      why: 'Old guests keep those bytes zero and do not look at them. An old host takes no notice of what a new guest writes there, or refuses it.',
      fix: 'Zero must mean what the record meant before. Guests that use the field need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'x', '-'),
      witness: behindAddress,
    },
    'record-field-removed',
    (pair) => fieldsAdded(pair, ({ fields }) => fields.filled),
  ),
  rule(
    {
      id: 'record-field-removed',
      summary: 'A record has a field less.',
      why: 'What follows it moves, or old guests still fill and read bytes that mean nothing any more.',
      fix: 'Deprecate the field and keep it until its window is over, then make a new record.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: behindAddress,
    },
    'record-field-added',
    exchanged((pair) => fieldsAdded(pair, ({ fields }) => [...fields.added, ...fields.filled])),
  ),
  symmetric(
    {
      id: 'record-field-reordered',
      summary: 'The fields of a record stand in another order.',
      why: shifts,
      fix: 'Keep the order of the fields.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    function* (pair) {
      for (const { from, to, use, fields } of recordChanges(pair)) {
        const is = [...fields.kept].sort((a, b) => a.to.offset - b.to.offset);
        if (!isReordered(fields.kept)) continue;
        const hit = { ...use, item: itemKey.type(from), itemNow: itemKey.type(to), what: 'the order of fields' };
        const origins = { from: memberOf(from.origin, 'fields'), to: memberOf(to.origin, 'fields') };
        yield { ...hit, ...origins, was: namesOf(fields.kept.map((f) => f.from)), is: namesOf(is.map((f) => f.to)) };
      }
    },
  ),
  symmetric(
    {
      id: 'record-field-renamed',
      summary: 'A field of a record has another name.',
      why: 'Source code that names the field no longer compiles. The bytes are as before.',
      fix: 'List the old name under `aliases` of the field.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'The old name stays as an alias.', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'A guest carries offsets and no names.' },
    },
    function* (pair) {
      for (const { from, to, hit } of keptFields(pair)) {
        const [was, is] = [from.field.name, to.field.name];
        if (was !== is && !from.field.reserved) yield { ...hit, what: 'the name', was, is, mild: to.field.aliases.includes(was) };
      }
    },
  ),
  ...opposites(
    {
      id: 'record-field-alias-added',
      summary: 'A field of a record has a further name.',
      why: 'Source code that knows the older name only is not touched.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'A guest carries offsets and no names.' },
    },
    {
      id: 'record-field-alias-dropped',
      summary: 'A field of a record has lost a further name.',
      why: 'Source code that uses the alias no longer compiles. The bytes are as before.',
      fix: 'Keep the alias until the window of the rename is over.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'A guest carries offsets and no names.' },
    },
    function* (pair) {
      for (const { from, to, hit } of keptFields(pair))
        for (const alias of aliasesAdded({ from: from.field, to: to.field })) yield { ...hit, what: 'an alias', is: alias };
    },
  ),
  symmetric(
    {
      id: 'record-field-type-changed',
      summary: 'A field of a record has another type.',
      why: 'The bytes are read as something else; where the size differs, what follows moves as well.',
      fix: 'Make a new record and a new function for it.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      mild: {
        when: 'Both are the same type under aliases that add no unit and no range.',
        bump: 'minor',
        harm: harm('-', '-', 'c', 'c'),
      },
      witness: behindAddress,
    },
    function* (pair) {
      for (const { from, to, hit } of keptFields(pair)) {
        const [was, is] = [from.field.type, to.field.type];
        if (isSameType(pair, was, is)) continue;
        const origins = { from: memberOf(from.field.origin, 'type'), to: memberOf(to.field.origin, 'type') };
        yield { ...hit, ...origins, what: 'the type', was: typeText(was), is: typeText(is), mild: isSameBytes(pair, was, is) };
      }
    },
  ),
  symmetric(
    {
      id: 'record-size-changed',
      summary: 'A type inside a record changed, and with it the size of the record.',
      why: 'The host reads or writes past the end of an old record, and items of an array are found at the wrong place.',
      fix: 'Undo the change of the inner type, or make a new one.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    layouts(({ from, to }) => (from.size === to.size ? undefined : ['the size', `${from.size} bytes`, `${to.size} bytes`])),
  ),
  symmetric(
    {
      id: 'record-field-offset-changed',
      summary: 'A type inside a record changed, and with it the place of other fields, while the size stayed.',
      why: shifts,
      fix: 'Undo the change of the inner type, or make a new one.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    layouts(({ from, to, moved }) => {
      const places = (side: 'from' | 'to') => listText(moved.map((change) => `${change[side].field.name} at ${change[side].offset}`));
      return from.size === to.size && moved.length > 0 ? ['the place of fields', places('from'), places('to')] : undefined;
    }),
  ),
  symmetric(
    {
      id: 'record-align-changed',
      summary: 'A type inside a record changed, and with it the alignment of the record, while its size and its fields stayed in place.',
      why: 'A record that an old guest puts at an address of the old alignment is refused, or torn.',
      fix: 'Undo the change of the inner type, or make a new one.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: behindAddress,
    },
    layouts(({ from, to, moved }) =>
      from.size === to.size && moved.length === 0 && from.align !== to.align
        ? ['the alignment', String(from.align), String(to.align)]
        : undefined,
    ),
  ),
];

const namesOf = (fields: readonly PlacedField[]): string => listText(fields.map(({ field }) => field.name));

const isReordered = (kept: readonly Change<PlacedField>[]): boolean =>
  kept.some(({ to }, i) => i > 0 && to.offset < (kept[i - 1]?.to.offset ?? 0));

type RecordChange = ReturnType<typeof recordChanges> extends Iterable<infer T> ? T : never;

function* fieldsAdded(pair: AbiPair, pick: (change: RecordChange) => readonly PlacedField[]): Iterable<Hit> {
  for (const change of recordChanges(pair))
    for (const { field, offset } of pick(change))
      yield {
        ...change.use,
        item: itemKey.field(change.to, field.name),
        is: `${typeText(field.type)} at offset ${offset}`,
        to: field.origin,
      };
}

function* keptFields(pair: AbiPair): Iterable<Change<PlacedField> & { readonly hit: Hit }> {
  for (const { from, to, use, fields } of recordChanges(pair))
    for (const kept of fields.kept) {
      const [was, is] = [kept.from.field, kept.to.field];
      const [item, itemNow] = [itemKey.field(from, was.name), itemKey.field(to, is.name)];
      yield { ...kept, hit: { ...use, item, itemNow, from: was.origin, to: is.origin } };
    }
}

interface LayoutChange extends Change<MemoryType> {
  /** Fields that lie elsewhere. */
  readonly moved: readonly Change<PlacedField>[];
}

/** Records that did not change themselves and lie in memory in another way. `describe` says what differs, was and is. */
function layouts(describe: (change: LayoutChange) => readonly [string, string, string] | undefined) {
  return function* (pair: AbiPair): Iterable<Hit> {
    for (const { from, to } of pair.types.kept) {
      if (from.kind !== 'record' || to.kind !== 'record') continue;
      const [was, is] = [pair.from.layouts.get(from.id), pair.to.layouts.get(to.id)];
      const fields = fieldChanges(pair, { from, to });
      if (!was || !is || isExplained(pair, fields)) continue;
      const moved = fields.kept.filter((change) => change.from.offset !== change.to.offset);
      const text = describe({ from: was, to: is, moved });
      if (!text) continue;
      const items = { item: itemKey.type(from), itemNow: itemKey.type(to), cause: layoutCause(pair, from) };
      yield { ...useOf(pair, { from, to }), ...items, what: text[0], was: text[1], is: text[2], from: from.origin, to: to.origin };
    }
  };
}

/** Whether a change of the record itself is told, which says enough of its layout. */
const isExplained = (pair: AbiPair, { kept, added, removed }: FieldChanges): boolean =>
  added.length + removed.length > 0 || isReordered(kept) || kept.some(({ from, to }) => !isSameBytes(pair, from.field.type, to.field.type));
