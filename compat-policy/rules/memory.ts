import type { CoreType, Limits } from '../../generator/ir/abi.js';
import { exchanged, opposites, type Row, rule, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { coreText } from '../compare/words.js';
import { turnedMemories } from '../pair/direction.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change, OtherImport } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

type Of<K extends OtherImport['kind']> = Extract<OtherImport, { kind: K }>;
type Find = (pair: AbiPair) => Iterable<Hit>;

/** What an engine compares when a guest imports a memory, a table, a global or a tag. */
export const memoryRules: readonly Rule[] = [
  ...limitRules('memory', 'pages of 64 KiB'),
  ...limitRules('table', 'elements'),
  exact({
    id: 'memory-shared-changed',
    kind: 'memory',
    what: 'sharing',
    keyword: 'shared',
    text: (memory) => (memory.shared ? 'shared' : 'not shared'),
    summary: 'A memory that threads share and shared not, or the other way round.',
    why: 'An engine gives a shared memory only to guests that declare it as shared, and the other way round.',
  }),
  exact({
    id: 'memory-index-type-changed',
    kind: 'memory',
    what: 'the index type',
    keyword: 'index',
    text: (memory) => memory.index,
    summary: 'A memory whose addresses are i64 and were i32, or the other way round.',
    why: 'An engine compares the index type of a memory, and all code that computes addresses has another type.',
    witness: { none: 'Not every engine that runs the tests has memories with 64-bit addresses.' },
  }),
  exact({
    id: 'table-elem-type-changed',
    kind: 'table',
    what: 'the element type',
    keyword: 'element',
    text: (table) => table.element,
    summary: 'A table of another type of elements.',
    why: 'An engine compares the element type of a table exactly.',
  }),
  exact({
    id: 'global-type-changed',
    kind: 'global',
    what: 'the type',
    keyword: 'type',
    text: ({ type, mutable }) => (mutable ? `mutable ${type}` : type),
    summary: 'A global of another core type, or one that became mutable or immutable.',
    why: 'An engine compares type and mutability of a global exactly.',
  }),
  exact({
    id: 'tag-type-changed',
    kind: 'tag',
    what: 'what it carries',
    keyword: 'params',
    text: ({ params }: { readonly params: readonly CoreType[] }) => coreText(params),
    summary: 'An exception tag that carries other core types.',
    why: 'An engine compares the type of a tag exactly.',
  }),
  symmetric(
    {
      id: 'memory-direction-changed',
      summary: 'A memory that guests imported and export now, or the other way round.',
      why: 'Old guests ask for a memory that new hosts do not give, or bring none where new hosts look for one.',
      fix: 'Keep the direction; a guest of the other kind needs an ABI of a new major.',
      bump: 'major',
      harm: harm('L', 'L', 'x', 'x'),
      witness: 'limits',
    },
    function* (pair) {
      yield* turned(pair);
      yield* exchanged(turned)(pair);
    },
  ),
];

function* turned(pair: AbiPair): Iterable<Hit> {
  for (const { imported, exported } of turnedMemories(pair))
    yield {
      item: itemKey.import(imported),
      itemNow: itemKey.export(exported.export),
      what: 'the direction',
      was: 'imported by guests',
      is: 'exported by guests',
      from: imported.origin,
      to: exported.export.origin,
      targets: imported.targets,
    };
}

/** The law of limits, which is one for memories and tables: a host gives at least what a guest wants, and no greater maximum. */
function limitRules(kind: 'memory' | 'table', units: string): readonly Rule[] {
  const grown = (id: string, summary: string): Row => ({
    id,
    summary,
    why: 'A guest that declares a maximum does not link with a host whose maximum is greater or absent. A new guest cannot grow on an old host.',
    fix: 'Keep the maximum. A guest that needs more belongs to the next major.',
    bump: 'major',
    harm: harm('L', 'E*', 'c', '-'),
    witness: 'limits',
  });
  const raised = grown(`${kind}-max-raised`, `The maximum of a ${kind} is greater.`);
  const removed = grown(`${kind}-max-removed`, `The maximum of a ${kind} is gone: it grows without end.`);
  const lowered: Row = {
    id: `${kind}-max-lowered`,
    summary: `The maximum of a ${kind} is less, or new.`,
    why: 'An old guest links, and cannot grow as far as it was promised. A new guest does not link with an old host.',
    fix: 'Keep the maximum. A host that gives less belongs to the next major.',
    bump: 'major',
    harm: harm('E', 'L*', 'c', '-'),
    witness: 'limits',
  };
  const higher = limited(kind, 'max', units, (from, to) => from.max !== undefined && to.max !== undefined && to.max > from.max);
  const endless = limited(kind, 'max', units, (from, to) => from.max !== undefined && to.max === undefined);
  return [
    ...opposites(
      {
        id: `${kind}-min-raised`,
        summary: `The least size of a ${kind} that a host provides is greater.`,
        why: 'Old guests want less than they get. A guest that declares the new minimum does not link with an old host.',
        fix: 'Nothing to do. Guests that want it need a host of this version.',
        bump: 'minor',
        harm: harm('-', 'L*', 'c', '-'),
        witness: 'limits',
      },
      {
        id: `${kind}-min-lowered`,
        summary: `The least size of a ${kind} that a host provides is less.`,
        why: 'A guest that declares the old minimum does not link with a host that gives less.',
        fix: 'Keep the minimum. A host that gives less belongs to the next major.',
        bump: 'major',
        harm: harm('L', '-', 'c', '-'),
        witness: 'limits',
      },
      limited(kind, 'min', units, (from, to) => to.min > from.min),
    ),
    rule(raised, lowered.id, higher),
    rule(removed, lowered.id, endless),
    rule(
      lowered,
      raised.id,
      exchanged(function* (pair) {
        yield* higher(pair);
        yield* endless(pair);
      }),
    ),
  ];
}

/** Where a limit changed so that `is` holds. */
function limited(kind: 'memory' | 'table', bound: keyof Limits, units: string, is: (from: Limits, to: Limits) => boolean): Find {
  const text = ({ [bound]: limit }: Limits) => (limit === undefined ? 'none' : `${limit} ${units}`);
  const what = bound === 'min' ? 'the minimum' : 'the maximum';
  return function* (pair) {
    for (const change of changed(pair, kind)) {
      const [from, to] = [change.from.limits, change.to.limits];
      if (is(from, to)) yield differing(change, what, bound, text(from), text(to));
    }
  };
}

/** A rule for what an engine compares exactly, so that nobody links with the other version. */
function exact<K extends OtherImport['kind']>(about: {
  readonly id: string;
  readonly kind: K;
  readonly what: string;
  readonly keyword: string;
  readonly text: (item: Of<K>) => string;
  readonly summary: string;
  readonly why: string;
  readonly witness?: Row['witness'];
}): Rule {
  const { id, kind, what, keyword, text, summary, why, witness = 'limits' } = about;
  const fix = `Keep the ${kind} as it is and add another under a new name.`;
  return symmetric({ id, summary, why, fix, bump: 'major', harm: harm('L', 'L', 'x', 'x'), witness }, function* (pair) {
    for (const change of changed(pair, kind)) {
      const [was, is] = [text(change.from), text(change.to)];
      if (was !== is) yield differing(change, what, keyword, was, is);
    }
  });
}

const differing = ({ from, to }: Change<OtherImport>, what: string, keyword: string, was: string, is: string): Hit => ({
  item: itemKey.import(from),
  itemNow: itemKey.import(to),
  what,
  was,
  is,
  from: memberOf(from.origin, keyword),
  to: memberOf(to.origin, keyword),
});

/** Those of one kind that changed: things of different kinds are never matched. */
const changed = <K extends OtherImport['kind']>({ others }: AbiPair, kind: K): readonly Change<Of<K>>[] =>
  others.changed.filter((change): change is Change<Of<K>> => change.from.kind === kind);
