import type { Abi, Answer, Func } from '../../../generator/ir/abi.js';
import type { Plan, Program } from '../program.js';
import { answer, fail, isDeclared } from './answer.js';
import { codeBits, lift, Refusal, roleOf } from './call.js';
import type { Machine } from './machine.js';
import { coreResult, methodOf, slotsOf } from './shape.js';
import { Trap } from './state.js';
import { toBits } from './values.js';

/** What answers an import on this target, with this host and these grants. */
export function dispatch(machine: Machine, func: Func, bits: readonly bigint[], plan: Plan): bigint | undefined {
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
  machine.alive();
  if (machine.gate === 1) {
    const busy = roleOf(func, 'busy', 'internal');
    return busy === undefined ? machine.poison() : codeBits(func, busy.value);
  }
  try {
    return hosted(machine, func, bits, plan);
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

function hosted(machine: Machine, func: Func, bits: readonly bigint[], plan: Plan): bigint | undefined {
  const call = lift(machine, func, bits);
  for (const [type, number] of call.owned) machine.resources.close(type, number);
  const numbersOnly = slotsOf(func).every((s) => s.how === 'number');
  const guarded = !func.effects.reenters && !numbersOnly;
  const run = (): unknown => {
    const { args, name } = methodOf(func);
    const given = args.map((a) => (a.as === 'capacity' ? call.places.get(a.slot)?.count : call.values.get(a.slot)));
    if (guarded) machine.gate = 1;
    return machine.host.call(name, given, plan);
  };
  if (func.noreturn) {
    try {
      run();
    } catch (thrown) {
      return machine.end(thrown);
    }
    return machine.poison();
  }
  let returned = machine.resources.take(func, call.resource);
  try {
    if (returned === undefined) {
      returned = run();
      if (!numbersOnly || func.effects.reenters) machine.leave();
      for (const type of func.pumps) machine.pumps.run(type);
    }
  } catch (thrown) {
    if (machine.dead) throw thrown instanceof Trap || thrown === machine.cause ? thrown : new Trap();
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
    if (machine.dead) throw wasDead ? new Trap() : thrown;
    return fail(machine, func, call, undefined);
  }
}

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
