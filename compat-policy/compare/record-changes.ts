import type { Field, RecordType } from '../../generator/ir/abi.js';
import type { MemoryType } from '../../generator/ir/lowered.js';
import { type Change, matching } from '../pair/matching.js';
import type { AbiPair, Side } from '../pair/pair.js';
import { type TypeChange, typeChanges } from './type-changes.js';
import { isSameBytes } from './wire-types.js';

/** A field with its place in memory. */
export interface PlacedField {
  readonly field: Field;
  readonly offset: number;
  readonly memory: MemoryType;
}

/** What became of the fields of a record. */
export interface FieldChanges {
  /** In both versions, and reserved in both or in neither. */
  readonly kept: readonly Change<PlacedField>[];
  readonly added: readonly PlacedField[];
  readonly removed: readonly PlacedField[];
  /** New in bytes that had to be zero, while nothing else moved. */
  readonly filled: readonly PlacedField[];
  /** Gone, with the bytes kept as reserved, while nothing else moved. */
  readonly emptied: readonly PlacedField[];
}

/** Records that changed, with what became of their fields. */
export function* recordChanges(pair: AbiPair): Iterable<TypeChange<RecordType> & { readonly fields: FieldChanges }> {
  for (const change of typeChanges(pair, 'record')) yield { ...change, fields: fieldChanges(pair, change) };
}

export function fieldChanges(pair: AbiPair, { from, to }: Change<RecordType>): FieldChanges {
  const [old, now] = [placed(pair.from, from), placed(pair.to, to)];
  const sameSize = sizeText(pair.from, from) === sizeText(pair.to, to);
  const live = {
    from: old.filter(({ field }) => !field.reserved),
    to: now.filter(({ field }) => !field.reserved),
  };
  const matched = matchFields(pair, live.from, live.to);
  const stays = matched.kept.every(
    (change) => change.from.offset === change.to.offset && change.from.memory.size === change.to.memory.size,
  );
  if (sameSize && stays) {
    const [zeroWas, zeroIs] = [reservedBytes(old), reservedBytes(now)];
    if (matched.removed.length === 0 && [...zeroIs, ...matched.added.flatMap(bytesOf)].every((byte) => zeroWas.has(byte)))
      return { kept: matched.kept, added: [], removed: [], filled: matched.added, emptied: [] };
    if (
      matched.added.length === 0 &&
      matched.removed.length > 0 &&
      [...zeroWas, ...matched.removed.flatMap(bytesOf)].every((byte) => zeroIs.has(byte))
    )
      return { kept: matched.kept, added: [], removed: [], filled: [], emptied: matched.removed };
  }
  return { ...matchFields(pair, old, now), filled: [], emptied: [] };
}

/** Fields of a record where its layout puts them. */
function placed(side: Side, type: RecordType): PlacedField[] {
  const layout = side.layouts.get(type.id);
  if (layout?.kind !== 'record') return [];
  return layout.fields.flatMap(({ offset, memory }, i) => {
    const field = type.fields[i];
    return field ? [{ field, offset, memory }] : [];
  });
}

/** By name and alias; what is left, by place: a field of the same type that lies where another lay is that one renamed. */
function matchFields(pair: AbiPair, from: readonly PlacedField[], to: readonly PlacedField[]) {
  const always = () => true;
  const names = ({ field }: PlacedField) => [field.name, ...field.aliases].map((name) => `${field.reserved} ${name}`);
  const named = matching(from, to, names, always);
  const kept = [...named.kept];
  const free = new Set(named.added);
  const removed = named.removed.filter((old) => {
    const found = [...free].find(
      (now) => now.offset === old.offset && now.field.reserved === old.field.reserved && isSameBytes(pair, old.field.type, now.field.type),
    );
    if (!found) return true;
    kept.push({ from: old, to: found });
    free.delete(found);
    return false;
  });
  return { kept: kept.sort((a, b) => a.from.offset - b.from.offset), added: [...free], removed };
}

const bytesOf = ({ offset, memory }: PlacedField): number[] => Array.from({ length: memory.size }, (_, i) => offset + i);

const reservedBytes = (fields: readonly PlacedField[]): ReadonlySet<number> =>
  new Set(fields.filter(({ field }) => field.reserved).flatMap(bytesOf));

/** `24 bytes, aligned to 8`. */
export const sizeText = (side: Side, type: { readonly id: string }): string => {
  const layout = side.layouts.get(type.id);
  return layout ? `${layout.size} bytes, aligned to ${layout.align}` : 'no fixed size';
};
