import type { GlobalImport, MemoryImport, NamedType, Status, TableImport, TagImport } from '../../generator/ir/abi.js';
import type { LoweredAbi, LoweredExport, LoweredFunc, MemoryType } from '../../generator/ir/lowered.js';
import { type Items, itemsOf } from './items.js';
import { type Use, usesOf } from './uses.js';

/** An import that is not a function. */
export type OtherImport = MemoryImport | TableImport | GlobalImport | TagImport;

/** One version of an ABI, with the lookups that rules need. A reserved import does not link, so it is in none of the lists. */
export interface Side extends LoweredAbi {
  readonly functions: readonly LoweredFunc[];
  readonly types: readonly NamedType[];
  /** Layout of a record or variant by its id. */
  readonly layouts: ReadonlyMap<string, MemoryType>;
  /** Memories, tables, globals and tags. */
  readonly others: readonly OtherImport[];
  readonly exports: readonly LoweredExport[];
  /** Made when first asked for. */
  readonly items: () => Items;
  readonly uses: () => ReadonlyMap<string, readonly Use[]>;
}

export function sideOf(lowered: LoweredAbi): Side {
  const { abi, interfaces } = lowered;
  return {
    ...lowered,
    functions: interfaces.flatMap((i) => i.functions.filter((f) => links(f.func))),
    types: abi.interfaces.flatMap((i) => i.types),
    layouts: new Map(interfaces.flatMap((i) => [...i.layouts])),
    others: abi.interfaces.flatMap((i): OtherImport[] => [...i.memories, ...i.tables, ...i.globals, ...i.tags]).filter(links),
    exports: interfaces.flatMap((i) => i.exports),
    items: once(() => itemsOf(abi)),
    uses: once(() => usesOf(abi)),
  };
}

const links = ({ status }: { readonly status: Status }): boolean => status !== 'reserved';

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
