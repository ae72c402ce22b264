import type { Interface, NamedType } from '../../generator/ir/abi.js';
import type { LoweredExport, LoweredFunc } from '../../generator/ir/lowered.js';
import { sameMeaning } from './equal.js';
import { type Change, type Matching, matching } from './matching.js';
import type { OtherImport, Side } from './side.js';

type Same = (a: unknown, b: unknown) => boolean;

/** What a module and a field name are to an engine, as one text. */
export const linkKey = (module: string, field: string): string => JSON.stringify([module, field]);

/** Every link key under which a function can be imported, its own first. */
export const linkKeysOf = ({ func }: LoweredFunc): readonly string[] => [
  linkKey(func.module, func.field),
  ...func.importAliases.map((a) => linkKey(a.module, a.field)),
];

/** By name; what is left, by the link keys in them: an interface with at least half of another's is that one renamed. */
export function matchInterfaces(from: Side, to: Side): Matching<Interface> {
  const named = matching(
    from.abi.interfaces,
    to.abi.interfaces,
    (i) => [i.name],
    () => true,
  );
  const renamed: Change<Interface>[] = [];
  const free = new Set(named.added);
  for (const old of named.removed) {
    const keys = keysIn(old);
    const found = [...free].find((candidate) => {
      const others = keysIn(candidate);
      const shared = [...keys].filter((key) => others.has(key)).length;
      return shared > 0 && shared * 2 >= Math.max(keys.size, others.size);
    });
    if (!found) continue;
    renamed.push({ from: old, to: found });
    free.delete(found);
  }
  const gone = new Set(renamed.map((change) => change.from));
  return {
    kept: [...named.kept, ...renamed],
    changed: [],
    added: [...free],
    removed: named.removed.filter((i) => !gone.has(i)),
  };
}

const keysIn = (i: Interface): ReadonlySet<string> =>
  new Set([
    ...[...i.functions, ...i.memories, ...i.tables, ...i.globals, ...i.tags].map((item) => linkKey(item.module, item.field)),
    ...i.exports.map((e) => `export ${e.field}`),
  ]);

/** The names that an item of the baseline has now that its interface may have another name. */
const namesAcross = (interfaces: Matching<Interface>): ((interfaceName: string) => string) => {
  const now = new Map(interfaces.kept.map((change) => [change.from.name, change.to.name]));
  return (name) => now.get(name) ?? name;
};

/** By name and alias; what is left, by structure: a type that is gone and an equal new one of the same interface are one. */
export function matchTypes(from: Side, to: Side, interfaces: Matching<Interface>): Matching<NamedType> {
  const now = namesAcross(interfaces);
  const old = new Set(from.types);
  const keys = (type: NamedType): readonly string[] => {
    const interfaceName = type.id.slice(0, type.id.length - type.name.length - 1);
    const scope = old.has(type) ? now(interfaceName) : interfaceName;
    return [type.name, ...type.aliases].map((name) => `${scope}.${name}`);
  };
  const named = matching(from.types, to.types, keys, () => true);
  if (named.added.length === 0 || named.removed.length === 0) return named;
  const known = new Map(named.kept.map((change) => [change.from.id, change.to.id]));
  const free = new Set(named.added);
  const renamed: Change<NamedType>[] = [];
  for (const type of named.removed) {
    const found = [...free].find((candidate) => sameButName(type, candidate, (a, b) => known.get(a.id) === b.id));
    if (!found) continue;
    renamed.push({ from: type, to: found });
    free.delete(found);
  }
  const gone = new Set(renamed.map((change) => change.from));
  return { kept: [...named.kept, ...renamed], changed: [], added: [...free], removed: named.removed.filter((t) => !gone.has(t)) };
}

const sameButName = (a: NamedType, b: NamedType, sameType: Parameters<typeof sameMeaning>[2]): boolean =>
  a.kind === b.kind && sameMeaning({ ...a, ...nameless }, { ...b, ...nameless }, sameType);

const nameless = { id: '', name: '', aliases: [], since: undefined };

/** By link key, which is what a guest knows; what is left, by name and alias: that is an import which was renamed. */
export function matchFunctions(from: Side, to: Side, interfaces: Matching<Interface>, same: Same): Matching<LoweredFunc> {
  // Layouts of types are in the lowered form too; they are the types' own.
  const sameFunc = (a: LoweredFunc, b: LoweredFunc) => same(a.func, b.func) && same(a.signature, b.signature);
  const linked = matching(from.functions, to.functions, linkKeysOf, sameFunc);
  const now = namesAcross(interfaces);
  const old = new Set(from.functions);
  const names = (item: LoweredFunc): readonly string[] => {
    const { interfaceName, name, aliases } = item.func;
    return [name, ...aliases].map((n) => `${old.has(item) ? now(interfaceName) : interfaceName}.${n}`);
  };
  return joined(linked, matching(linked.removed, linked.added, names, sameFunc));
}

/** By kind and link key; what is left, by kind and name. */
export function matchOthers(from: Side, to: Side, interfaces: Matching<Interface>, same: Same): Matching<OtherImport> {
  const now = namesAcross(interfaces);
  const old = new Set(from.others);
  const keys = (i: OtherImport) => [`${i.kind} ${linkKey(i.module, i.field)}`];
  const linked = matching(from.others, to.others, keys, same);
  const named = matching(
    linked.removed,
    linked.added,
    (i) => [`${i.kind} ${old.has(i) ? now(i.interfaceName) : i.interfaceName}.${i.name}`],
    same,
  );
  return joined(linked, named);
}

/** By the name that the guest exports; what is left, by the item's own name. */
export function matchExports(from: Side, to: Side, interfaces: Matching<Interface>, same: Same): Matching<LoweredExport> {
  const now = namesAcross(interfaces);
  const old = new Set(from.exports);
  const sameExport = (a: LoweredExport, b: LoweredExport) => same(a.export, b.export) && same(a.signature, b.signature);
  const linked = matching(from.exports, to.exports, (e) => [e.export.field], sameExport);
  const names = (item: LoweredExport): readonly string[] => {
    const { interfaceName, name, aliases } = item.export;
    return [name, ...aliases].map((n) => `${old.has(item) ? now(interfaceName) : interfaceName}.${n}`);
  };
  return joined(linked, matching(linked.removed, linked.added, names, sameExport));
}

const joined = <T>(first: Matching<T>, second: Matching<T>): Matching<T> => ({
  kept: [...first.kept, ...second.kept],
  changed: [...first.changed, ...second.changed],
  added: second.added,
  removed: second.removed,
});
