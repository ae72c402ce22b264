import type { Abi, Answer, Func } from '../../../generator/ir/abi.js';
import type { Plan, Program } from '../program.js';
import { answer, fail, isDeclared } from './answer.js';
import { codeBits, type Lifted, lift, Refusal, roleOf } from './call.js';
import { type Answered, type Conclude, later, Suspension, task } from './late.js';
import type { Machine } from './machine.js';
import { ModelPromise, type Outcome } from './promises.js';
import { coreResult, mayAnswerLater, methodOf, slotsOf } from './shape.js';
import { Trap } from './state.js';
import { toBits } from './values.js';

/** What answers an import on this target, with this host and these grants. */
export function dispatch(machine: Machine, func: Func, bits: readonly bigint[], plan: Plan): Answered {
  const target = machine.abi.targets.find((t) => t.name === machine.program.target);
  const here = func.targets.includes(machine.program.target);
  if (here && func.answeredBy.kind === 'export') return forward(machine, func.answeredBy.exportId, bits);
  if (here && func.answeredBy.kind === 'module') return alone(machine, func, { kind: 'trap' });
  const removed = func.status === 'tombstone' ? func.result?.errors[0]?.roles.removed : undefined;
  const missing: Answer = removed ? { kind: 'error', case: removed } : (func.lacking[machine.program.target] ?? func.missing);
  const forbidden = func.effects.blocking && func.effects.whereForbidden === 'unsupported' && target?.blocking === 'forbidden';
  const answered = here && func.answeredBy.kind === 'host' && func.status !== 'tombstone' && !forbidden;
  if (!answered || machine.program.absent.includes(func.interfaceName)) return alone(machine, func, missing);
  if (!allowed(machine, func)) return alone(machine, func, func.denied);
  const answer = (): Answered => {
    machine.alive();
    if (machine.gate === 0) return orRefusal(() => hosted(machine, func, bits, plan));
    const busy = roleOf(func, 'busy', 'internal');
    return busy === undefined ? machine.poison() : codeBits(func, busy.value);
  };
  if (!machine.program.suspend || !mayAnswerLater(func)) return answer();
  const found = answer();
  if (!(found instanceof Suspension)) return new Suspension(undefined, () => found);
  return new Suspension(found.promise, (outcome) => orRefusal(() => found.resume(outcome)));
}

/** What a call answers, or the code with which it was left. */
function orRefusal<T>(run: () => T): T | bigint {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.bits;
    throw thrown;
  }
}

function allowed(machine: Machine, { authority }: Func): boolean {
  if (authority.kind === 'none') return true;
  const granted = expand(machine.abi, machine.program);
  const has = (name: string): boolean => granted.has(name);
  return authority.kind === 'all' ? authority.names.every(has) : authority.names.some(has);
}

/** An import that answers without a host. */
function alone(machine: Machine, func: Func, how: Answer): bigint | undefined {
  machine.alive();
  if (how.kind === 'trap') return machine.poison();
  const core = coreResult(func);
  if (core === undefined) return undefined;
  return how.kind === 'value' ? toBits(core, how.value) : codeBits(func, how.case.value);
}

function forward(machine: Machine, id: string, bits: readonly bigint[]): bigint | undefined {
  machine.alive();
  if (machine.gate === 1) return machine.poison();
  const found = machine.exported(id);
  return found === undefined ? machine.poison() : machine.script(found, bits);
}

function hosted(machine: Machine, func: Func, bits: readonly bigint[], plan: Plan): Answered {
  const call = lift(machine, func, bits);
  for (const { slot, type, number, resource } of call.handles)
    if (slot.param.own && resource !== null) machine.resources.close(type, number);
  const numbersOnly = slotsOf(func).every((s) => s.how === 'number');
  const waits = mayAnswerLater(func);
  const guarded = !func.effects.reenters && (waits || !numbersOnly);
  const run = (...context: readonly object[]): unknown => {
    const { args, name } = methodOf(func);
    const given = args.map((a) => (a.as === 'capacity' ? call.places.get(a.slot)?.count : call.values.get(a.slot)));
    if (guarded) machine.gate = 1;
    return machine.host.call(name, [...given, ...context], plan);
  };
  const conclude: Conclude = (given, produce) => finish(machine, func, given, produce);
  if (func.noreturn) {
    try {
      run();
    } catch (thrown) {
      return machine.end(thrown);
    }
    return machine.poison();
  }
  if (func.task || func.taskPart) return task(machine, func, call, run, conclude);
  if (waits) return later(machine, func, call, bits, run, conclude);
  const kept = machine.resources.take(func, call.resource);
  return conclude(call, () => {
    if (kept !== undefined) return kept;
    const returned = run();
    if (guarded || func.effects.reenters) machine.leave();
    else machine.alive();
    for (const type of func.pumps) machine.pumps.run(type);
    return returned;
  });
}

/** Answers a call by what its host came to. */
function finish(machine: Machine, func: Func, call: Lifted, produce: Outcome): bigint | undefined {
  let returned: unknown;
  try {
    returned = produce();
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    if (machine.dead) throw passing(machine, thrown);
    machine.gate = 0;
    return fail(machine, func, call, thrown);
  }
  if (isDeclared(func, returned)) {
    machine.alive();
    return fail(machine, func, call, returned);
  }
  const wasDead = machine.dead;
  try {
    return answer(machine, func, call, returned);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    if (machine.dead) throw wasDead ? new Trap() : passing(machine, thrown);
    return fail(machine, func, call, returned instanceof ModelPromise ? returned : undefined);
  }
}

/** What leaves a call under which the guest has ended: what ended it, and nothing that was thrown in its place. */
const passing = ({ cause }: Machine, thrown: unknown): unknown =>
  thrown instanceof Trap || (cause !== undefined && thrown === cause.thrown) ? thrown : new Trap();

/** The capabilities that grants give, with what they imply. */
function expand(abi: Abi, program: Program): ReadonlySet<string> {
  const known = new Map(abi.capabilities.filter((c) => c.targets.includes(program.target)).map((c) => [c.name, c]));
  const granted = new Set<string>();
  const add = (name: string): void => {
    const found = known.get(name);
    if (found === undefined || granted.has(name)) return;
    granted.add(name);
    found.implies.forEach(add);
  };
  program.grants.forEach(add);
  return granted;
}
