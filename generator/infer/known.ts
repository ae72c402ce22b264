import type { WasmModule } from '../../runtime-glue/wasm/module.js';
import type { Abi, AnyImport, Interface } from '../ir/abi.js';
import type { LoweredAbi } from '../ir/lowered.js';
import { compareImports } from '../narrow/compare.js';
import { narrow } from '../narrow/narrow.js';
import { exportsOf } from '../narrow/reach.js';
import type * as Raw from '../schema/raw.generated.js';
import type { FoundImport, GivenModule } from './material.js';

/** An ABI that is described already: compiled, and the text of its files by name. */
export interface KnownAbi {
  readonly lowered: LoweredAbi;
  readonly files: ReadonlyMap<string, string>;
}

/** What of a known ABI the modules need. */
export interface Borrowed {
  readonly abi: Abi;
  /** Keys of the imports that it describes. */
  readonly keys: ReadonlySet<string>;
  readonly document: Raw.AbiDocument;
  readonly interfaces: readonly Raw.InterfaceDocument[];
  /** Payload schemas, by name. */
  readonly payloads: ReadonlyMap<string, string>;
}

export const keyOf = (found: { readonly module: string; readonly name: string }): string => JSON.stringify([found.module, found.name]);

/**
 * Takes from the known ABIs what they say of the imports. The ABI that has the most of them comes first; of two that have as many
 * the smaller one, since nothing then speaks for the rest of the other.
 */
export function borrow(abis: readonly KnownAbi[], imports: readonly FoundImport[], modules: readonly GivenModule[]): Borrowed[] {
  const exports = modules.flatMap((m) => m.module.exports);
  const borrowed: Borrowed[] = [];
  let left = imports;
  let rest = abis;
  for (;;) {
    const offers = rest
      .map((known) => ({ known, taken: takenBy(known, left, modules), size: sizeOf(known) }))
      .filter(({ taken }) => taken.length > 0)
      .sort((a, b) => b.taken.length - a.taken.length || a.size - b.size);
    const [best] = offers;
    if (best === undefined) return borrowed;
    const keys = new Set(best.taken.map(keyOf));
    borrowed.push(part(best.known, best.taken, keys, exports));
    left = left.filter((found) => !keys.has(keyOf(found)));
    rest = rest.filter((known) => known !== best.known);
  }
}

const sizeOf = ({ lowered }: KnownAbi): number => lowered.interfaces.reduce((sum, i) => sum + i.functions.length, 0);

const asModule = (imports: readonly FoundImport[], exports: WasmModule['exports']): WasmModule => ({
  imports,
  exports,
  sections: [],
  customs: [],
});

/**
 * Imports that an ABI lists with that type, and those of its open modules. A memory, a table or a global is nothing by which an ABI
 * is known: it is taken where functions of its module are.
 */
function takenBy({ lowered }: KnownAbi, imports: readonly FoundImport[], modules: readonly GivenModule[]): FoundImport[] {
  const { matches } = compareImports(lowered, asModule(imports, []), '');
  const fields = new Map(lowered.abi.interfaces.flatMap((i) => i.exports.map((e) => [e.id, e.field] as const)));
  const has = new Map(modules.map(({ path, module }) => [path, new Set(module.exports.map((e) => e.name))]));
  /** Whether a host can answer the import to each module: what that takes of the guest is there. */
  const answerable = (item: AnyImport, { paths }: FoundImport): boolean => {
    const needed = item.kind === 'func' ? [...exportsOf([item])].map((id) => fields.get(id) ?? '') : [];
    return paths.every((path) => needed.every((field) => has.get(path)?.has(field)));
  };
  const listed = new Set(matches.filter(({ item, found }) => answerable(item, found as FoundImport)).map((match) => match.found));
  const open = new Set(lowered.abi.modules.map((m) => m.name));
  const functions = imports.filter((found) => found.type.kind === 'func' && (listed.has(found) || open.has(found.module)));
  const own = new Set(functions.map((found) => found.module));
  return imports.filter((found) => own.has(found.module) && (listed.has(found) || open.has(found.module)));
}

function part(known: KnownAbi, taken: readonly FoundImport[], keys: ReadonlySet<string>, exports: WasmModule['exports']): Borrowed {
  const { value } = narrow(known.lowered, asModule(taken, exports), '', '');
  const abi = (value ?? known.lowered).abi;
  const read = <T>(file: string): T => JSON.parse(known.files.get(file) ?? '{}') as T;
  const interfaces = abi.interfaces.map((i) => interfacePart(i, read<Raw.InterfaceDocument>(i.origin.file)));
  const used = JSON.stringify(interfaces);
  return {
    abi,
    keys,
    document: read<Raw.AbiDocument>(abi.origin.file),
    interfaces,
    payloads: new Map([...known.files].filter(([name]) => used.includes(JSON.stringify(name)))),
  };
}

/** The documents of what is kept. What they tell of the versions of their own ABI means nothing in another one. */
function interfacePart(kept: Interface, document: Raw.InterfaceDocument): Raw.InterfaceDocument {
  const names = (items: readonly { readonly origin: { readonly pointer: string } }[]) =>
    new Set(items.map((item) => item.origin.pointer.slice(item.origin.pointer.lastIndexOf('/') + 1)));
  const only = <T>(items: Readonly<Record<string, T>> | undefined, wanted: ReadonlySet<string>) => {
    const found = Object.entries(items ?? {}).filter(([name]) => wanted.has(name));
    return found.length > 0 ? (Object.fromEntries(found) as Record<string, T>) : undefined;
  };
  const functions = only(document.functions, names(kept.functions));
  const parts = {
    types: only(document.types, names(kept.types)),
    functions,
    memories: withLimits(only(document.memories, names(kept.memories)), kept.memories),
    tables: withLimits(only(document.tables, names(kept.tables)), kept.tables),
    globals: only(document.globals, names(kept.globals)),
    tags: only(document.tags, names(kept.tags)),
    exports: only(document.exports, names(kept.exports)),
  };
  for (const func of Object.values(functions ?? {}))
    if (func.sizedBy !== undefined && !Object.hasOwn(functions ?? {}, func.sizedBy)) delete func.sizedBy;
  const { interface: name, module, doc } = document;
  const said = Object.fromEntries(Object.entries(parts).filter(([, items]) => items !== undefined));
  return withoutHistory({ interface: name, ...(module !== undefined && { module }), ...(doc !== undefined && { doc }), ...said });
}

type Limited = AnyImport & { readonly kind: 'memory' | 'table' };

/** The limits that the modules declare, in place of all that a host may give. */
function withLimits<T extends Raw.Memory | Raw.Table>(items: Record<string, T> | undefined, kept: readonly Limited[]) {
  for (const { name, limits } of kept) {
    const item = items?.[name];
    if (item === undefined) continue;
    item.min = limits.min;
    if (limits.max === undefined) delete item.max;
    else item.max = limits.max;
  }
  return items;
}

const history: ReadonlySet<string> = new Set(['since', 'deprecated', 'status', 'normativeChanges']);

function withoutHistory<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutHistory) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => !(history.has(key) && !isNamed(key, inner)));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutHistory(inner)])) as T;
}

/** A function or a type of such a name is an object of other keys; `deprecated` is one too. */
const isNamed = (key: string, value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(key === 'deprecated' && 'in' in value);
