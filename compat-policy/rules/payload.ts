import type { PayloadSchema } from '../../generator/ir/payload-schema.js';
import { opposites, symmetric, variance } from '../compare/polarity.js';
import type { AbiPair } from '../pair/pair.js';
import { byReader, oneReader, witness } from '../payload/by-reader.js';
import { differencesOf } from '../payload/differences.js';
import { exampleOf, schemaHit } from '../payload/hits.js';
import { declaredMembersOnly, type Judged, judgedPayloads, payloads } from '../payload/judge.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** What differs between two schemas, for those of one relation. */
const related = (relation: Judged['comparison']['relation']) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const found of judgedPayloads(pair)) {
      const { comparison, was, is, use } = found;
      if (comparison.relation !== relation) continue;
      const { forward, backward } = comparison;
      // To a host the values that guests may still send are what counts; to a guest those that it may now get.
      const [first, second] = use.readers.includes('host') ? [forward, backward] : [backward, forward];
      yield { ...schemaHit(found, differencesOf(was, is)), example: exampleOf(first) ?? exampleOf(second) };
    }
  };

/** Values of payloads by their schemas. */
const valueRules: readonly Rule[] = [
  ...variance(
    {
      wider: {
        argument: {
          id: 'payload-arg-widened',
          summary: 'The schema of a payload that hosts read allows more.',
          why: 'A host of the old version refuses, or does not understand, what a new guest may send.',
          fix: 'Hosts have to take the new values. Guests that send them need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'c', '-'),
          witness,
        },
        result: {
          id: 'payload-result-widened',
          summary: 'The schema of a payload that guests read allows more.',
          why: 'An old guest gets values that its decoder was not written for, such as a member that is no longer always there.',
          fix: 'Keep what hosts send to the old schema, or answer by a new function with a payload type of its own.',
          bump: 'major',
          harm: harm('E', '-', '-', 'c'),
          witness,
        },
      },
      narrower: {
        argument: {
          id: 'payload-arg-narrowed',
          summary: 'The schema of a payload that hosts read allows less.',
          why: 'A host of the new version refuses what an old guest sends, for example because a member is required now.',
          fix: 'Keep on allowing what was allowed: make new members optional, and do not tighten limits.',
          bump: 'major',
          harm: harm('E', '-', '-', 'c'),
          witness,
        },
        result: {
          id: 'payload-result-narrowed',
          summary: 'The schema of a payload that guests read allows less.',
          why: 'A new guest trusts a promise that a host of the old version does not keep.',
          fix: 'Hosts have to keep the promise. Guests that rely on it need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'c', '-'),
          witness,
        },
      },
    },
    function* (pair) {
      for (const hit of related('wider')(pair)) if (oneReader(hit)) yield hit;
    },
  ),
  symmetric(
    {
      id: 'payload-inout-changed',
      summary: 'The schema of a payload that both sides read allows more or less than before.',
      why: 'What is wider for one reader is narrower for the other, so that one of them meets values that it does not know.',
      fix: 'Give each direction a payload type of its own, and change them one by one.',
      bump: 'major',
      harm: harm('E', 'E', 'c', 'c'),
      witness,
    },
    function* (pair) {
      for (const relation of ['narrower', 'wider'] as const) for (const hit of related(relation)(pair)) if (!oneReader(hit)) yield hit;
    },
  ),
  symmetric(
    {
      id: 'payload-incomparable',
      summary: 'The schema of a payload allows some values that it did not allow, and no longer some that it did.',
      why: 'Whoever reads the payload meets values that it does not know, in one direction or the other.',
      fix: 'Leave in what was allowed, or add a payload type for the new form.',
      bump: 'major',
      harm: harm('E', 'E', 'c', 'c'),
      witness,
    },
    related('incomparable'),
  ),
  symmetric(
    {
      id: 'payload-undecidable',
      summary: 'Whether the schema of a payload allows more or less than before cannot be told.',
      why: 'What is not known to be safe counts as a break.',
      fix: 'Write the schema more simply: fewer choices inside choices, whole numbers in multipleOf.',
      bump: 'major',
      harm: harm('E', 'E', 'c', 'c'),
      witness,
    },
    function* (pair) {
      for (const found of judgedPayloads(pair)) {
        const { forward, backward, relation } = found.comparison;
        const answer = [forward, backward].find((a) => a.is === 'unknown');
        if (relation !== 'unknown' || answer?.is !== 'unknown') continue;
        const help = `It cannot be told because ${answer.why}. Write the schema more simply, or leave it as it was.`;
        yield { ...schemaHit(found, differencesOf(found.was, found.is)), help };
      }
    },
  ),
];

/** Members that come or go in objects which may have any. */
const openFieldRules: readonly Rule[] = byReader(
  {
    id: 'payload-open-field-typed',
    summary: 'A schema declares a member of an object in which any member was allowed.',
    why: 'Somebody may have sent that member with another type, since nothing forbade it.',
    fix: 'Say "payloadWriters": "declared" in the ABI if writers emit declared members only, or pick a name that nobody can have used.',
    bump: 'major',
    harm: harm('E', 'S*', 'c', '-'),
    mild: {
      when: 'Only the guest reads it, or both versions say that payloads are written with declared members only.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', '-'),
    },
    witness,
  },
  {
    id: 'payload-open-field-untyped',
    summary: 'A schema no longer declares a member of an object in which any member is allowed.',
    why: 'Whoever reads the member may meet another type there, or may find it no more.',
    fix: 'Keep the declaration, and mark the member as deprecated.',
    bump: 'major',
    harm: harm('E', '-', 'c', 'c'),
    mild: {
      when: 'Only the host reads it, or both versions say that payloads are written with declared members only.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
    },
    witness,
  },
  function* (pair) {
    for (const found of judgedPayloads(pair)) {
      if (!found.typed) continue;
      const differences = differencesOf(found.was, found.is).filter((d) => d.keyword === '' && d.was === undefined);
      yield { ...schemaHit(found, differences), mild: declaredMembersOnly(pair) };
    }
  },
);

/** Defaults at a place that both versions have: those that came, went, or are others. */
const defaults = (is: (came: boolean, went: boolean) => boolean) =>
  function* (pair: AbiPair): Iterable<Hit> {
    for (const change of payloads(pair)) {
      const [was, now] = [change.from.schema, change.to.schema] as [PayloadSchema | undefined, PayloadSchema | undefined];
      if (was === undefined || now === undefined) continue;
      const found = differencesOf(was, now, '', 'default').filter((d) => is(d.was === undefined, d.is === undefined));
      if (found.length > 0) yield schemaHit(change, found);
    }
  };

const defaultRules: readonly Rule[] = [
  symmetric(
    {
      id: 'payload-default-changed',
      summary: 'The value that stands for an absent member of a payload is another.',
      why: 'What an old guest leaves out means something else to a new host, and nothing tells it.',
      fix: 'Keep the default, and let those who want another value send it.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness,
    },
    defaults((came, went) => !came && !went),
  ),
  ...opposites(
    {
      id: 'payload-default-added',
      summary: 'An absent member of a payload has a meaning that was not written down before.',
      why: 'A host of the old version may take the absence for something else.',
      fix: 'See that the default is what hosts have done so far.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', '-'),
      witness,
    },
    {
      id: 'payload-default-removed',
      summary: 'What stands for an absent member of a payload is no longer said.',
      why: 'An old guest leaves the member out and counts on the default.',
      fix: 'Keep the default.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness,
    },
    defaults((came) => came),
  ),
];

export const payloadRules: readonly Rule[] = [...valueRules, ...openFieldRules, ...defaultRules];
