import type { PayloadType } from '../../generator/ir/abi.js';
import type { PayloadSchema } from '../../generator/ir/payload-schema.js';
import { isOf, type TypeChange, useOf } from '../compare/type-changes.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair } from '../pair/pair.js';
import { type Comparison, compareSchemas } from './compare.js';
import { textOf } from './differences.js';
import { withoutNewMembers } from './open-members.js';

/** A payload type in both versions, with who reads it and where it crosses. */
export type PayloadChange = TypeChange<PayloadType>;

/** A payload whose schema says something else now. */
export interface Judged extends PayloadChange {
  readonly was: PayloadSchema;
  readonly is: PayloadSchema;
  readonly comparison: Comparison;
  /** Whether members of open objects are declared now; `comparison` is without them. */
  readonly typed: boolean;
  /** Whether members of open objects are no longer declared; `comparison` is without them. */
  readonly untyped: boolean;
}

/**
 * Payload types that stand in both versions. All of them: whether the version as a whole counts as changed says nothing of
 * schemas, in which every key may be a name that an author chose.
 */
export function* payloads(pair: AbiPair): Iterable<PayloadChange> {
  for (const { from, to } of pair.types.kept)
    if (isOf(from, 'payload') && isOf(to, 'payload')) yield { from, to, use: useOf(pair, { from, to }) };
}

/** Every payload whose schemas are compared and not the same; made once for a pair. */
export const judgedPayloads = oncePer((pair: AbiPair): readonly Judged[] =>
  [...payloads(pair)].flatMap((change) => judge(change, pair) ?? []),
);

function judge(change: PayloadChange, { from, to }: AbiPair): Judged | undefined {
  const [was, is] = [change.from.schema as PayloadSchema | undefined, change.to.schema as PayloadSchema | undefined];
  if (was === undefined || is === undefined || textOf(was) === textOf(is)) return undefined;
  const compare = (a: PayloadSchema, b: PayloadSchema) =>
    compareSchemas(a, b, {
      binary: change.from.codec !== 'json' || change.to.codec !== 'json',
      // A format that one version asserts is told of the version.
      formats: new Set(from.abi.payloadFormats.filter((format) => to.abi.payloadFormats.includes(format))),
    });
  const comparison = compare(was, is);
  if (comparison.relation === 'same') return undefined;
  const plain: Judged = { ...change, was, is, comparison, typed: false, untyped: false };
  const [less, now] = [withoutNewMembers(was, is), withoutNewMembers(is, was)];
  if (less === was && now === is) return plain;
  const rest = compare(less, now);
  if (rest.relation !== 'same' && !declaredMembersOnly({ from, to })) return plain;
  const says = (all: PayloadSchema, part: PayloadSchema) => part !== all && compare(all, part).relation !== 'same';
  return { ...plain, comparison: rest, typed: says(is, now), untyped: says(was, less) };
}

/** Whether writers of both versions emit no members but those that a schema declares. */
export const declaredMembersOnly = ({ from, to }: Pick<AbiPair, 'from' | 'to'>): boolean =>
  from.abi.payloadWriters === 'declared' && to.abi.payloadWriters === 'declared';
