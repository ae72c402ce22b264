import type { Interface } from '../../generator/ir/abi.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** Names that source code uses and no engine sees. */
export const nameRules: readonly Rule[] = [
  symmetric(
    {
      id: 'abi-marker-changed',
      summary: 'The name of the ABI is another, and with it the custom section that guests carry.',
      why: 'Hosts know their guests by that section, and refuse those that carry the old name.',
      fix: 'Keep the name. An ABI of another name is another ABI.',
      bump: 'major',
      harm: harm('L', 'L', 'x', 'x'),
      witness: { none: 'preflight compares the section, and no engine does' },
    },
    ({ from, to }) => renamedAbi('abi', 'the name', [from.abi.name, to.abi.name], { from, to }),
  ),
  symmetric(
    {
      id: 'package-renamed',
      summary: 'The npm package with the generated bindings has another name.',
      why: 'Host source imports the package by its name.',
      fix: 'Set `package` in abi.json to the old name.',
      bump: 'major',
      harm: harm('-', '-', 'x', '-'),
      witness: { none: 'no engine sees the name of a package' },
    },
    ({ from, to }) => renamedAbi('package', 'the package', [from.abi.packageName, to.abi.packageName], { from, to }),
  ),
  ...opposites(
    {
      id: 'discriminator-added',
      summary: 'Guests carry the custom section of the ABI, by which hosts tell their majors apart.',
      why: 'A guest without the section belongs to the last major that had none, so that nothing changes for it.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    {
      id: 'discriminator-dropped',
      summary: 'Guests no longer say of which major they are.',
      why: 'A host cannot tell them from guests of an older major, and answers them by the wrong table.',
      fix: 'Keep `discriminator`.',
      bump: 'major',
      harm: harm('S', 'S', 'c', '-'),
      witness: { none: 'it takes two majors on one host to see it' },
    },
    function* ({ from, to }) {
      if (from.abi.discriminator === undefined && to.abi.discriminator !== undefined)
        yield {
          item: itemKey.abi,
          what: 'the discriminator',
          is: to.abi.discriminator,
          from: from.abi.origin,
          to: { ...to.abi.origin, pointer: '/discriminator' },
        };
    },
  ),
  symmetric(
    {
      id: 'interface-renamed',
      summary: 'An interface that has another name.',
      why: 'Host and guest source name it, and an interface has no aliases.',
      fix: 'Keep the name.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'no engine sees the name' },
    },
    function* ({ interfaces }) {
      for (const { from, to } of interfaces.kept)
        if (from.name !== to.name)
          yield {
            item: itemKey.interface(from.name),
            itemNow: itemKey.interface(to.name),
            what: 'the name',
            was: from.name,
            is: to.name,
            from: { ...from.origin, pointer: '/interface' },
            to: { ...to.origin, pointer: '/interface' },
          };
    },
  ),
  symmetric(
    {
      id: 'function-key-renamed',
      summary: 'A function that source code knows by another name; guests import it as before.',
      why: 'Host and guest source that names it does not compile.',
      fix: 'Keep the old name as one of `aliases`.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'the old name stays an alias', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'no engine sees the name' },
    },
    (pair) => renamedIn(pair, functionsOf(pair), itemKey.import),
  ),
  symmetric(
    {
      id: 'function-moved',
      summary: 'A function that stands in another interface; guests import it as before.',
      why: 'Host and guest source find it by its interface.',
      fix: 'Keep it where it was.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'no engine sees the interface' },
    },
    (pair) => movedIn(pair, functionsOf(pair), itemKey.import),
  ),
  symmetric(
    {
      id: 'import-key-renamed',
      summary: 'A memory, table, global or tag that source code knows by another name; guests import it as before.',
      why: 'Host and guest source that names it does not compile.',
      fix: 'Keep the name.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'no engine sees the name' },
    },
    function* (pair) {
      yield* renamedIn(pair, pair.others.kept, itemKey.import);
      yield* movedIn(pair, pair.others.kept, itemKey.import);
    },
  ),
  symmetric(
    {
      id: 'type-renamed',
      summary: 'A type that has another name, or stands in another interface.',
      why: 'Every exported type is a name in host and guest source.',
      fix: 'Keep the old name as one of `aliases`.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'the old name stays an alias', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'no engine sees the name' },
    },
    function* (pair) {
      yield* renamedIn(pair, typesOf(pair), itemKey.type);
      yield* movedIn(pair, typesOf(pair), itemKey.type);
    },
  ),
  ...opposites(
    {
      id: 'type-added',
      summary: 'A type that the baseline does not have.',
      why: 'Source code may name it.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    {
      id: 'type-removed',
      summary: 'A type that is gone.',
      why: 'Host and guest source that names it does not compile, also where no function uses it any more.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'no engine sees the name' },
    },
    function* ({ types }) {
      for (const type of types.added) yield { item: itemKey.type(type), is: type.kind, to: type.origin };
    },
  ),
  ...opposites(
    {
      id: 'source-alias-added',
      summary: 'A further name under which source code may know a function, a type or a guest export.',
      why: 'Source code may use it.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    {
      id: 'source-alias-dropped',
      summary: 'A further name under which source code knew a function, a type or a guest export is gone.',
      why: 'Source code that uses the name does not compile.',
      fix: 'Keep the name in `aliases` until the next window is over.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'no engine sees the name' },
    },
    function* (pair) {
      yield* aliasesIn(functionsOf(pair), itemKey.import);
      yield* aliasesIn(typesOf(pair), itemKey.type);
      yield* aliasesIn(
        pair.exports.kept.map((c) => ({ from: c.from.export, to: c.to.export })),
        itemKey.export,
      );
    },
  ),
];

interface Declared {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly origin: Interface['origin'];
}

const functionsOf = ({ functions }: AbiPair) => functions.kept.map((change) => ({ from: change.from.func, to: change.to.func }));
const typesOf = ({ types }: AbiPair) => types.kept;

function* renamedAbi(keyword: string, what: string, [was, is]: readonly [string, string], { from, to }: Pick<AbiPair, 'from' | 'to'>) {
  if (was === is) return;
  const pointer = `/${keyword}`;
  yield { item: itemKey.abi, what, was, is, from: { ...from.abi.origin, pointer }, to: { ...to.abi.origin, pointer } } satisfies Hit;
}

/** Items that kept their interface and not their name. */
function* renamedIn<T extends Declared>(pair: AbiPair, changes: readonly Change<T>[], key: (item: T) => string): Iterable<Hit> {
  for (const { from, to } of changes)
    if (from.name !== to.name && sameHome(pair, from, to))
      yield {
        item: key(from),
        itemNow: key(to),
        what: 'the name',
        was: from.name,
        is: to.name,
        from: from.origin,
        to: to.origin,
        mild: to.aliases?.includes(from.name) === true,
      };
}

/** Items that are in another interface, whatever they are called there. */
function* movedIn<T extends Declared>(pair: AbiPair, changes: readonly Change<T>[], key: (item: T) => string): Iterable<Hit> {
  for (const { from, to } of changes)
    if (!sameHome(pair, from, to))
      yield { item: key(from), itemNow: key(to), what: 'the place', was: from.id, is: to.id, from: from.origin, to: to.origin };
}

const homeOf = ({ id, name }: Declared): string => id.slice(0, id.length - name.length - 1);

/** Whether two items stand in one interface, which itself may have been renamed. */
const sameHome = (pair: AbiPair, from: Declared, to: Declared): boolean => homesNow(pair).get(homeOf(from)) === homeOf(to);

/** The names that interfaces have now, by those that they had. */
const homesNow = oncePer(
  ({ interfaces }: AbiPair): ReadonlyMap<string, string> => new Map(interfaces.kept.map(({ from, to }) => [from.name, to.name])),
);

/** Aliases that are new. A name that was the item's own is told by its renaming. */
function* aliasesIn<T extends Declared>(changes: readonly Change<T>[], key: (item: T) => string): Iterable<Hit> {
  for (const { from, to } of changes)
    for (const alias of to.aliases ?? [])
      if (alias !== from.name && from.aliases?.includes(alias) !== true)
        yield {
          item: key(from),
          itemNow: key(to),
          what: 'an alias',
          is: alias,
          from: from.origin,
          to: { ...to.origin, pointer: `${to.origin.pointer}/aliases` },
        };
}
