import type { WasmLimits, WasmModule } from '../../runtime-glue/wasm/module.js';
import { type Result, result } from '../diagnostics/diagnostic.js';
import type { Abi, AnyImport, Capability, Func, GuestExport, Interface, Limits, MemoryImport, TableImport } from '../ir/abi.js';
import type { LoweredAbi } from '../ir/lowered.js';
import { compareImports, type Match } from './compare.js';
import { exportsOf, reachableTypes } from './reach.js';

/**
 * What of an ABI one module needs: the imports that it has, the types, capabilities and guest exports that go with them, and
 * the module's own limits of memory and table. An import that the ABI does not have, or has with another type, is an error.
 * `path` names the module in messages, `digest` what was narrowed to it.
 */
export function narrow<T extends LoweredAbi>(lowered: T, module: WasmModule, path: string, digest: string): Result<T> {
  const { matches, diagnostics } = compareImports(lowered, module, path);
  const kept = new Map(matches.map((match) => [match.item.id, match]));
  const tasks = taskNames(matches.map((match) => match.item));
  const keep = (item: AnyImport): boolean => kept.has(item.id) || (item.kind === 'func' && tasks.has(taskName(item) ?? ''));
  const functions = lowered.abi.interfaces.flatMap((i) => i.functions).filter(keep);
  const exports = neededExports(lowered.abi, functions, module);
  const types = reachableTypes(functions, exports);
  const narrowed = (i: Interface): Interface => ({
    ...i,
    types: i.types.filter((t) => types.has(t.id)),
    functions: i.functions.filter(keep),
    memories: i.memories.filter(keep).map((m) => withLimits(m, kept.get(m.id))),
    tables: i.tables.filter(keep).map((t) => withLimits(t, kept.get(t.id))),
    globals: i.globals.filter(keep),
    tags: i.tags.filter(keep),
    exports: i.exports.filter((e) => exports.has(e)),
  });
  const interfaces = lowered.interfaces
    .map((i) => ({
      ...i,
      interface: narrowed(i.interface),
      functions: i.functions.filter((f) => keep(f.func)),
      exports: i.exports.filter((e) => exports.has(e.export)),
      layouts: new Map([...i.layouts].filter(([id]) => types.has(id))),
    }))
    .filter((i) => !isEmpty(i.interface));
  const open = new Set(module.imports.map((i) => i.module));
  const abi: Abi = {
    ...lowered.abi,
    interfaces: interfaces.map((i) => i.interface),
    capabilities: neededCapabilities(lowered.abi.capabilities, functions),
    modules: lowered.abi.modules.filter((m) => open.has(m.name)),
  };
  const memory = interfaces.flatMap((i) => i.interface.memories)[0];
  return result({ ...lowered, abi, interfaces, memory, onlyImportsOf: digest }, diagnostics);
}

/** The task that a function starts, polls or cancels, by the function that starts it. */
const taskName = (func: Func): string | undefined =>
  func.task || func.taskPart ? `${func.interfaceName}.${func.taskPart?.start ?? func.name}` : undefined;

/** The functions of a task come together: one host method answers them. */
const taskNames = (items: readonly AnyImport[]): ReadonlySet<string | undefined> =>
  new Set(items.flatMap((item) => (item.kind === 'func' ? [taskName(item)] : [])).filter((name) => name !== undefined));

const isEmpty = (i: Interface): boolean =>
  [i.types, i.functions, i.memories, i.tables, i.globals, i.tags, i.exports].every((items) => items.length === 0);

/** Exports that hosts require, that the kept functions call, and that the module has anyway. */
function neededExports(abi: Abi, functions: readonly Func[], module: WasmModule): ReadonlySet<GuestExport> {
  const called = exportsOf(functions);
  const has = new Set(module.exports.map((e) => e.name));
  const all = abi.interfaces.flatMap((i) => i.exports);
  return new Set(all.filter((e) => e.requiredOn.length > 0 || called.has(e.id) || has.has(e.field)));
}

/** Capabilities that the functions name, and those that imply one of them: granting the wider one must stay possible. */
function neededCapabilities(capabilities: readonly Capability[], functions: readonly Func[]): Capability[] {
  const needed = new Set(functions.flatMap(({ authority }) => (authority.kind === 'none' ? [] : authority.names)));
  for (let size = -1; size !== needed.size; ) {
    size = needed.size;
    for (const c of capabilities) if (c.implies.some((name) => needed.has(name))) needed.add(c.name);
  }
  return capabilities.filter((c) => needed.has(c.name));
}

/** A host must give exactly what fits the declared limits of the module; its minimum and maximum do. */
const withLimits = <T extends MemoryImport | TableImport>(item: T, match: Match | undefined): T => {
  const type = match?.found.type;
  return type?.kind === 'memory' || type?.kind === 'table' ? { ...item, limits: plainLimits(type.limits) } : item;
};

const plainLimits = ({ min, max }: WasmLimits): Limits => ({ min: Number(min), max: max === undefined ? undefined : Number(max) });
