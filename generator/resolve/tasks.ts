import { type Abi, baseType, type Func, type HandleType, type Interface, type TaskPart, type Type } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child, lent } from './context.js';

/** Which functions of an interface poll or cancel the tasks that another one starts. */
export const taskParts = (iface: Raw.InterfaceDocument): ReadonlyMap<string, TaskPart> =>
  new Map(
    Object.entries(iface.functions ?? {}).flatMap(([start, { task }]): [string, TaskPart][] =>
      task
        ? [
            [task.poll, { start, role: 'poll' }],
            [task.cancel, { start, role: 'cancel' }],
          ]
        : [],
    ),
  );

/** The three functions of every task fit together, and no other function is given its handle: the glue answers for it. */
export function checkTasks(context: Context, abi: Abi): void {
  const owners = new Map<Type, Func>();
  for (const i of abi.interfaces)
    for (const f of i.functions) {
      if (!f.task) continue;
      const type = f.result?.type && baseType(f.result.type);
      if (type?.kind === 'handle' && type.issuedBy === 'glue') {
        const first = owners.get(type);
        if (first) wrong(context, f, `its tasks have the handle ${type.id}, as those of ${first.id}`, 'result', 'type');
        else owners.set(type, f);
        checkParts(context, i, f, type);
      } else wrong(context, f, 'it starts a task, so its result is a handle that the glue issues', 'result');
      checkStart(context, f);
    }
  if (owners.size === 0) return;
  for (const f of abi.interfaces.flatMap((i) => i.functions))
    for (const type of [...f.params.map((p) => p.type), f.result?.type].map((t) => t && baseType(t))) {
      const owner = type && owners.get(type);
      if (owner && f !== owner && !isPartOf(f, owner))
        wrong(context, f, `it is given a task that ${owner.id} starts, and is no part of it`);
    }
}

const wrong = (context: Context, { name, origin }: Func, why: string, ...path: string[]): void =>
  context.report('resolve/function', child(origin, ...path), { function: name, why });

const isPartOf = (f: Func, start: Func): boolean => f.interfaceName === start.interfaceName && f.taskPart?.start === start.name;

function checkStart(context: Context, f: Func): void {
  if (f.result?.absent !== undefined) wrong(context, f, 'it starts a task, so its result is never absent', 'result', 'absent');
  if (f.effects.blocking || f.effects.reenters || f.noreturn || f.pumps.length > 0 || f.answeredBy.kind !== 'host')
    wrong(context, f, 'it starts a task, so it comes back at once, and a host answers it', 'task');
  for (const p of f.params)
    if (p.pass === 'out' || p.pass === 'inout' || baseType(p.type).kind === 'stream' || baseType(p.type).kind === 'pointer')
      wrong(context, f, `it starts a task, and nothing is written before a poll: ${p.name} cannot be written`, 'task');
}

function checkParts(context: Context, i: Interface, start: Func, handle: HandleType): void {
  const find = (role: TaskPart['role']): Func | undefined => {
    const name = start.task?.[role] ?? '';
    const found = i.functions.find((f) => f.name === name);
    const at = child(start.origin, 'task', role);
    if (!found) {
      const help = context.suggest(name, () => i.functions.map((f) => f.name));
      context.report('resolve/unknown-function', at, { name: `${i.name}.${name}` }, { help });
    } else if (found.taskPart?.start !== start.name || found.taskPart.role !== role || found === start)
      wrong(context, start, `${name} cannot ${role} its tasks: it has another part in a task`, 'task', role);
    else return found;
    return undefined;
  };
  const [poll, cancel] = [find('poll'), find('cancel')];
  for (const part of [poll, cancel]) {
    if (!part) continue;
    if (part.answeredBy.kind !== 'host' || part.effects.blocking || part.effects.reenters || part.noreturn || part.pumps.length > 0)
      wrong(context, part, `it is part of the task that ${start.name} starts, so it comes back at once, and a host answers it`);
    if (part.targets.join() !== start.targets.join())
      wrong(context, part, `it is part of the task that ${start.name} starts, and not on the same targets`, 'targets');
  }
  if (poll) checkPoll(context, poll, handle);
  if (cancel) {
    const [task, ...more] = cancel.params;
    if (!task || baseType(task.type) !== handle || !task.own || more.length > 0)
      wrong(context, cancel, `it cancels a task, so its one parameter is the ${handle.name}, which it owns`, 'params');
    if (cancel.result?.type) wrong(context, cancel, 'it cancels a task, so its result has no type', 'result', 'type');
  }
}

function checkPoll(context: Context, poll: Func, handle: HandleType): void {
  const [task, ...outputs] = poll.params;
  if (!task || baseType(task.type) !== handle || task.own || task.absent !== undefined)
    wrong(context, poll, `it polls a task, so its first parameter is the ${handle.name}, which it neither owns nor lacks`, 'params');
  for (const p of outputs) {
    const base = baseType(p.type);
    const written = p.pass === 'out' && p.written !== 'all' && base.kind !== 'buffers' && !lent.has(base.kind) && !p.errorText;
    if (!written && p.pass !== 'count')
      wrong(context, poll, `it polls a task, so it has outputs besides it, whose size the host need not know: not ${p.name}`, 'params');
  }
  if (!poll.result?.errors[0]?.roles['would-block'])
    wrong(context, poll, 'it polls a task, so its errors have a case with the role would-block', 'result');
}
