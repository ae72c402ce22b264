import type { NamedType } from '../../generator/ir/abi.js';
import { exchanged, opposites, symmetric } from '../compare/polarity.js';
import { memberOf, type TypeChange, typeChanges } from '../compare/type-changes.js';
import { differing } from '../compare/values-hits.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** Numbers that stand for something else: handles, opaque values, streams and cancel tokens. */
export const handleRules: readonly Rule[] = [
  symmetric(
    {
      id: 'handle-kind-changed',
      summary: 'A handle is of another kind.',
      why: 'Guests pass handles of the kind that they were given, and the host takes them for another resource or refuses them.',
      fix: 'Add a function of another name for the new kind.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'a handle is a number to the engine, whatever it stands for' },
    },
    differing('handle'),
  ),
  symmetric(
    {
      id: 'handle-repr-changed',
      summary: 'A handle, opaque value, stream or cancel token is carried by another integer.',
      why: 'Another core type does not link. The same core type with another width or sign cuts the number or reads it as another.',
      fix: 'Keep the integer, or add a type of another name.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    function* (pair) {
      for (const kind of ['handle', 'opaque', 'stream', 'cancel-token'] as const)
        for (const change of typeChanges(pair, kind)) yield* aspect(change, 'repr', 'the representation', change.from.repr, change.to.repr);
    },
  ),
  symmetric(
    {
      id: 'handle-lifecycle-changed',
      summary: 'Another party chooses the numbers of a handle and answers for them.',
      why: 'Numbers of the glue name one open resource; numbers of a host are its own. Guests that keep or forge them fail, or leak.',
      fix: 'Add a handle type of another name.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'the table of handles is the glue of a host' },
    },
    function* (pair) {
      for (const change of typeChanges(pair, 'handle'))
        yield* aspect(change, 'issuedBy', 'the issuer', change.from.issuedBy, change.to.issuedBy);
    },
  ),
  ...opposites(
    {
      id: 'handle-limit-lowered',
      summary: 'Fewer handles may be open at once.',
      why: 'The host refuses to open as many as old guests hold.',
      fix: 'Keep the limit.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: { none: 'the table of handles is the glue of a host' },
    },
    {
      id: 'handle-limit-raised',
      summary: 'More handles may be open at once.',
      why: 'Old guests keep to the old limit. A host of the older version refuses what a new guest may open.',
      fix: 'Check what the host reserves for them. Guests that open more need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', '-'),
      witness: { none: 'the table of handles is the glue of a host' },
    },
    exchanged(limitRaised),
  ),
  symmetric(
    {
      id: 'allocator-changed',
      summary: 'Other guest exports allocate or free the memory of a stream.',
      why: 'Old guests lack them, and what one allocator gave another takes back: a leak, or memory freed twice.',
      fix: 'Keep the exports, or add a stream type of another name.',
      bump: 'major',
      harm: harm('E/S', 'E/S', 'x', 'x'),
      witness: { none: 'the glue of a host calls the exports, not the engine' },
    },
    (pair) => exportChanges(pair, { allocate: 'allocateExport', free: 'freeExport' }),
  ),
  symmetric(
    {
      id: 'stream-protocol-changed',
      summary: 'Other guest exports make, feed or close a stream.',
      why: 'Old guests lack them, or do something else in them.',
      fix: 'Keep the exports, or add a stream type of another name.',
      bump: 'major',
      harm: harm('E/S', 'E/S', 'x', 'x'),
      witness: { none: 'the glue of a host calls the exports, not the engine' },
    },
    (pair) => exportChanges(pair, { new: 'newExport', send: 'sendExport', close: 'closeExport' }),
  ),
  symmetric(
    {
      id: 'cancel-protocol-changed',
      summary: 'The host asks in another way whether a call was cancelled, or reads the answer in another way.',
      why: 'A cancelled call goes on, or a call that goes on is cancelled.',
      fix: 'Add a cancel token of another name.',
      bump: 'major',
      harm: harm('E/S', 'E/S', 'x', 'x'),
      witness: { none: 'the glue of a host calls the export, not the engine' },
    },
    function* (pair) {
      for (const change of typeChanges(pair, 'cancel-token')) {
        const { from, to } = change;
        if (!isSameExport(pair, from.pollExport, to.pollExport))
          yield* aspect(change, 'poll', 'the poll export', from.pollExport, to.pollExport);
        yield* aspect(change, 'none', 'the none value', from.none, to.none);
        yield* aspect(change, 'tag', 'the argument tag', from.tag, to.tag);
        yield* aspect(change, 'cancelled', 'the cancelled answer', from.cancelled, to.cancelled);
      }
    },
  ),
];

function* limitRaised(pair: AbiPair): Iterable<Hit> {
  for (const change of typeChanges(pair, 'handle'))
    if (change.to.limit > change.from.limit) yield* aspect(change, 'limit', 'the limit', change.from.limit, change.to.limit);
}

/** One member of a type, where it differs. */
function* aspect(
  { from, to, use }: TypeChange<NamedType>,
  member: string,
  what: string,
  was: string | number | bigint,
  is: string | number | bigint,
): Iterable<Hit> {
  if (was === is) return;
  const origins = { from: memberOf(from.origin, member), to: memberOf(to.origin, member) };
  yield { ...use, ...origins, item: itemKey.type(from), itemNow: itemKey.type(to), what, was: String(was), is: String(is) };
}

type StreamExport = `${'new' | 'send' | 'close' | 'allocate' | 'free'}Export`;

/** Guest exports of streams that are others now. `members`: as the schema spells them, and where they are here. */
function* exportChanges(pair: AbiPair, members: Readonly<Record<string, StreamExport>>): Iterable<Hit> {
  for (const change of typeChanges(pair, 'stream'))
    for (const [member, key] of Object.entries(members)) {
      const [was, is] = [change.from[key], change.to[key]];
      if (!isSameExport(pair, was, is)) yield* aspect(change, member, `the ${member} export`, was, is);
    }
}

/** Whether two ids name the same guest export, which may have another name in the source. */
const isSameExport = ({ exports }: AbiPair, was: string, is: string): boolean =>
  exports.kept.some(({ from, to }) => from.export.id === was && to.export.id === is);
