import type ts from 'typescript';
import { camelCase } from '../../emit/names.js';
import { baseType, type Case, type HandleType } from '../../ir/abi.js';
import type { LoweredFunc } from '../../ir/lowered.js';
import { answerStatements, failure } from './answer.js';
import type { Ast, Ex, St } from './ast.js';
import { maySuspend } from './hosted.js';
import { lateCall } from './late.js';
import { type Lift, liftStatements } from './lift.js';
import type { HostNames } from './names.js';
import type { HostMethod } from './plan.js';
import { tableOf } from './tables.js';
import { taskCall } from './task.js';
import { isTracked, keyOf, streamInfo, Writer } from './writer.js';

/** The function that binds one import to a host method: `(guest, host, row) => (core parameters) => core result`. */
export function binder(ast: Ast, names: HostNames, method: HostMethod, uses: Set<string>, taken: ReadonlySet<string>): St[] {
  const w = new Writer(ast, names, method, uses, taken);
  const { func } = w.lowered;
  const guard = ast.if(
    ast.bin('guest.gate', '!==', ast.num(0)),
    ast.ret(ast.call(w.glue(w.roleCase('busy', 'internal') ? 'refuse' : 'forbid'), 'guest', 'row')),
  );
  const lift = liftStatements(w);
  const body = [
    guard,
    ...lift.statements,
    ...lift.beforeCall,
    ...(func.noreturn ? endingCall(w, lift.args) : func.task || func.taskPart ? taskCall(w, lift) : answeredCall(w, lift)),
  ];
  const bound = ast.arrow([...w.core], body);
  return [
    ast.doc(
      ast.exportConst(
        binderName(w.lowered),
        ast.arrow(
          ['guest', 'host', 'row'],
          [...w.setup, ast.ret(maySuspend(func) ? ast.call(w.glue('suspending'), 'guest', bound) : bound)],
        ),
      ),
      [`${func.module}.${func.field} ${signatureText(w.lowered)}`],
    ),
  ];
}

export const binderName = (lowered: LoweredFunc): string => `bind${camelCase(lowered.func.name).replace(/^./, (c) => c.toUpperCase())}`;

export const signatureText = ({ signature }: LoweredFunc): string =>
  `(${signature.params.join(', ')}) -> ${signature.results.length === 0 ? '()' : signature.results.join(', ')}`;

/** How a function says that it failed, as the glue's `Failing`: functions of an interface that say it in one way share it. */
export function failingOf(ast: Ast, lowered: LoweredFunc, of: string): ts.Expression {
  const { result } = lowered.func;
  const [domain] = result?.errors ?? [];
  const negative = result?.encoding === 'value-or-negative-error';
  const style = (negative ? 1 : 0) + (lowered.signature.results[0] === 'i64' ? 2 : 0);
  const { internal, busy = internal, success } = domain?.roles ?? {};
  const code = (name: string, c: Case | undefined): (readonly [string, Ex])[] => (c ? [[name, ast.num(Number(c.value))]] : []);
  return ast.obj([
    ['of', ast.str(of)],
    ...(domain ? [['domains', ast.arr((result?.errors ?? []).map((d) => ast.str(d.id)))] as const] : []),
    ...(domain && style > 0 ? [['style', ast.num(style)] as const] : []),
    ...code('internal', internal),
    ...code('busy', busy),
    ...(negative || success?.value === 0n ? [] : code('success', success)),
  ]);
}

/**
 * Whether calls are refused while the method runs. A method that only gets and gives numbers has no view that re-entry could
 * detach: its calls cost nothing more than a look at whether the instance was poisoned under it.
 */
const isGuarded = ({ lowered }: Writer): boolean => !lowered.func.effects.reenters && lowered.passings.some((p) => p.by !== 'value');

/** Calls a method that never comes back; one that does may be an async one, whose promise nobody looks at. */
function endingCall(w: Writer, args: readonly Ex[]): St[] {
  const { ast } = w;
  return [
    ...(isGuarded(w) ? [ast.set('guest.gate', ast.num(1))] : []),
    ast.try([ast.do(ast.call(w.glue('unheard'), hostMethod(w, args)))], 'cause', [ast.do(ast.call(w.glue('end'), 'guest', 'cause'))]),
    ast.ret(ast.call(w.glue('broken'), 'guest', 'row', ast.str('came back, and must not'))),
  ];
}

/**
 * Calls the host and answers. All of it is inside the try: looking at what a host returned can run code of the host.
 * Nothing is written before everything is looked at, so that what is thrown leaves the guest's memory as it was.
 */
function answeredCall(w: Writer, lift: Lift): St[] {
  const { ast, lowered } = w;
  const { func } = lowered;
  const method = ast.prop('host', w.names.method(lowered));
  const called = ast.set('returned', hostMethod(w, lift.args));
  // A pump delivers what waits also for a host that has nothing to add.
  const call = func.pumps.length > 0 ? ast.if(ast.bin(method, '!==', ast.undef()), called) : called;
  const pumps = func.pumps.map((s) =>
    ast.do(ast.call(ast.prop(ast.call(w.glue('streamsOf'), 'guest', streamInfo(w, s)), 'pump'), 'returned')),
  );
  const keeps = lowered.passings.some((p) => p.param.whenShort?.kind === 'error' && p.param.whenShort.item === 'kept');
  if (keeps) w.setup.push(ast.const('kept', ast.create(w.glue('Kept'), ...keptIn(w))));
  if (maySuspend(func)) return lateCall(w, lift, pumps, keeps);
  const guarded = isGuarded(w);
  const attempt = [
    ...(guarded ? [ast.set('guest.gate', ast.num(1))] : []),
    call,
    ast.do(ast.call(guarded || func.effects.reenters ? 'guest.leave' : 'guest.alive', 'returned')),
    ...pumps,
  ];
  const handler = [ast.ret(failure(w, 'cause', true))];
  if (!keeps) return [ast.let('returned'), ast.try([...attempt, ...answerStatements(w)], 'cause', handler)];
  return [
    ast.let('returned', ast.call('kept.take', ...keyOf(w))),
    ast.try([ast.if(ast.bin('returned', '===', ast.undef()), attempt), ...answerStatements(w)], 'cause', handler),
  ];
}

const hostMethod = (w: Writer, args: readonly Ex[]): ts.Expression => w.ast.call(w.ast.prop('host', w.names.method(w.lowered)), ...args);

/** The table of the handle to whose resource kept values belong. */
function keptIn(w: Writer): Ex[] {
  const handle = w.lowered.passings.find((p) => p.by === 'value' && isTracked(p));
  return handle ? [tableOf(w, baseType(handle.param.type) as HandleType)] : [];
}
