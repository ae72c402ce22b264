import type { AnyImport, Func } from '../../generator/ir/abi.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { importText } from '../compare/words.js';
import { turnedMemories } from '../pair/direction.js';
import { itemKey } from '../pair/items.js';
import { linkKey } from '../pair/match.js';
import { type AbiPair, type Change, flip } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

interface LinkName {
  readonly module: string;
  readonly field: string;
}

/** What an engine looks up before anything runs: whether an import is there, and under which names. */
export const linkRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'import-added',
      summary: 'An import that the baseline does not have.',
      why: 'A guest that imports it does not load on a host without it.',
      fix: 'Nothing to do. Guests that use it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L*', 'x', '-'),
      witness: 'link',
    },
    {
      id: 'import-removed',
      summary: 'An import that is gone, or reserved, which links no more.',
      why: 'An engine resolves every import before it runs anything, so that guests die which never call it.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('L', '-', 'x', 'x'),
      witness: 'link',
    },
    added,
  ),
  symmetric(
    {
      id: 'import-kind-changed',
      summary: 'A link key that is an import of another kind: function, memory, table, global or tag.',
      why: 'An engine compares the kind of every import, so that no old guest loads and no new guest loads on an old host.',
      fix: 'Give the new import a name of its own.',
      bump: 'major',
      harm: harm('L', 'L', 'x', 'x'),
      witness: 'link',
    },
    function* (pair) {
      for (const { from, to } of kindChanges(pair))
        yield {
          item: itemKey.import(from),
          itemNow: itemKey.import(to),
          what: 'the kind',
          was: kindText(from),
          is: kindText(to),
          from: from.origin,
          to: to.origin,
        };
    },
  ),
  symmetric(
    {
      id: 'import-renamed',
      summary: 'The name that guests import is another; the module string is the same.',
      why: 'Guests find an import by module and name. Those built before ask for the old name.',
      fix: 'Keep the old name as one of `importAliases`.',
      bump: 'major',
      harm: harm('L', 'L*', 'x', 'x'),
      mild: { when: 'the old name stays an import alias', bump: 'minor', harm: harm('-', 'L*', '-', '-') },
      witness: 'link',
    },
    (pair) => renamed(pair, (from, to) => from.module === to.module),
  ),
  symmetric(
    {
      id: 'import-module-moved',
      summary: 'The module string under which guests import is another.',
      why: 'Guests find an import by module and name. Those built before ask the old module.',
      fix: 'Keep the old module and name as one of `importAliases`.',
      bump: 'major',
      harm: harm('L', 'L*', 'x', 'x'),
      mild: { when: 'the old module and name stay an import alias', bump: 'minor', harm: harm('-', 'L*', '-', '-') },
      witness: 'link',
    },
    (pair) => renamed(pair, (from, to) => from.module !== to.module),
  ),
  ...opposites(
    {
      id: 'import-alias-added',
      summary: 'A further name under which guests can import a function.',
      why: 'A guest that imports the new name does not load on a host without it.',
      fix: 'Nothing to do. Guests that use the name need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L*', '-', '-'),
      witness: 'link',
    },
    {
      id: 'import-alias-dropped',
      summary: 'A further name under which guests could import a function is gone.',
      why: 'Guests that import the name do not load any more, though the function is still there.',
      fix: 'Keep the name in `importAliases` until the window of the function is over.',
      bump: 'major',
      harm: harm('L', '-', 'x', 'x'),
      witness: 'link',
    },
    function* ({ functions }) {
      for (const { from, to } of functions.changed) {
        const known = keysOf(from.func);
        for (const alias of to.func.importAliases)
          if (!known.has(keyOf(alias)))
            yield {
              item: itemKey.import(from.func),
              itemNow: itemKey.import(to.func),
              what: 'an import alias',
              is: importText(alias),
              from: from.func.origin,
              to: { ...to.func.origin, pointer: `${to.func.origin.pointer}/importAliases` },
            };
      }
    },
  ),
];

function* added(pair: AbiPair): Iterable<Hit> {
  // A memory that guests exported before has one finding, and that is its direction.
  const changed = new Set<AnyImport>([...kindChanges(pair).map((c) => c.to), ...turnedMemories(flip(pair)).map((m) => m.imported)]);
  const fresh = new Set(pair.interfaces.added.map((i) => i.name));
  for (const item of appeared(pair))
    if (!changed.has(item))
      yield {
        item: itemKey.import(item),
        is: `import ${importText(item)}`,
        to: item.origin,
        cause: fresh.has(item.interfaceName) ? itemKey.interface(item.interfaceName) : undefined,
      };
}

const appeared = ({ functions, others }: AbiPair): readonly AnyImport[] => [...functions.added.map((f) => f.func), ...others.added];

/** Imports that are gone while something of another kind has their link key now: things of one kind would have been matched. */
function kindChanges(pair: AbiPair): readonly Change<AnyImport>[] {
  const now = new Map(appeared(pair).flatMap((item) => namesOf(item).map((name) => [keyOf(name), item] as const)));
  const gone: readonly AnyImport[] = [...pair.functions.removed.map((f) => f.func), ...pair.others.removed];
  return gone.flatMap((from) => {
    const to = namesOf(from)
      .map((name) => now.get(keyOf(name)))
      .find((item) => item !== undefined);
    return to ? [{ from, to }] : [];
  });
}

/** Functions and other imports whose first link key is another. */
function* renamed(pair: AbiPair, asked: (from: LinkName, to: LinkName) => boolean): Iterable<Hit> {
  const moved = new Map(pair.interfaces.kept.map(({ from, to }) => [from.name, from.module !== to.module ? from : undefined]));
  const changes: readonly Change<AnyImport>[] = [
    ...pair.functions.changed.map((change) => ({ from: change.from.func, to: change.to.func })),
    ...pair.others.changed,
  ];
  for (const { from, to } of changes) {
    if (keyOf(from) === keyOf(to) || !asked(from, to)) continue;
    const keyword = from.module === to.module ? 'import' : 'module';
    const whole = from.module === to.module ? undefined : moved.get(from.interfaceName);
    yield {
      item: itemKey.import(from),
      itemNow: itemKey.import(to),
      what: 'the import',
      was: importText(from),
      is: importText(to),
      from: { ...from.origin, pointer: `${from.origin.pointer}/${keyword}` },
      to: { ...to.origin, pointer: `${to.origin.pointer}/${keyword}` },
      mild: namesOf(to).some((name) => keyOf(name) === keyOf(from)),
      cause: whole && whole.module === from.module ? itemKey.interface(whole.name) : undefined,
    };
  }
}

const keyOf = ({ module, field }: LinkName): string => linkKey(module, field);
const namesOf = (item: AnyImport): readonly LinkName[] => (item.kind === 'func' ? [item, ...item.importAliases] : [item]);
const keysOf = (func: Func): ReadonlySet<string> => new Set(namesOf(func).map(keyOf));
const kindText = ({ kind }: AnyImport): string => (kind === 'func' ? 'a function' : `a ${kind}`);
