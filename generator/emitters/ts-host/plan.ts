import { baseType } from '../../ir/abi.js';
import type { LoweredFunc, Passing } from '../../ir/lowered.js';
import { isLent, type Output, outputsOf } from '../../ir/outputs.js';
import { paramName } from './names.js';

/** What the host method is called with, in order. */
export type Argument =
  | { readonly kind: 'passed'; readonly name: string; readonly passing: Passing }
  /** The sole out-buffer of a call, as a view to fill. */
  | { readonly kind: 'view'; readonly name: string; readonly passing: Passing }
  /** How many bytes or items the guest has room for, where the host returns the value. */
  | { readonly kind: 'capacity'; readonly name: string; readonly passing: Passing };

/** A host method as its implementer sees it. */
export interface HostMethod {
  readonly lowered: LoweredFunc;
  readonly args: readonly Argument[];
  /** What it returns, in order, with the names that they have in TypeScript; one value as it is, several as an object. */
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
  const { returned, view } = outputsOf(lowered);
  const args = visible.flatMap((passing): Argument[] => {
    const name = paramName(passing.param);
    if (passing === view) return [{ kind: 'view', name, passing }];
    if (passing.param.pass !== 'out' || isLent(passing)) return [{ kind: 'passed', name, passing }];
    const bounded = passing.by === 'list' || passing.param.written === 'result' || passing.param.written === 'all';
    return bounded && !func.taskPart ? [{ kind: 'capacity', name: `${name.replace(/_$/, '')}Capacity`, passing }] : [];
  });
  const outputs = returned.map((output): Output => ({ ...output, name: paramName(output) }));
  const poll = lowered.poll && planMethod(lowered.poll);
  return { lowered, args, outputs, counted: view?.param.written === 'result' ? view : undefined, errorText, poll };
}

/** Types of handles that the glue issues, in the order in which the interface first mentions them. */
export function handlesOf(methods: readonly HostMethod[]): string[] {
  // The handle of a task is the glue's own affair.
  const ids = methods
    .filter((m) => !m.lowered.func.taskPart)
    .flatMap((m) => [...m.lowered.passings.map((p) => p.param.type), ...(m.poll ?? m).outputs.map((o) => o.type)]);
  return [...new Set(ids.map(baseType).flatMap((t) => (t.kind === 'handle' && t.issuedBy === 'glue' ? [t.id] : [])))];
}
