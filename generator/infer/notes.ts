import { typeText } from '../../runtime-glue/wasm/extern.js';
import { importsOf } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { type KnownAbi, keyOf } from './known.js';
import type { FoundImport, Note } from './material.js';
import type { Conflict } from './merge.js';
import type { OpenImport } from './sort.js';
import { isHashed, isMinified } from './split.js';

const nameOf = ({ module, name }: { readonly module: string; readonly name: string }): string => `${module}.${name}`;

/** A note that has no place in the draft. */
const general = (topic: Note['topic'], about: string, text: string): Note => ({ topic, about, file: '', pointer: '', text });

/** What is to be said of imports before they are described. */
export function importNotes(
  imports: readonly FoundImport[],
  conflicts: readonly Conflict[],
  known: readonly KnownAbi[],
  taken: ReadonlySet<string>,
): Note[] {
  return [
    ...conflicts.map((conflict) =>
      general(
        'conflict',
        nameOf(conflict),
        conflict.types.map(({ type, paths }) => `${type} in ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', ..' : ''}`).join('; '),
      ),
    ),
    ...unstable(imports),
    ...nearlyKnown(imports, known, taken),
  ];
}

/** Names of a known ABI with another type than it has. */
function nearlyKnown(imports: readonly FoundImport[], known: readonly KnownAbi[], taken: ReadonlySet<string>): Note[] {
  const names = new Map(
    known.flatMap(({ lowered: { abi } }) =>
      importsOf(abi).map((item) => [keyOf({ module: item.module, name: item.field }), `${abi.name} ${abi.version}`] as const),
    ),
  );
  return imports
    .filter((found) => found.type.kind === 'func' && !taken.has(keyOf(found)) && names.has(keyOf(found)))
    .map((found) =>
      general(
        'known',
        nameOf(found),
        `${names.get(keyOf(found))} has the name, but with another type than ${typeText(found.type)} or for guests that export more. Its description is not taken.`,
      ),
    );
}

/** Modules whose names are another build's tomorrow. */
function unstable(imports: readonly FoundImport[]): Note[] {
  const counts = new Map<string, { minified: number; hashed: number }>();
  for (const found of imports) {
    const count = counts.get(found.module) ?? { minified: 0, hashed: 0 };
    if (isMinified(found)) count.minified++;
    if (isHashed(found)) count.hashed++;
    counts.set(found.module, count);
  }
  return [...counts].flatMap(([module, { minified, hashed }]) => [
    ...(minified > 0
      ? [
          general(
            'unstable-name',
            `module ${module}`,
            `${minified} names were made short by the build (Emscripten does so from -O3 on), and mean something else in the next one.`,
          ),
        ]
      : []),
    ...(hashed > 0
      ? [
          general(
            'unstable-name',
            `module ${module}`,
            `${hashed} names end in a hash of the build (wasm-bindgen, Rust), which changes with the tool that made it.`,
          ),
        ]
      : []),
  ]);
}

/** An import that the draft does not describe. */
export const openNote = ({ found, why, opened }: OpenImport): Note =>
  general(
    'open',
    nameOf(found),
    `${typeText(found.type)}: ${why}. ${opened ? 'Its module is open: what is not listed of it is not checked.' : 'It is not in the draft: its module has a conflict, and an open module would let that pass.'}`,
  );

export function targetNotes(targets: Readonly<Record<string, Raw.Target>>, known: boolean, shared: boolean, file: string): Note[] {
  const names = Object.keys(targets);
  const text = known
    ? 'Taken from the known ABI. Take out those where your guests do not run.'
    : 'Stands for every host. Name the kinds that there are, and whether a call may block there.';
  return [
    { topic: 'target', about: names.join(', '), file, pointer: '/targets', text },
    ...(shared
      ? [{ topic: 'target', about: 'threads', file, pointer: '/targets', text: 'Required, since the memory is shared.' } as const]
      : []),
  ];
}
