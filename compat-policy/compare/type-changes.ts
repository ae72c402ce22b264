import type { NamedType, Origin } from '../../generator/ir/abi.js';
import type { Change } from '../pair/matching.js';
import type { AbiPair } from '../pair/pair.js';
import { both } from '../pair/uses.js';
import type { Hit } from '../rule.js';

type Kind = NamedType['kind'];
type OfKind<K extends Kind> = Extract<NamedType, { readonly kind: K }>;

/** A named type that means something else now, with what every hit about it says: who reads it, and where it crosses. */
export interface TypeChange<T extends NamedType = NamedType> extends Change<T> {
  readonly use: Required<Pick<Hit, 'readers' | 'places'>>;
}

/** Types of one kind that changed. What became another kind is `type-kind-changed`. */
export function* typeChanges<K extends Kind>(pair: AbiPair, kind: K): Iterable<TypeChange<OfKind<K>>> {
  for (const { from, to } of pair.types.changed) if (isOf(from, kind) && isOf(to, kind)) yield { from, to, use: useOf(pair, { from, to }) };
}

export const isOf = <K extends Kind>(type: NamedType, kind: K): type is OfKind<K> => type.kind === kind;

/**
 * Who reads values of a type in both versions, and where they cross in either. A reader that only one version has is none of
 * an old guest, or is told where that use came or went. Where no reader stayed, or nothing uses the type, it may be anyone.
 */
export function useOf(pair: AbiPair, { from, to }: Change<NamedType>): TypeChange['use'] {
  const was = pair.from.uses().get(from.id) ?? [];
  const is = pair.to.uses().get(to.id) ?? [];
  const readers = both.filter((reader) => [was, is].every((uses) => uses.length === 0 || uses.some((use) => use.readers.includes(reader))));
  return { readers: readers.length === 0 ? both : readers, places: [...new Set([...was, ...is].map((use) => use.at))].sort() };
}

/** A member of what stands at an origin. Where the schema is silent about it, what is shown is the thing itself. */
export const memberOf = ({ file, pointer }: Origin, member: string): Origin => ({ file, pointer: `${pointer}/${member}` });
