import type ts from 'typescript';
import { baseType, type HandleType } from '../../ir/abi.js';
import type { Passing } from '../../ir/lowered.js';
import { answerStatements, failure } from './answer.js';
import type { St } from './ast.js';
import type { Lift } from './lift.js';
import { tableOf } from './tables.js';
import type { Writer } from './writer.js';

/** The body of a function that starts, polls or cancels a task: the host has one method for the three. */
export function taskCall(w: Writer, { args }: Lift): St[] {
  const { ast, lowered } = w;
  if (lowered.func.task) {
    const call = ast.call(ast.prop('host', w.names.method(lowered)), ...args, 'context');
    return answered(w, ast.create(w.glue('Task'), 'guest', ast.arrow(['context'], call)));
  }
  const passing = lowered.passings[0] as Passing;
  const task = w.local(passing, 'resource');
  if (lowered.func.taskPart?.role === 'cancel') return answered(w, ast.call(`${task}.cancel`));
  const table = tableOf(w, baseType(passing.param.type) as HandleType);
  const wouldBlock = w.encoded(w.roleCase('would-block')?.value ?? 0n);
  const finish = ast.arrow(['outcome'], answered(w, ast.call('outcome')));
  return [ast.ret(ast.call(w.glue('pollTask'), table, w.at(passing, 0), task, wouldBlock, finish))];
}

const answered = (w: Writer, returned: ts.Expression): St[] => [
  w.ast.try([w.ast.const('returned', returned), ...answerStatements(w)], 'cause', [w.ast.ret(failure(w, 'cause', true))]),
];
