import { baseType, type Type } from '../../ir/abi.js';
import type { LoweredFunc, Passing } from '../../ir/lowered.js';
import { paramName } from './names.js';

/** What the host method is called with, in order. */
export type Argument =
  | { readonly kind: 'passed'; readonly name: string; readonly passing: Passing }
  /** The sole out-buffer of a call, as a view to fill. */
  | { readonly kind: 'view'; readonly name: string; readonly passing: Passing }
  /** How many bytes or items the guest has room for, where the host returns the value. */
  | { readonly kind: 'capacity'; readonly name: string; readonly passing: Passing };

/** What the host method returns, in order; one value as it is, several as an object. */
export interface Output {
  readonly name: string;
  /** The parameter through which it goes; undefined for the value of the result. */
  readonly passing: Passing | undefined;
  readonly type: Type;
}

/** A host method as its implementer sees it. */
export interface HostMethod {
  readonly lowered: LoweredFunc;
  readonly args: readonly Argument[];
  readonly outputs: readonly Output[];
  /** The view whose filled length the method returns as a number. */
  readonly counted: Passing | undefined;
  /** Receives the text of an error. */
  readonly errorText: Passing | undefined;
  /** For a method that runs as a task, the poll through which it is answered. */
  readonly poll: HostMethod | undefined;
}

const plans = new WeakMap<LoweredFunc, HostMethod>();

/** What of a function the host sees. Entries, declarations and binders of every target ask for it. */
export function planMethod(lowered: LoweredFunc): HostMethod {
  const known = plans.get(lowered) ?? plan(lowered);
  plans.set(lowered, known);
  return known;
}

/** The one place that maps passings to a method. */
function plan(lowered: LoweredFunc): HostMethod {
  const { func, passings } = lowered;
  const errorText = passings.find((p) => p.param.errorText);
  const visible = passings.filter((p) => p !== errorText && p.by !== 'count');
  const written = visible.find((p) => p.param.written === 'result');
  const value = written === undefined ? func.result?.type : undefined;
  const returned = visible.filter((p) => p.param.pass === 'out' && !isLent(p));
  const sole = returned.length === 1 && value === undefined ? returned[0] : undefined;
  const view = sole && isFillable(sole) && !func.taskPart ? sole : undefined;
  const args = visible.flatMap((passing): Argument[] => {
    const name = paramName(passing.param);
    if (passing === view) return [{ kind: 'view', name, passing }];
    if (passing.param.pass !== 'out' || isLent(passing)) return [{ kind: 'passed', name, passing }];
    const bounded = passing.by === 'list' || passing.param.written === 'result' || passing.param.written === 'all';
    return bounded && !func.taskPart ? [{ kind: 'capacity', name: `${name.replace(/_$/, '')}Capacity`, passing }] : [];
  });
  const outputs = returned
    .filter((p) => p !== view)
    .map((passing): Output => ({ name: paramName(passing.param), passing, type: passing.param.type }));
  if (value !== undefined) outputs.unshift({ name: resultName(func.result?.name ?? 'result', outputs), passing: undefined, type: value });
  const poll = lowered.poll && planMethod(lowered.poll);
  return { lowered, args, outputs, counted: view?.param.written === 'result' ? view : undefined, errorText, poll };
}

const resultName = (name: string, outputs: readonly Output[]): string =>
  outputs.some((o) => o.name === name) ? `${name}Value` : paramName({ name } as never);

/** Out parameters that the host gets as an object to write through, instead of returning them. */
const isLent = (p: Passing): boolean => baseType(p.param.type).kind === 'stream' || baseType(p.param.type).kind === 'buffers';

/** Plain bytes whose length is in the result, or that are filled whole: the host may write them in place. */
const isFillable = (p: Passing): boolean =>
  baseType(p.param.type).kind === 'bytes' && (p.param.written === 'result' || p.param.written === 'all');

/** Types of handles that the glue issues, in the order in which the interface first mentions them. */
export function handlesOf(methods: readonly HostMethod[]): string[] {
  // The handle of a task is the glue's own affair.
  const ids = methods
    .filter((m) => !m.lowered.func.taskPart)
    .flatMap((m) => [...m.lowered.passings.map((p) => p.param.type), ...(m.poll ?? m).outputs.map((o) => o.type)]);
  return [...new Set(ids.map(baseType).flatMap((t) => (t.kind === 'handle' && t.issuedBy === 'glue' ? [t.id] : [])))];
}
