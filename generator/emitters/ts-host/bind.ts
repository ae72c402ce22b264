import type ts from 'typescript';
import { camelCase } from '../../emit/names.js';
import type { Case } from '../../ir/abi.js';
import type { LoweredFunc } from '../../ir/lowered.js';
import { answerStatements } from './answer.js';
import type { Ast, Ex, St } from './ast.js';
import { liftStatements } from './lift.js';
import type { HostNames } from './names.js';
import type { HostMethod } from './plan.js';
import { keyOf, streamInfo, Writer } from './writer.js';

/** The function that binds one import to a host method: `(guest, host) => (core parameters) => core result`. */
export function binder(ast: Ast, names: HostNames, method: HostMethod, uses: Set<string>, taken: Iterable<string>): St[] {
  const w = new Writer(ast, names, method, uses, taken);
  const { func } = w.lowered;
  uses.add('info');
  const guard = ast.if(ast.bin('guest.gate', '!==', ast.num(0)), ast.ret(ast.call('guest.refuse', w.infoName)));
  const lift = liftStatements(w);
  const call = hostCall(w, lift.args, lift.beforeCall);
  const answer = answerStatements(w);
  const body = [guard, ...lift.statements, ...call, ...answer];
  const name = `bind${camelCase(func.name).replace(/^./, (c) => c.toUpperCase())}`;
  return [
    ast.const(w.infoName, infoOf(w)),
    ast.doc(ast.exportConst(name, ast.arrow(['guest', 'host'], [...w.setup, ast.ret(ast.arrow([...w.core], body))])), [
      `${func.module}.${func.field} ${signatureText(w.lowered)}`,
    ]),
  ];
}

export const binderName = (lowered: LoweredFunc): string => `bind${camelCase(lowered.func.name).replace(/^./, (c) => c.toUpperCase())}`;

export const signatureText = ({ signature }: LoweredFunc): string =>
  `(${signature.params.join(', ')}) -> ${signature.results.length === 0 ? '()' : signature.results.join(', ')}`;

function infoOf(w: Writer): ts.Expression {
  const { ast, result } = w;
  const big = w.lowered.signature.results[0] === 'i64';
  const negative = result?.encoding === 'value-or-negative-error';
  const code = negative
    ? big
      ? ast.call('BigInt', minus(ast, 'code'))
      : minus(ast, 'code')
    : big
      ? ast.call('BigInt', 'code')
      : ast.ex('code');
  const number = (c: Case | undefined): Ex => (c === undefined ? ast.undef() : ast.num(Number(c.value)));
  return ast.pure(
    ast.call(
      'info',
      ast.str(w.id),
      ast.arr((result?.errors ?? []).map((d) => ast.str(d.id))),
      ast.arrow(['code'], code),
      number(w.roleCase('internal')),
      number(w.roleCase('busy', 'internal')),
    ),
  );
}

const minus = (ast: Ast, name: string): ts.Expression => ast.bin(ast.num(0), '-', name);

/** Calls the host; whatever it throws becomes a value that no result is. */
function hostCall(w: Writer, args: readonly Ex[], before: readonly St[]): St[] {
  const { ast, lowered } = w;
  const { func } = lowered;
  const call = ast.set('returned', ast.call(ast.prop('host', w.names.method(lowered)), ...args));
  const pumps = func.pumps.map((s) => ast.do(ast.call(ast.prop(ast.call(w.glue('streamsOf'), 'guest', streamInfo(w, s)), 'pump'))));
  // A method that only gets and gives numbers has no view that re-entry could detach.
  const guarded = !func.effects.reenters && lowered.passings.some((p) => p.by !== 'value');
  const body = guarded ? [ast.set('guest.busy', ast.bool(true)), call] : [call];
  if (func.noreturn)
    return [
      ...before,
      ast.try([ast.do(ast.call(ast.prop('host', w.names.method(lowered)), ...args))], 'cause', [ast.do(ast.call('guest.end', 'cause'))]),
    ];
  const keeps = lowered.passings.some((p) => p.param.whenShort?.kind === 'error' && p.param.whenShort.item === 'kept');
  const attempt = [
    ast.try([...body, ...pumps], 'cause', [ast.set('returned', ast.call('threw', 'cause'))]),
    ...(guarded ? [ast.set('guest.busy', ast.bool(false))] : []),
  ];
  w.glue('threw');
  if (!keeps) return [...before, ast.let('returned'), ...attempt];
  w.glue('Kept');
  w.setup.push(ast.const('kept', ast.create('Kept')));
  const key = keyOf(w);
  return [...before, ast.let('returned', ast.call('kept.take', ...key)), ast.if(ast.bin('returned', '===', ast.undef()), attempt)];
}
