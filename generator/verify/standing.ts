import type { WasmModule } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { exportsFit } from './exports.js';
import { answeredOn, type Index, itemOf, type Linked, link } from './imports.js';

type Boundary = Pick<WasmModule, 'imports' | 'exports'>;

/** How a module stands with the hosts of one version: what `verify` finds, without the words. For very many modules. */
export interface Standing {
  readonly linked: readonly Linked[];
  /** The targets that have everything that it imports, in the order of the ABI. */
  readonly targets: readonly string[];
  /** Whether `verify` passes it, for any target and without regard to grants. */
  readonly passes: boolean;
}

export function standingOf(index: Index, module: Boundary): Standing {
  const linked = link(index, module.imports);
  const targets = targetsFor(index, linked);
  const passes =
    targets.length > 0 && exportsFit(index, linked, module.exports, undefined) && sharedMemory(index, module, undefined).length === 0;
  return { linked, targets, passes };
}

/** The oldest and the newest release whose hosts can run a module; null if none can. */
export function rangeOf(releases: readonly Index[], module: Boundary, target: string | undefined) {
  const running = releases.filter((release) => runs(release, module, target)).map(({ surface }) => surface.version);
  return { floor: running[0] ?? null, newest: running.at(-1) ?? null };
}

/** Whether hosts of a version can run a module: each import links, on the target where one is named, and no export is lacking. */
function runs(index: Index, { imports, exports }: Boundary, target: string | undefined): boolean {
  let left = target === undefined ? index.surface.targets.map(({ name }) => name) : [target];
  let last: readonly string[] | undefined;
  const needing: Linked[] = [];
  const answered = imports.every((found) => {
    const item = itemOf(index, found);
    const targets = answeredOn(index, found, item);
    if (targets === undefined) return false;
    if (item !== undefined && item.needs.length > 0) needing.push({ found, item, targets });
    // Imports of one module stand beside each other, and mostly have the same list.
    if (targets !== last) left = left.filter((name) => targets.includes(name));
    last = targets;
    return true;
  });
  return answered && left.length > 0 && exportsFit(index, needing, exports, target);
}

/** Targets on which everything that a module imports is answered, in the order of the ABI. */
export function targetsFor({ surface }: Index, linked: readonly Linked[]): string[] {
  // Imports of one module mostly have the same list.
  const lists = [...new Set(linked.map(({ targets }) => targets))];
  return surface.targets.map(({ name }) => name).filter((name) => lists.every((targets) => targets?.includes(name)));
}

/** Memory that other agents could write to, where the target has none. */
export function sharedMemory({ surface }: Index, { imports, exports }: Boundary, target: string | undefined): Diagnostic[] {
  const disabled = surface.targets.filter(({ name, threads }) => threads === 'disabled' && (target === undefined || name === target));
  if (disabled.length === 0 || (target === undefined && disabled.length < surface.targets.length)) return [];
  const where = disabled.map(({ name }) => name).join(', ');
  return [...imports.map((item) => ({ item, verb: 'imports' })), ...exports.map((item) => ({ item, verb: 'exports' }))]
    .filter(({ item }) => item.type.kind === 'memory' && item.type.limits.shared)
    .map(({ item, verb }) => diagnostic('verify/shared-memory', undefined, { what: `${verb} ${quote(item.name)}, a`, target: where }));
}
