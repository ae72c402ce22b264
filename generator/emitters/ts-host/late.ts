import { baseType, type HandleType } from '../../ir/abi.js';
import type { Passing } from '../../ir/lowered.js';
import { answerStatements, failure } from './answer.js';
import type { Ex, St } from './ast.js';
import { filled, writtenBuffers } from './commit.js';
import { type Lift, orAbsent } from './lift.js';
import { tableOf, unchangedHandles } from './tables.js';
import { isTracked, keyOf, type Writer } from './writer.js';

/**
 * Calls a host that may answer by a promise. What follows the answer is a function of its own, which runs at once, when the
 * host has answered, or when the guest asks again; what the host was given to fill comes with the answer.
 */
export function lateCall(w: Writer, { args }: Lift, pumps: readonly St[], keeps: boolean): St[] {
  const { ast, lowered } = w;
  const { func } = lowered;
  const method = ast.prop('host', w.names.method(lowered));
  // A call that closes a handle cannot be made again.
  const again = lowered.passings.some((p) => p.param.own) ? undefined : w.roleCase('would-block');
  const handles = lowered.passings.filter((p) => p.by === 'value' && isTracked(p));
  const tables = handles.map((p) => tableOf(w, baseType(p.param.type) as HandleType));
  const asked = again ? [w.encoded(again.value), ...tables] : [];
  w.setup.push(ast.const('calls', ast.create(w.glue('PendingCalls'), 'guest', 'row', method, ...asked)));
  const called = ast.call(method, ...args);
  const call = func.pumps.length > 0 ? ast.cond(ast.bin(method, '===', ast.undef()), ast.undef(), called) : called;
  const guarded = ast.arrow([], [ast.set('guest.gate', ast.num(1)), ast.ret(call)]);
  const lent = lentTo(w);
  const body = [
    ...lent.map((name, i) => ast.const(name, ast.index('lent', i))),
    ast.do(ast.call('guest.leave')),
    ...unchangedHandles(w),
    ast.const('returned', ast.call('outcome')),
    ...pumps,
    ...answerStatements(w),
  ];
  const handler = [ast.ret(failure(w, 'cause', true))];
  const finish = ast.arrow(['outcome', 'lent'], [ast.try(body, 'cause', handler)]);
  const key = ast.arrow([], ast.arr(keyParts(w)));
  const given = ast.arr(lent);
  return [
    ast.const('finish', finish),
    ...(keeps
      ? [
          ast.const('value', ast.call('kept.take', ...keyOf(w))),
          ast.if(ast.bin('value', '!==', ast.undef()), ast.ret(ast.call('finish', ast.arrow([], ast.ex('value')), given))),
        ]
      : []),
    ast.ret(ast.call('calls.run', key, func.effects.reenters ? ast.arrow([], call) : guarded, 'finish', given)),
  ];
}

/** Locals with what the host may fill, change or keep until it has answered. */
function lentTo(w: Writer): string[] {
  const streams = w.method.args.filter((a) => baseType(a.passing.param.type).kind === 'stream');
  const changed = w.lowered.passings.filter((p) => baseType(p.param.type).kind === 'bytes' && p.param.pass === 'inout');
  return [
    ...(w.method.args.some((a) => a.kind === 'view') ? ['view'] : []),
    ...filled(w).map((p) => w.local(p, 'views')),
    ...changed.map((p) => w.local(p, 'value')),
    ...writtenBuffers(w).map((p) => w.local(p, 'copies')),
    ...streams.map(({ passing }) => w.local(passing, 'stream')),
  ];
}

/**
 * What the host is given, by which a call that is made again is known: numbers, contents, and room where the host sees it. Handles
 * come first: a call belongs to them.
 */
function keyParts(w: Writer): Ex[] {
  const rooms = new Set(w.method.args.flatMap((a) => (a.kind === 'passed' ? [] : [a.passing])));
  const handles = w.lowered.passings.filter((p) => p.by === 'value' && isTracked(p));
  const others = w.lowered.passings.filter((p) => !handles.includes(p));
  return [...handles, ...others].flatMap((p) => keyPart(w, p, rooms.has(p)));
}

function keyPart(w: Writer, p: Passing, room: boolean): Ex[] {
  const { ast } = w;
  const bytes = (size: Ex) => ast.call('memory.subarray', w.at(p, 0), ast.bin(w.at(p, 0), '+', size));
  switch (p.by) {
    case 'value':
    case 'pointer':
      return [w.at(p, 0)];
    case 'count':
      return [];
    case 'buffer':
      // What the host is given, and not the memory again: another thread may have changed it.
      return [baseType(p.param.type).kind === 'string' ? w.local(p, 'value') : orAbsent(w, p, w.at(p, 1), ast.ex(w.local(p, 'bytes')))];
    case 'out-buffer':
      return room ? [w.at(p, 1)] : [];
    case 'memory':
      return p.param.pass === 'out' ? [] : [bytes(ast.num(p.memory.size))];
    case 'list': {
      const count = w.core[p.countAt] as string;
      if (p.item === 'buffer') {
        const views = w.local(p, 'views');
        return [
          ast.ex(count),
          ast.spread(p.param.pass === 'out' ? ast.call(`${views}.map`, ast.arrow(['value'], ast.ex('value.length'))) : ast.ex(views)),
        ];
      }
      return p.param.pass === 'out' ? [count] : [orAbsent(w, p, count, bytes(ast.bin(count, '*', ast.num(p.item.size))))];
    }
  }
}
