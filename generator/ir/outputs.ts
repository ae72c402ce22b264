import { baseType, type Type } from './abi.js';
import type { LoweredFunc, Passing } from './lowered.js';

/** What a host method gives back. One value is returned as it is, several as an object with their names as keys. */
export interface Output {
  readonly name: string;
  /** The parameter through which it goes; undefined for the value of the result. */
  readonly passing: Passing | undefined;
  readonly type: Type;
}

export interface Outputs {
  /** What the method returns, in order. */
  readonly returned: readonly Output[];
  /** The sole out-buffer of a call, as a view that the method fills instead. */
  readonly view: Passing | undefined;
}

/** How the outputs of a function leave its host. */
export function outputsOf({ func, passings }: LoweredFunc): Outputs {
  const given = passings.filter((p) => p.param.pass === 'out' && !p.param.errorText && !isLent(p));
  const value = passings.some((p) => !p.param.errorText && p.param.written === 'result') ? undefined : func.result?.type;
  const sole = given.length === 1 && value === undefined ? given[0] : undefined;
  const view = sole && isFillable(sole) && !func.taskPart ? sole : undefined;
  const returned = given
    .filter((p) => p !== view)
    .map((passing): Output => ({ name: passing.param.name, passing, type: passing.param.type }));
  if (value !== undefined) returned.unshift({ name: valueName(func.result?.name ?? 'result', returned), passing: undefined, type: value });
  return { returned, view };
}

/** Outputs whose names are keys of what host code returns; none where it returns less than two. A task is answered by its poll. */
export function outputKeys(lowered: LoweredFunc): readonly Output[] {
  const { answeredBy, task, taskPart } = lowered.func;
  if (answeredBy.kind !== 'host' || task || taskPart?.role === 'cancel') return [];
  const { returned } = outputsOf(lowered);
  return returned.length > 1 ? returned : [];
}

/** The value of the result makes way for a parameter with the same name. Bindings write names in other cases. */
const valueName = (name: string, others: readonly Output[]): string =>
  others.some((o) => caseless(o.name) === caseless(name)) ? `${name}-value` : name;

const caseless = (name: string): string => name.replace(/[-_]/g, '').toLowerCase();

/** Out parameters that the host gets as an object to write through, instead of returning them. */
export const isLent = (p: Passing): boolean => baseType(p.param.type).kind === 'stream' || baseType(p.param.type).kind === 'buffers';

/** Plain bytes whose length is in the result, or that are filled whole: the host may write them in place. */
const isFillable = (p: Passing): boolean =>
  baseType(p.param.type).kind === 'bytes' && (p.param.written === 'result' || p.param.written === 'all');
