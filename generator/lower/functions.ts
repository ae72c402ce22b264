import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, unplaced } from '../diagnostics/diagnostic.js';
import { baseType, type CoreType, type Func, type GuestExport, type Origin, type Param, type Type } from '../ir/abi.js';
import type { CoreParam, CoreRole, LoweredExport, LoweredFunc, LoweredInterface, Passing, Signature } from '../ir/lowered.js';
import { coreOf, scalarOf } from '../ir/scalars.js';
import type { Layouts } from './layout.js';

/** Engines accept at most 1,000 parameters (WebAssembly JS API, implementation limits). */
const maxParams = 1000;

type Report = (diagnostic: Diagnostic) => void;

/** Lowers a function: the core parameters in order, how each semantic parameter is made of them, and the core result. */
export function lowerFunc(func: Func, layouts: Layouts, report: Report): LoweredFunc | undefined {
  const coreParams: CoreParam[] = [];
  const passings: Passing[] = [];
  let complete = true;
  for (const param of func.params) {
    const passing = lowerParam(func, param, coreParams, layouts, report);
    if (passing) passings.push(passing);
    else complete = false;
  }
  // A list whose count stands in a later parameter learns where that is once all parameters are placed.
  const places = new Map(passings.map((p) => [p.param.name, p.at]));
  const placed = passings.map((p): Passing => {
    if (p.by !== 'list' || p.param.count === undefined) return p;
    return { ...p, countAt: places.get(p.param.count) ?? -1 };
  });
  if (coreParams.length > maxParams) {
    report(diagnostic('lower/too-many-parameters', unplaced(func.origin), { name: func.id, count: coreParams.length }));
    complete = false;
  }
  const resultType = resultCore(func, report);
  if (!complete) return undefined;
  return {
    func,
    signature: { params: coreParams.map((c) => c.type), results: resultType ? [resultType] : [] },
    coreParams,
    passings: placed,
  };
}

function lowerParam(func: Func, param: Param, core: CoreParam[], layouts: Layouts, report: Report): Passing | undefined {
  const at = core.length;
  const names = [...param.coreNames];
  const push = (role: CoreRole, type: CoreType, suffix: string): void => {
    core.push({ name: names.shift() ?? `${param.name}${suffix}`, type, role, param });
  };
  const base = baseType(param.type);
  const out = param.pass === 'out';
  if (param.pass === 'count') {
    push('count', param.lengthType, '');
    return { param, at, by: 'count' };
  }
  switch (base.kind) {
    case 'string':
    case 'bytes':
    case 'packed':
    case 'packed-union':
    case 'payload':
      push('address', param.addressType, '-ptr');
      push(out ? 'capacity' : 'length', param.lengthType, out ? '-cap' : '-len');
      if (out && param.written === 'length') push('length-address', param.addressType, '-len-ptr');
      return { param, at, by: out ? 'out-buffer' : 'buffer' };
    case 'list':
    case 'buffers': {
      push('address', param.addressType, '-ptr');
      if (param.count === undefined) push('count', param.lengthType, '-count');
      const item = base.kind === 'buffers' ? 'buffer' : layouts.of(base.of, param.origin);
      return item && { param, at, by: 'list', item, countAt: at + 1 };
    }
    case 'pointer':
      push('address', param.core ?? param.addressType, '');
      return { param, at, by: 'pointer' };
    default:
      break;
  }
  if (out || base.kind === 'record' || base.kind === 'variant') {
    const memory = layouts.of(param.type, param.origin);
    push('address', param.addressType, '-ptr');
    return memory && { param, at, by: 'memory', memory };
  }
  const scalar = scalarOf(base);
  if (scalar === undefined) return undefined;
  push('value', param.core ?? coreOf(scalar), '');
  checkCore(`${func.id}.${param.name}`, param.type, param.core, param.origin, report);
  return { param, at, by: 'value', scalar };
}

function resultCore(func: Func, report: Report): CoreType | undefined {
  const { result } = func;
  if (!result) return undefined;
  checkCore(`the result of ${func.id}`, result.type, result.core, result.origin, report);
  if (result.core) return result.core;
  const written = func.params.some((p) => p.written === 'result');
  const scalar = result.type === undefined ? undefined : scalarOf(result.type);
  if (result.type !== undefined && scalar === undefined)
    report(
      diagnostic(
        'lower/core-type',
        unplaced(result.origin),
        { name: `the result of ${func.id}`, why: `cannot be ${result.type.kind}: a result is one number` },
        { help: 'Make it an out parameter.' },
      ),
    );
  if (scalar) return coreOf(scalar);
  if (result.encoding === 'status') return coreOf(result.errors[0]?.repr ?? 's32');
  return written ? 'i32' : coreOf(result.errors[0]?.repr ?? 's32');
}

/** An explicit core type may widen an integer and nothing else. */
function checkCore(name: string, type: Type | undefined, core: CoreType | undefined, origin: Origin, report: Report): void {
  if (core === undefined || type === undefined) return;
  const scalar = scalarOf(type);
  const own = scalar && coreOf(scalar);
  if (own === core || (own === 'i32' && core === 'i64')) return;
  report(diagnostic('lower/core-type', unplaced(origin), { name, why: `is ${own ?? type.kind}, which ${core} cannot carry` }));
}

/** Core signature of a guest export: one core value for each parameter. */
export function lowerExport(guestExport: GuestExport, report: Report): LoweredExport {
  const one = (type: Type, core: CoreType | undefined, what: string): CoreType => {
    const scalar = scalarOf(type);
    if (scalar === undefined)
      report(
        diagnostic('lower/core-type', unplaced(guestExport.origin), {
          name: `${what} of ${guestExport.id}`,
          why: `is ${type.kind}: guest exports take and give one number each`,
        }),
      );
    checkCore(`${what} of ${guestExport.id}`, type, core, guestExport.origin, report);
    return core ?? coreOf(scalar ?? 'u32');
  };
  const signature: Signature = {
    params: guestExport.params.map((p) => one(p.type, p.core, p.name)),
    results: guestExport.result ? [one(guestExport.result.type, guestExport.result.core, 'the result')] : [],
  };
  return { export: guestExport, signature };
}

/** An import that a guest export answers is the same call on both sides: nothing converts between them. */
export function checkForwarding(interfaces: readonly LoweredInterface[], report: Report): void {
  const exports = new Map(interfaces.flatMap((i) => i.exports).map((e) => [e.export.id, e]));
  for (const { func, signature } of interfaces.flatMap((i) => i.functions)) {
    if (func.answeredBy.kind !== 'export') continue;
    const target = exports.get(func.answeredBy.exportId);
    if (!target || text(target.signature) === text(signature)) continue;
    const why = `has the core type ${text(signature)}, and ${target.export.id}, which answers it, ${text(target.signature)}`;
    const related = [{ message: `${target.export.id} stands here`, span: unplaced(target.export.origin) }];
    report(
      diagnostic('lower/core-type', unplaced(func.origin), { name: func.id, why }, { related, help: 'Give both the same core types.' }),
    );
  }
}

const text = ({ params, results }: Signature): string => `(${params.join(', ')}) -> ${results.join(', ') || 'nothing'}`;
