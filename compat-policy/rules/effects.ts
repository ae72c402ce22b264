import { deterministicText, type Func } from '../../generator/ir/abi.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { listText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const glue = { none: 'it is said to the bindings and not to the engine' } as const;

/** What a call does besides answering. */
export const effectRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'determinism-weakened',
      summary: 'Two runs can get different answers, which they could not before.',
      why: 'Guests replay it, keep its answer, or leave a call out because they know the answer.',
      fix: 'Add a function of another name that may answer differently.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness: glue,
    },
    {
      id: 'determinism-strengthened',
      summary: 'Every run gets the same answers, which it did not have to before.',
      why: 'Old guests do not rely on it. A new guest that does is wrong on a host of the older version.',
      fix: 'Check that every host keeps it. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', 'c'),
      witness: glue,
    },
    effect('nondeterministic', ({ effects }) => effects.nondeterministic, 'the determinism', ['guaranteed', 'not guaranteed']),
  ),
  symmetric(
    {
      id: 'deterministic-answer-changed',
      summary: 'Deterministic mode answers a call in another way without its host.',
      why: 'Runs that were recorded, or are compared with those of another version, differ from this call on; one that has no answer any more does not start.',
      fix: 'Keep the answer, or add a function of another name.',
      bump: 'major',
      harm: harm('E/S', 'E/S', 'c', '-'),
      mild: { when: 'it had no answer there before', bump: 'minor', harm: harm('-', 'E*', '-', '-') },
      witness: glue,
    },
    function* (pair) {
      for (const change of functionChanges(pair)) {
        const { from, to } = change;
        // Where the determinism itself is another, that is the change.
        if (from.effects.nondeterministic !== to.effects.nondeterministic || deterministicForm(from) === deterministicForm(to)) continue;
        const text = ({ deterministic }: Func) => deterministic && deterministicText(deterministic);
        const what = 'the deterministic answer';
        yield {
          ...hitOf(change, 'deterministic'),
          what,
          was: text(from) ?? 'none',
          is: text(to) ?? 'none',
          mild: from.deterministic === undefined,
        };
      }
    },
  ),
  ...opposites(
    {
      id: 'may-block-added',
      summary: 'The call may block its thread, which it did not before.',
      why: 'Old guests call it where blocking is forbidden, or where a blocked thread means that nothing goes on.',
      fix: 'Add a function of another name that may block.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: glue,
    },
    {
      id: 'may-block-removed',
      summary: 'The call no longer blocks its thread.',
      why: 'Old guests are ready for more than they get. A new guest that relies on it hangs or is refused on an older host.',
      fix: 'Check that every host answers at once. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
      witness: glue,
    },
    effect('blocking', ({ effects }) => effects.blocking, 'the blocking', ['none', 'possible']),
  ),
  ...opposites(
    {
      id: 'sync-to-async',
      summary: 'The guest is suspended during the call where blocking is forbidden; before, the host answered at once.',
      why: 'Old guests call it from exports that are not wrapped for suspension: the promise of the host traps, or reads as 0.',
      fix: 'Add a function of another name that suspends.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'value',
    },
    {
      id: 'async-to-sync',
      summary: 'The host answers at once where the guest was suspended during the call.',
      why: 'Hosts have to answer without waiting, and other guests do not get on while they do.',
      fix: 'Add a function of another name that answers at once.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: glue,
    },
    effect('whereForbidden', suspends, 'the answer without blocking', ['at once', 'suspended']),
  ),
  symmetric(
    {
      id: 'blocking-answer-changed',
      summary: 'A call that may block is answered in another way where blocking is forbidden.',
      why: 'Guests try again at one answer, and give up at the other.',
      fix: 'Keep the answer, or add a function of another name.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: glue,
    },
    function* (pair) {
      for (const { from, to } of functionChanges(pair)) {
        const [was, is] = [from.effects, to.effects];
        if (!was.blocking || !is.blocking || suspends(from) || suspends(to) || was.whereForbidden === is.whereForbidden) continue;
        const what = 'the answer without blocking';
        yield { ...hitOf({ from, to }, 'effects/whereForbidden'), what, was: was.whereForbidden, is: is.whereForbidden };
      }
    },
  ),
  ...opposites(
    {
      id: 'reentrancy-added',
      summary: 'The host may call exports of the guest during the call, or delivers a stream in it, which it did not before.',
      why: 'Old guests call it while their own state is half changed, and their exports then see it so.',
      fix: 'Add a function of another name that re-enters.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness: glue,
    },
    {
      id: 'reentrancy-removed',
      summary: 'The host no longer calls exports of the guest during the call, or no longer delivers a stream in it.',
      why: 'Old guests are ready for it all the same. A new guest that is not is called by an older host.',
      fix: 'Check that streams are delivered elsewhere. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', 'c'),
      witness: glue,
    },
    function* (pair) {
      yield* effect('reenters', ({ effects }) => effects.reenters, 'the re-entry', ['forbidden', 'allowed'])(pair);
      for (const { from, to } of functionChanges(pair)) {
        if (from.effects.reenters !== to.effects.reenters) continue;
        const added = to.pumps.filter((stream) => !from.pumps.some((old) => pair.sameType(old, stream)));
        const ids = (streams: Func['pumps']) => listText(streams.map((stream) => stream.id));
        if (added.length > 0)
          yield { ...hitOf({ from, to }, 'pumps'), what: 'the pumped streams', was: ids(from.pumps), is: ids(to.pumps) };
      }
    },
  ),
  ...opposites(
    {
      id: 'thread-safety-weakened',
      summary: 'Threads of one guest must no longer be inside it at the same time.',
      why: 'Old guests call it from several threads without a lock.',
      fix: 'Lock in the host.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness: glue,
    },
    {
      id: 'thread-safety-strengthened',
      summary: 'Threads of one guest may be inside it at the same time, which they might not before.',
      why: 'Old guests lock all the same. A new guest that does not is wrong on a host of the older version.',
      fix: 'Check that every host allows it. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', 'c'),
      witness: glue,
    },
    effect('threadSafe', ({ effects }) => !effects.threadSafe, 'the concurrent use', ['allowed', 'forbidden']),
  ),
  symmetric(
    {
      id: 'noreturn-changed',
      summary: 'A call that never came back comes back, or the other way round.',
      why: 'Compilers put no code behind a call that does not return, so that a guest runs on into whatever stands there, or traps.',
      fix: 'Add a function of another name.',
      bump: 'major',
      harm: harm('E/S', 'E/S', 'x', 'x'),
      witness: 'call',
    },
    function* (pair) {
      const text = ({ noreturn }: Func) => (noreturn ? 'ruled out' : 'expected');
      for (const change of functionChanges(pair))
        if (change.from.noreturn !== change.to.noreturn)
          yield { ...hitOf(change, 'noreturn'), what: 'the return', was: text(change.from), is: text(change.to) };
    },
  ),
  symmetric(
    {
      id: 'sized-by-changed',
      summary: 'Another function tells the guest the sizes of the buffers.',
      why: 'Old guests ask the function that they know, and make buffers of sizes that are not right for this one.',
      fix: 'Let the old function tell the same sizes, and name it as before.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: glue,
    },
    function* (pair) {
      for (const { from, to } of functionChanges(pair)) {
        if (from.sizedBy === to.sizedBy || isSameFunction(pair, { from, to }, from.sizedBy, to.sizedBy)) continue;
        yield { ...hitOf({ from, to }, 'sizedBy'), what: 'the size function', was: from.sizedBy, is: to.sizedBy };
      }
    },
  ),
  symmetric(
    {
      id: 'task-changed',
      summary: 'A function starts a task that it did not start, or the task is polled or cancelled by another function.',
      why: 'Old guests poll and cancel by the functions that they know, and those then refuse the handle.',
      fix: 'Add functions of other names for the new task.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: glue,
    },
    function* (pair) {
      const same = (change: Change<Func>, was: string | undefined, is: string | undefined) =>
        was === is || isSameFunction(pair, change, was, is);
      const text = ({ task }: Func) => task && `${task.poll} and ${task.cancel}`;
      for (const change of functionChanges(pair)) {
        const { from, to } = change;
        if (same(change, from.task?.poll, to.task?.poll) && same(change, from.task?.cancel, to.task?.cancel)) continue;
        yield { ...hitOf(change, 'task'), what: 'the functions of the task', was: text(from), is: text(to) };
      }
    },
  ),
];

function* functionChanges({ functions }: AbiPair): Iterable<Change<Func>> {
  for (const { from, to } of functions.changed) yield { from: from.func, to: to.func };
}

/** Functions that have an effect now and had it not. `words`: without it, with it. */
function effect(keyword: string, has: (func: Func) => boolean, what: string, [without, having]: readonly [string, string]) {
  return function* (pair: AbiPair): Iterable<Hit> {
    for (const change of functionChanges(pair))
      if (!has(change.from) && has(change.to)) yield { ...hitOf(change, `effects/${keyword}`), what, was: without, is: having };
  };
}

/** A deterministic answer without the names in it, which may change: parameters by place, cases by value. */
function deterministicForm({ deterministic: answer, params }: Func): string {
  const place = (name: string) => params.findIndex((p) => p.name === name);
  if (answer === undefined) return '';
  switch (answer.kind) {
    case 'clocks':
      return `${answer.unit} ${place(answer.by)} ${answer.invalid.value} ${answer.clocks.map((c) => `${c.case.value} ${c.clock}`).sort()}`;
    case 'sleep':
      return `sleep ${answer.unit} ${place(answer.param)}`;
    case 'values':
      return `values ${answer.values.map(({ name, value }) => `${place(name)} ${typeof value} ${value}`).sort()}`;
    case 'error':
      return `error ${answer.case.value}`;
    default:
      return deterministicText(answer);
  }
}

const hitOf = ({ from, to }: Change<Func>, member: string): Hit => ({
  item: itemKey.import(from),
  itemNow: itemKey.import(to),
  from: memberOf(from.origin, member),
  to: memberOf(to.origin, member),
});

function suspends({ effects }: Func): boolean {
  return effects.blocking && effects.whereForbidden === 'suspend';
}

/** Whether two names are those of one function, which stands in the interface of those that name it. */
const isSameFunction = (pair: AbiPair, { from, to }: Change<Func>, was: string | undefined, is: string | undefined): boolean =>
  was !== undefined && is !== undefined && idsNow(pair).get(`${from.interfaceName}.${was}`) === `${to.interfaceName}.${is}`;

/** The ids that functions have now, by those that they had. */
const idsNow = oncePer(
  ({ functions }: AbiPair): ReadonlyMap<string, string> => new Map(functions.kept.map(({ from, to }) => [from.func.id, to.func.id])),
);
