import type { CoreType, ErrorDomain, ExportParam, FuncResult, GuestExport, Origin, Param, Type } from '../../generator/ir/abi.js';
import type { LoweredExport, LoweredFunc } from '../../generator/ir/lowered.js';
import { sameMeaning } from './equal.js';
import { itemKey } from './items.js';
import { oncePer } from './once-per.js';
import type { AbiPair, Change } from './pair.js';
import { matchParams, paramsOf } from './params.js';
import { both, type Reader, readersOf } from './uses.js';

/**
 * A place where a value crosses: a parameter or the result of an import or of a guest export. Exports are imports seen from
 * the other side, so that only `readers` tells them apart and no rule has to.
 */
export interface Site {
  readonly key: string;
  readonly origin: Origin;
  readonly readers: readonly Reader[];
  readonly type: Type | undefined;
  /** Core types that carry it. */
  readonly core: readonly CoreType[];
  readonly unit: string | undefined;
  /** The value that means absent. */
  readonly absent: bigint | undefined;
  /** Error domains of a result. */
  readonly errors: readonly ErrorDomain[];
  readonly targets: readonly string[];
  /** What it is a part of. */
  readonly param: Param | undefined;
  readonly result: FuncResult | undefined;
}

/**
 * Sites of functions and exports that changed, each beside what it was. Those that are new or gone are link rules'. Parts
 * of a function that mean what they meant are left out: of a function that changed, most has not.
 */
export const siteChanges = oncePer((pair: AbiPair): readonly Change<Site>[] => [
  ...pair.functions.changed.flatMap((change) => functionSites(change, pair)),
  ...pair.exports.changed.flatMap((change) => exportSites(change)),
]);

function functionSites(change: Change<LoweredFunc>, { sameType }: AbiPair): Change<Site>[] {
  const { from, to } = change;
  const differs = (part: Change<Param | FuncResult>) => !sameMeaning(part.from, part.to, sameType);
  const param = ({ func, coreParams }: LoweredFunc, p: Param): Site => ({
    key: itemKey.param(func, p.name),
    origin: p.origin,
    readers: readersOf(p.pass),
    type: p.type,
    core: coreParams.filter((c) => c.param === p).map((c) => c.type),
    unit: p.unit,
    absent: p.absent,
    errors: [],
    targets: func.targets,
    param: p,
    result: undefined,
  });
  const result = ({ func, signature }: LoweredFunc, r: FuncResult): Site => ({
    key: itemKey.result(func),
    origin: r.origin,
    readers: ['guest'],
    type: r.type,
    core: signature.results,
    unit: r.unit,
    absent: r.absent,
    errors: r.errors,
    targets: func.targets,
    param: undefined,
    result: r,
  });
  const kept = paramsOf(change)
    .kept.filter(differs)
    .map((p): Change<Site> => {
      const [was, is] = [param(from, p.from), param(to, p.to)];
      // A buffer that changed its direction is read by both for as long as both versions are about.
      return p.from.pass === p.to.pass ? { from: was, to: is } : { from: { ...was, readers: both }, to: { ...is, readers: both } };
    });
  const [a, b] = [from.func.result, to.func.result];
  return a && b && differs({ from: a, to: b }) ? [...kept, { from: result(from, a), to: result(to, b) }] : kept;
}

function exportSites({ from, to }: Change<LoweredExport>): Change<Site>[] {
  const site = (e: GuestExport, key: string, origin: Origin, type: Type, core: readonly CoreType[], readers: readonly Reader[]): Site => ({
    key,
    origin,
    readers,
    type,
    core,
    unit: undefined,
    absent: undefined,
    errors: [],
    targets: e.requiredOn,
    param: undefined,
    result: undefined,
  });
  const param = ({ export: e, signature }: LoweredExport, p: ExportParam) => {
    const i = e.params.indexOf(p);
    return site(e, itemKey.exportParam(e, p.name), p.origin, p.type, signature.params.slice(i, i + 1), ['guest']);
  };
  const result = ({ export: e, signature }: LoweredExport, type: Type) =>
    site(e, itemKey.exportResult(e), { ...e.origin, pointer: `${e.origin.pointer}/result` }, type, signature.results, ['host']);
  const [old, now] = [from.export, to.export];
  const kept = matchParams(old.params, now.params).kept.map((p): Change<Site> => ({ from: param(from, p.from), to: param(to, p.to) }));
  return old.result && now.result ? [...kept, { from: result(from, old.result.type), to: result(to, now.result.type) }] : kept;
}
