import { typeText } from '../../runtime-glue/wasm/extern.js';
import type { ExternType, WasmImport, WasmLimits } from '../../runtime-glue/wasm/module.js';
import { readDebugNames } from '../wasm/debug-names.js';
import type { FoundImport, GivenModule } from './material.js';

/** A name that is imported with types of which no host can give one thing. */
export interface Conflict {
  readonly module: string;
  readonly name: string;
  readonly types: readonly { readonly type: string; readonly paths: readonly string[] }[];
}

export interface Merged {
  /** In code-point order of module and name. */
  readonly imports: readonly FoundImport[];
  readonly conflicts: readonly Conflict[];
}

interface Collected {
  readonly found: WasmImport;
  /** Each type that the name has, with the modules that say so. */
  readonly types: Map<string, { type: ExternType; readonly paths: Set<string> }>;
  debugName: string | undefined;
  debugParams: readonly (string | undefined)[];
}

/** The imports of all modules, each once. */
export function mergeImports(modules: readonly GivenModule[]): Merged {
  const all = new Map<string, Collected>();
  for (const given of modules) collect(given, all);
  const imports: FoundImport[] = [];
  const conflicts: Conflict[] = [];
  const order = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, collected]) => collected);
  for (const { found, types, debugName, debugParams } of order) {
    const { module, name } = found;
    const variants = [...types.values()].map(({ type, paths }) => ({ type, paths: [...paths] }));
    const [only] = variants;
    if (only !== undefined && variants.length === 1)
      imports.push({ module, name, type: only.type, paths: only.paths, debugName, debugParams });
    else conflicts.push({ module, name, types: variants.map(({ type, paths }) => ({ type: typeText(type), paths })) });
  }
  return { imports, conflicts };
}

function collect({ path, module }: GivenModule, all: Map<string, Collected>): void {
  const count = module.imports.filter((i) => i.type.kind === 'func').length;
  const debug = readDebugNames(module, count);
  let index = 0;
  for (const found of module.imports) {
    const key = JSON.stringify([found.module, found.name]);
    const collected: Collected = all.get(key) ?? { found, types: new Map(), debugName: undefined, debugParams: [] };
    all.set(key, collected);
    const kind = sort(found.type);
    const variant = collected.types.get(kind) ?? { type: found.type, paths: new Set() };
    variant.type = widest(variant.type, found.type);
    variant.paths.add(path);
    collected.types.set(kind, variant);
    if (found.type.kind === 'func') {
      collected.debugName ??= debug.functions.get(index);
      const locals = debug.locals.get(index);
      if (locals && collected.debugParams.length === 0) collected.debugParams = found.type.params.map((_, i) => locals.get(i));
      index++;
    }
  }
}

/** Types of one sort can be given by one item of the host: limits do not part them. */
function sort(type: ExternType): string {
  if (type.kind !== 'memory' && type.kind !== 'table') return typeText(type);
  const { shared, index, pageSizeLog2 } = type.limits;
  return JSON.stringify([type.kind, shared, index, pageSizeLog2, type.kind === 'table' ? type.element : '']);
}

/** The limits that leave room for both: a host gives each guest what fits its own. */
function widest(a: ExternType, b: ExternType): ExternType {
  if ((a.kind !== 'memory' && a.kind !== 'table') || (b.kind !== 'memory' && b.kind !== 'table')) return a;
  const limits: WasmLimits = {
    ...a.limits,
    min: inOrder(a.limits.min, b.limits.min)[0],
    max: a.limits.max === undefined || b.limits.max === undefined ? undefined : inOrder(a.limits.max, b.limits.max)[1],
  };
  return { ...a, limits };
}

const inOrder = (a: bigint, b: bigint): readonly [least: bigint, greatest: bigint] => (b < a ? [b, a] : [a, b]);

const numbers: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64']);
/** What the language can say of sizes: pages of 32-bit and 64-bit memory. */
const mostPages = { i32: 2n ** 16n, i64: 2n ** 37n } as const;

/** Why the language has no words for a type; undefined if it has. */
export function indescribable(type: ExternType): string | undefined {
  const other = (types: readonly string[]) => types.find((t) => !numbers.has(t));
  switch (type.kind) {
    case 'func': {
      const foreign = other([...type.params, ...type.results]);
      if (foreign !== undefined) return `it has a value of type ${foreign}`;
      return type.results.length > 1 ? 'it has several results' : undefined;
    }
    case 'tag': {
      const foreign = other(type.params);
      return foreign === undefined ? undefined : `it carries a value of type ${foreign}`;
    }
    case 'global':
      return numbers.has(type.type) ? undefined : `it is of type ${type.type}`;
    case 'table':
      if (type.limits.index === 'i64') return 'it is a table with 64-bit indices';
      return type.element === 'funcref' || type.element === 'externref' ? undefined : `its elements are of type ${type.element}`;
    case 'memory': {
      const { min, max, index, pageSizeLog2 } = type.limits;
      if (pageSizeLog2 !== 16) return `its pages have ${2 ** pageSizeLog2} bytes`;
      return min > mostPages[index] || (max ?? 0n) > mostPages[index] ? `it may have more than ${mostPages[index]} pages` : undefined;
    }
  }
}
