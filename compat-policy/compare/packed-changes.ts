import type { NamedType, Origin, PackedField } from '../../generator/ir/abi.js';
import { itemKey } from '../pair/items.js';
import { type Change, matching } from '../pair/matching.js';
import { matchMembers } from '../pair/members.js';
import type { AbiPair } from '../pair/pair.js';
import type { Hit } from '../rule.js';
import { type TypeChange, typeChanges } from './type-changes.js';
import { isSameBytes } from './wire-types.js';
import { typeText } from './words.js';

type PackedHolder = Extract<NamedType, { readonly kind: 'packed' | 'packed-union' }>;

/** A list of packed fields: that of a type, or of one case of a union. */
interface FieldList {
  readonly fields: readonly PackedField[];
  readonly origin: Origin;
  /** Key of what has the list. */
  readonly owner: string;
  /** How a hit names one of the fields. A field of a case is no item of its own. */
  readonly at: (field: PackedField, what?: string) => Pick<Hit, 'item' | 'what'>;
}

/** A list of packed fields in both versions, with what became of them. */
export interface ListChange extends Change<FieldList> {
  readonly use: TypeChange['use'];
  readonly kept: readonly Change<PackedField>[];
  readonly added: readonly PackedField[];
}

/** Every list of packed fields of a type that changed. */
export function* packedLists(pair: AbiPair): Iterable<ListChange> {
  for (const { from, to, use } of typeChanges(pair, 'packed'))
    yield { use, from: typeList(from, from.fields), to: typeList(to, to.fields), ...matchFields(from.fields, to.fields) };
  for (const { from, to, use } of typeChanges(pair, 'packed-union'))
    for (const { from: old, to: now } of matchMembers(from, to).kept) {
      const [was, is] = [from.cases.find((c) => c.name === old.name), to.cases.find((c) => c.name === now.name)];
      if (was && is) yield { use, from: caseList(from, was), to: caseList(to, is), ...matchFields(was.fields, is.fields) };
    }
}

const typeList = (type: PackedHolder, fields: readonly PackedField[]): FieldList => ({
  fields,
  origin: type.origin,
  owner: itemKey.type(type),
  at: ({ name }, what) => ({ item: itemKey.field(type, name), what }),
});

function caseList(
  type: PackedHolder,
  { name, fields, origin }: { name: string; fields: readonly PackedField[]; origin: Origin },
): FieldList {
  const owner = itemKey.case(type, name);
  const at: FieldList['at'] = (field, what) => ({ item: owner, what: `${what === undefined ? '' : `${what} of `}field ${field.name}` });
  return { fields, origin, owner, at };
}

/** By name; what is left, by place and encoding: such a field was renamed. */
function matchFields(from: readonly PackedField[], to: readonly PackedField[]): Pick<ListChange, 'kept' | 'added'> {
  const always = () => true;
  const named = matching(from, to, ({ name }) => [name], always);
  const place = (field: PackedField) => [`${Math.max(from.indexOf(field), to.indexOf(field))} ${fieldText(field)} ${orderText(field)}`];
  const placed = matching(named.removed, named.added, place, always);
  return { kept: [...named.kept, ...placed.kept].sort((a, b) => from.indexOf(a.from) - from.indexOf(b.from)), added: placed.added };
}

/** Whether a field holds what it held, whatever is said of its length and order. */
export const isSameValue = (pair: AbiPair, { from, to }: Change<PackedField>): boolean =>
  from.list === to.list && isSameBytes(pair, from.type, to.type);

/** Hits for fields of which something differs: `describe` says what it was and is. */
export const packedFieldChanges = (
  what: string,
  describe: (change: Change<PackedField>, pair: AbiPair) => (Required<Pick<Hit, 'was' | 'is'>> & Pick<Hit, 'mild'>) | undefined,
) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const { use, from, to, kept } of packedLists(pair))
      for (const change of kept) {
        const words = describe(change, pair);
        if (!words || words.was === words.is) continue;
        const origins = { from: change.from.origin, to: change.to.origin };
        yield { ...use, ...from.at(change.from, what), itemNow: to.at(change.to).item, ...words, ...origins };
      }
  };

export const valueText = ({ list, type }: PackedField): string => (list ? `list of ${typeText(type)}` : typeText(type));

export const lengthText = ({ length, itemLength }: PackedField): string =>
  `${length ?? 'its own'}${itemLength === undefined ? '' : `, of items ${itemLength}`}`;

export const fieldText = (field: PackedField): string =>
  `${valueText(field)}${field.length === undefined && field.itemLength === undefined ? '' : `, length ${lengthText(field)}`}`;

export const orderText = ({ bigEndian }: PackedField): string => (bigEndian ? 'big-endian' : 'little-endian');
