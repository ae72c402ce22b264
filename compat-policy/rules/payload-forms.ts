import { quote, visible } from '../../generator/diagnostics/visible.js';
import type { EmbeddedBuffer } from '../../generator/ir/abi.js';
import { below, type PayloadSchema, schemasIn } from '../../generator/ir/payload-schema.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import type { Side } from '../pair/pair.js';
import { both } from '../pair/uses.js';
import { byReader, witness } from '../payload/by-reader.js';
import { payloadHit } from '../payload/hits.js';
import { payloads } from '../payload/judge.js';
import { harm, type Rule } from '../rule.js';

/** What a payload is before its schema is looked at. */
const formRules: readonly Rule[] = [
  symmetric(
    {
      id: 'payload-codec-changed',
      summary: 'A payload is encoded in another way.',
      why: 'The bytes of one version cannot be read by the other.',
      fix: 'Add a payload type with the new codec, and a function that takes it.',
      bump: 'major',
      harm: harm('E', 'E', 'x', 'x'),
      witness,
    },
    function* (pair) {
      for (const change of payloads(pair)) {
        const { from, to } = change;
        if (from.codec !== to.codec) yield { ...payloadHit(change, 'codec'), what: 'the codec', was: from.codec, is: to.codec };
      }
    },
  ),
  symmetric(
    {
      id: 'payload-schema-id-changed',
      summary: 'The $id of the schema of a payload is another.',
      why: 'Those who find schemas by their identity find another one, or none.',
      fix: 'Keep the $id while the payload type has its name.',
      bump: 'major',
      harm: harm('E', 'E', 'x', 'x'),
      witness,
    },
    function* (pair) {
      for (const change of payloads(pair)) {
        const [was, is] = [idOf(change.from.schema), idOf(change.to.schema)];
        if (was !== undefined && is !== undefined && was !== is)
          yield {
            ...payloadHit(change, 'schema/$id'),
            what: 'the $id of the schema',
            was: quote(was),
            is: quote(is),
            exactly: `${was} ${is}`,
          };
      }
    },
  ),
  ...byReader(
    {
      id: 'payload-schema-added',
      summary: 'A payload that could be any bytes has a schema.',
      why: 'A new host refuses bytes of old guests that are not what the schema says.',
      fix: 'Describe what is sent already, or add a payload type of its own.',
      bump: 'major',
      harm: harm('E', '-', 'x', 'x'),
      mild: { when: 'Only the guest reads it.', bump: 'minor', harm: harm('-', 'E*', 'x', 'c') },
      witness,
    },
    {
      id: 'payload-schema-removed',
      summary: 'A payload that had a schema may be any bytes.',
      why: 'Guests of the old version get bytes that they cannot read.',
      fix: 'Keep the schema, or add a payload type without one.',
      bump: 'major',
      harm: harm('E', '-', 'x', 'x'),
      mild: { when: 'Only the host reads it.', bump: 'minor', harm: harm('-', 'E*', 'x', 'c') },
      witness,
    },
    function* (pair) {
      for (const change of payloads(pair))
        if (change.from.schema === undefined && change.to.schema !== undefined)
          yield { ...payloadHit(change, 'schema'), what: 'the schema', was: 'any bytes', is: 'described' };
    },
  ),
  symmetric(
    {
      id: 'payload-buffers-changed',
      summary: 'The guest buffers inside a payload are others, or are used in another way.',
      why: 'The host reads or writes other memory than the guest has put there.',
      fix: 'Add a payload type with the new buffers.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness,
    },
    function* (pair) {
      for (const change of payloads(pair)) {
        const [was, is] = [buffersText(change.from.buffers), buffersText(change.to.buffers)];
        if (was !== is) yield { ...payloadHit(change, 'buffers'), what: 'the embedded buffers', was, is };
      }
    },
  ),
];

const idOf = (schema: object | undefined): string | undefined =>
  schema !== undefined && '$id' in schema && typeof schema.$id === 'string' ? schema.$id : undefined;

const buffersText = (buffers: readonly EmbeddedBuffer[]): string =>
  buffers
    .map((b) => visible(`${b.access} ${b.address}, ${b.length} as ${b.view} at ${below('', ...b.at) || 'the top'}`))
    .sort()
    .join('; ') || 'none';

/** What writers of payloads may emit besides what schemas declare. */
const writerRules: readonly Rule[] = opposites(
  {
    id: 'payload-writers-restricted',
    summary: 'Writers of payloads may emit only the keys that schemas declare, and could emit any.',
    why: 'An old guest may send a key that a later version gives another meaning, since none was declared.',
    fix: 'Keep `payloadWriters` as it is until the next major.',
    bump: 'major',
    harm: harm('E', '-', 'c', 'c'),
    witness,
  },
  {
    id: 'payload-writers-opened',
    summary: 'Writers of payloads may emit any key, and could emit only those that schemas declare.',
    why: 'An old guest may get keys that it does not expect, and what it must not send may be sent by others.',
    fix: 'Keep `payloadWriters` as it is until the next major.',
    bump: 'major',
    harm: harm('E', 'E*', 'c', 'c'),
    witness,
  },
  function* ({ from, to }) {
    if (from.abi.payloadWriters === 'any' && to.abi.payloadWriters === 'declared' && describesPayloads(from))
      yield {
        item: itemKey.abi,
        what: 'what writers of payloads emit',
        was: 'any key',
        is: 'declared keys',
        from: memberOf(from.abi.origin, 'payloadWriters'),
        to: memberOf(to.abi.origin, 'payloadWriters'),
      };
  },
);

const describesPayloads = ({ types }: Side): boolean => types.some((type) => type.kind === 'payload' && type.schema !== undefined);

/** Formats that payloads use and that a version asserts. */
const formatRules: readonly Rule[] = byReader(
  {
    id: 'payload-format-asserted',
    summary: 'A format that schemas of payloads name was a note and is asserted now.',
    why: 'A new host refuses text of old guests that is not of the format.',
    fix: 'Leave the format out of payloadFormats, or assert it in a new payload type under another name.',
    bump: 'major',
    harm: harm('E', '-', 'c', 'c'),
    mild: { when: 'Only guests read the payloads that use it.', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
    witness,
  },
  {
    id: 'payload-format-relaxed',
    summary: 'A format that schemas of payloads name was asserted and is only a note now.',
    why: 'Guests of the old version get text that is not of the format they count on.',
    fix: 'Keep the format in payloadFormats.',
    bump: 'major',
    harm: harm('E', '-', 'c', 'c'),
    mild: { when: 'Only hosts read the payloads that use it.', bump: 'minor', harm: harm('-', 'E*', 'c', '-') },
    witness,
  },
  function* (pair) {
    const known = new Set(pair.from.abi.payloadFormats);
    for (const format of pair.to.abi.payloadFormats.filter((name) => !known.has(name))) {
      const users = [...payloads(pair)].filter(({ to }) => to.schema !== undefined && names(to.schema as PayloadSchema, format));
      if (users.length === 0) continue;
      yield {
        item: itemKey.abi,
        what: `payload format ${quote(format)}`,
        was: 'a note',
        is: 'asserted',
        from: memberOf(pair.from.abi.origin, 'payloadFormats'),
        to: memberOf(pair.to.abi.origin, 'payloadFormats'),
        readers: both.filter((reader) => users.some(({ use }) => use.readers.includes(reader))),
        places: [...new Set(users.flatMap(({ use }) => use.places ?? []))].sort(),
      };
    }
  },
);

/** Whether a schema, or one inside it, names a format. */
const names = (schema: PayloadSchema, format: string): boolean =>
  typeof schema === 'object' && (schema.format === format || [...schemasIn(schema, '')].some(([, inner]) => names(inner, format)));

export const payloadFormRules: readonly Rule[] = [...formRules, ...formatRules, ...writerRules];
