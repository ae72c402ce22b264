import type { PayloadType, ReservedName } from '../../generator/ir/abi.js';
import { type PayloadSchema, schemasIn } from '../../generator/ir/payload-schema.js';
import { symmetric } from '../compare/polarity.js';
import { itemKey } from '../pair/items.js';
import { matching } from '../pair/matching.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** What people read and nothing else does. */
export const docRules: readonly Rule[] = [
  symmetric(
    {
      id: 'doc-changed',
      summary: 'Documentation differs, of an item or of a part of it.',
      why: 'Documentation is free. The contract of an item in words is its `normative` text.',
      fix: 'Nothing to do.',
      bump: 'patch',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    function* (pair) {
      for (const { key, from, to } of described(pair))
        if (differ(from, to, documentation) || annotationsDiffer(from, to))
          yield { item: key, what: 'the documentation', from: from.origin, to: to.origin };
    },
  ),
  symmetric(
    {
      id: 'metadata-changed',
      summary: 'A note that binds nothing differs: a reason, advice, an expected size or offset, a name in declarations, a reserved name.',
      why: 'Nothing that is generated behaves otherwise. Where a layout changed, another rule says so.',
      fix: 'Nothing to do.',
      bump: 'patch',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    function* (pair) {
      for (const { key, from, to } of described(pair))
        if (differ(from, to, notes)) yield { item: key, what: 'the notes', from: from.origin, to: to.origin };
      yield* reservedNames(pair);
    },
  ),
];

type Described = Change<{ readonly doc: string; readonly origin: ReservedName['origin'] }> & { readonly key: string };

/** Everything that stands by itself, in both versions. What is inside counts as a part of it. */
function* described(pair: AbiPair): Iterable<Described> {
  const head = <T extends Described['from']>({ doc, origin }: T) => ({ doc, origin });
  yield { key: itemKey.abi, from: head(pair.from.abi), to: head(pair.to.abi) };
  for (const { from, to } of pair.interfaces.kept) yield { key: itemKey.interface(from.name), from: head(from), to: head(to) };
  for (const change of pair.targets.kept) yield { key: itemKey.target(change.from.name), ...change };
  for (const change of pair.capabilities.kept) yield { key: itemKey.capability(change.from.name), ...change };
  for (const change of pair.modules.kept) yield { key: itemKey.module(change.from.name), ...change };
  for (const change of pair.types.kept) yield { key: itemKey.type(change.from), ...change };
  for (const { from, to } of pair.functions.kept) yield { key: itemKey.import(from.func), from: from.func, to: to.func };
  for (const change of pair.others.kept) yield { key: itemKey.import(change.from), ...change };
  for (const { from, to } of pair.exports.kept) yield { key: itemKey.export(from.export), from: from.export, to: to.export };
}

const documentation: ReadonlySet<string> = new Set(['doc']);
const notes: ReadonlySet<string> = new Set([
  'reason',
  'note',
  'replacement',
  'noReplacement',
  'coreNames',
  'expectedOffset',
  'expectedSize',
  'expectedAlign',
  'expectedPayloadOffset',
]);

/** Members that hold parts of an item. Others name things that are described where they stand. */
const parts: ReadonlySet<string> = new Set([
  'params',
  'result',
  'cases',
  'bits',
  'ranges',
  'fields',
  'contracts',
  'buffers',
  'authority',
  'deprecated',
]);

/** Whether any of the given members differs in two items, or in parts that both have. */
function differ(from: object, to: object, members: ReadonlySet<string>): boolean {
  const [left, right] = [from as Record<string, unknown>, to as Record<string, unknown>];
  return Object.keys(left).some((key) => {
    if (!(key in right)) return false;
    const [a, b] = [left[key], right[key]];
    if (members.has(key)) return String(a) !== String(b);
    if (!parts.has(key) || !isObject(a) || !isObject(b)) return false;
    return Array.isArray(a) && Array.isArray(b) ? listsDiffer(a, b, members) : differ(a, b, members);
  });
}

/** Items of lists are put beside each other by their names, those without by their places. */
function listsDiffer(from: readonly unknown[], to: readonly unknown[], members: ReadonlySet<string>): boolean {
  const named = new Map(to.map((item, i) => [nameOf(item) ?? i, item]));
  return from.some((item, i) => {
    const other = named.get(nameOf(item) ?? i);
    return isObject(item) && isObject(other) && differ(item, other, members);
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const nameOf = (item: unknown): string | undefined => (isObject(item) && 'name' in item ? String(item.name) : undefined);

/** Keywords of JSON Schema that say something to readers. */
const annotations = ['title', 'description', '$comment', 'examples', 'deprecated'] as const;

/** Whether a payload schema is described in other words at a place that both versions have. */
function annotationsDiffer(from: object, to: object): boolean {
  const [old, now] = [annotated(from), annotated(to)];
  return [...old].some(([pointer, text]) => now.has(pointer) && now.get(pointer) !== text);
}

function annotated(item: object): ReadonlyMap<string, string> {
  const { kind, schema } = item as Partial<PayloadType>;
  if (kind !== 'payload' || schema === undefined) return new Map();
  const found = new Map<string, string>();
  const add = (at: PayloadSchema, pointer: string) => {
    if (typeof at === 'boolean') return;
    const members = at as Record<string, unknown>;
    found.set(pointer, JSON.stringify(annotations.map((keyword) => members[keyword])));
    for (const [below, inner] of schemasIn(at, pointer)) add(inner, below);
  };
  add(schema as PayloadSchema, '');
  return found;
}

/** Names that were given up are nobody's, so that a note about one binds nothing. */
function* reservedNames({ from, to }: AbiPair): Iterable<Hit> {
  const { kept, added, removed } = matching(
    from.abi.reserved,
    to.abi.reserved,
    (name) => [JSON.stringify([name.module, name.name])],
    () => true,
  );
  const differs = (a: ReservedName, b: ReservedName) => a.reason !== b.reason || a.removedIn !== b.removedIn;
  for (const change of kept)
    if (differs(change.from, change.to))
      yield { item: itemKey.reserved(change.from), what: 'the notes', from: change.from.origin, to: change.to.origin };
  for (const name of added) yield { item: itemKey.reserved(name), is: 'a reserved name', to: name.origin };
  for (const name of removed) yield { item: itemKey.reserved(name), was: 'a reserved name', from: name.origin };
}
