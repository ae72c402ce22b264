import { baseType, type Func, type HandleType } from '../../../generator/ir/abi.js';
import { type Lifted, refuse, roleOf } from './call.js';
import type { Machine } from './machine.js';
import { failing, type ModelPromise, type Outcome, promiseOf } from './promises.js';
import { itemSize, layoutOf, methodOf, type Slot, slotsOf } from './shape.js';
import { ModelTask, Trap } from './state.js';
import { fromBits } from './values.js';

/**
 * A call of an import at which the engine suspends the guest: it does so also where the host answers at once. What the import does
 * when the host has answered is done by `resume`, and gives the core result.
 */
export class Suspension {
  constructor(
    readonly promise: ModelPromise | undefined,
    readonly resume: (outcome: Outcome) => bigint | undefined,
  ) {}
}

/** What an import came to: its core result, or that the guest is suspended. */
export type Answered = bigint | undefined | Suspension;

/** How a call goes on once its host is known to have answered: what to do inside the call, before the answer is looked at. */
export type Conclude = (call: Lifted, produce: Outcome) => bigint | undefined;

/** A call that was answered by would-block, with what the host was given. */
interface Pending {
  readonly call: Lifted;
  outcome: Outcome | undefined;
}

/** How many calls of one import may wait for the guest to ask again: where they carry handles, as many as those may be. */
const limitOf = ({ handles }: Lifted): number => Math.max(64, ...handles.map(({ type }) => type.limit));

/** Calls that wait for their hosts, by import. */
export class Waiting {
  readonly #calls = new Map<string, Map<string, Pending>>();

  /** Forgets the calls that carry a handle, which was closed. */
  close(type: HandleType, number: bigint): void {
    const carries = ({ call }: Pending) => call.handles.some((h) => h.type === type && h.number === number && h.resource !== null);
    for (const calls of this.#calls.values()) for (const [key, pending] of calls) if (carries(pending)) calls.delete(key);
  }

  of(func: Func): Map<string, Pending> {
    const known = this.#calls.get(func.id) ?? new Map<string, Pending>();
    this.#calls.set(func.id, known);
    return known;
  }
}

/**
 * Calls a host that may answer by a promise. A guest that can be told to ask again gets would-block, and later, for the same call,
 * what the host answered to the first: the host is not called again. Other guests need a host that answers at once.
 */
export function later(machine: Machine, func: Func, call: Lifted, bits: readonly bigint[], run: Outcome, conclude: Conclude): Answered {
  const goOn = (given: Lifted, outcome: Outcome): bigint | undefined =>
    conclude(given, () => {
      if (machine.dead) {
        outcome();
        throw new Trap();
      }
      machine.leave();
      unchanged(machine, func, call);
      const returned = outcome();
      for (const type of func.pumps) machine.pumps.run(type);
      return returned;
    });
  const kept = machine.resources.take(func, call.resource);
  if (kept !== undefined) return goOn(call, () => kept);
  if (machine.program.suspend) return suspended(machine, run, (outcome) => goOn(call, outcome));
  const again = func.params.some((p) => p.own) ? undefined : roleOf(func, 'would-block');
  const waiting = machine.waiting.of(func);
  const key = keyOf(machine, func, bits);
  const earlier = again && waiting.get(key);
  if (again && earlier) {
    if (earlier.outcome === undefined) return refuse(machine, func, [], again);
    waiting.delete(key);
    return goOn(withCopiesOf(earlier.call, call), earlier.outcome);
  }
  while (again && waiting.size >= limitOf(call)) {
    // What a handle that is open was answered is not given up.
    const carries = ({ call }: Pending) => call.handles.some(({ resource }) => resource !== null);
    const [answered] = [...waiting].find(([, pending]) => pending.outcome !== undefined && !carries(pending)) ?? [];
    if (answered === undefined) return refuse(machine, func, [], again);
    waiting.delete(answered);
    machine.blame(func);
  }
  let returned: unknown;
  let promise: ModelPromise | undefined;
  try {
    returned = run();
    promise = promiseOf(returned, machine.jobs);
  } catch (cause) {
    return goOn(call, failing(cause));
  }
  if (!again || promise === undefined) return goOn(call, () => returned);
  const pending: Pending = { call, outcome: undefined };
  // The host may have had the guest make the same call, or close its handles.
  waiting.delete(key);
  if (call.handles.every((h) => h.resource === null || machine.resources.table(h.type).open.get(h.number) === h.resource))
    waiting.set(key, pending);
  promise.whenSettled((outcome) => {
    pending.outcome = outcome;
  });
  machine.leave();
  return refuse(machine, func, [], again);
}

/** Calls a host whose promise the guest waits for. What ended the instance meanwhile is a trap, whatever the host comes to. */
function suspended(machine: Machine, run: Outcome, goOn: (outcome: Outcome) => bigint | undefined): Answered {
  let returned: unknown;
  let promise: ModelPromise | undefined;
  try {
    returned = run();
    promise = promiseOf(returned, machine.jobs);
  } catch (cause) {
    return goOn(failing(cause));
  }
  if (promise === undefined) return goOn(() => returned);
  return new Suspension(promise, (outcome) => goOn(machine.dead ? () => undefined : outcome));
}

/** A handle that was closed while the host ran, and perhaps opened anew, is no longer the one that the host was given. */
function unchanged(machine: Machine, func: Func, call: Lifted): void {
  for (const { slot, type, number, resource } of call.handles)
    if (!slot.param.own && resource !== null && machine.resources.table(type).open.get(number) !== resource)
      refuse(machine, func, ['bad-handle', 'invalid']);
}

/** A call with what the host was given to write when it was first made. */
const withCopiesOf = (earlier: Lifted, now: Lifted): Lifted => ({
  ...now,
  lent: now.lent.map((l, i) => ({ ...l, bytes: earlier.lent[i]?.bytes ?? l.bytes })),
  values: new Map([...now.values].map(([slot, value]) => [slot, slot.base.kind === 'stream' ? earlier.values.get(slot) : value])),
});

/** What makes two calls the same: what the host is given, by content and not by address. */
function keyOf(machine: Machine, func: Func, bits: readonly bigint[]): string {
  const rooms = new Set(methodOf(func).args.flatMap((a) => (a.as === 'value' ? [] : [a.slot])));
  const { bytes } = machine.memory;
  const word = (at: number): number => new DataView(bytes.buffer).getUint32(at, true);
  const part = (slot: Slot): unknown => {
    const [address, length] = [Number(bits[slot.at]), Number(bits[slot.at + 1] ?? 0n)];
    const { param, base, how } = slot;
    const content = (at: number, size: number): readonly number[] => [...bytes.subarray(at, at + size)];
    if (how === 'number' || how === 'pointer') return String(fromBits(slot.cores[0] as 'i32', bits[slot.at] as bigint));
    if (how === 'count') return [];
    if (how === 'fixed') return param.pass === 'out' ? [] : content(address, layoutOf(param.type).size);
    if (how === 'bytes' && param.pass === 'out') return rooms.has(slot) ? length : [];
    if (param.optional && address === 0 && length === 0) return null;
    if (how === 'bytes') return content(address, length);
    const counter = param.count === undefined ? undefined : slotsOf(func).find((s) => s.param.name === param.count);
    const count = counter ? Number(bits[counter.at]) : length;
    if (base.kind !== 'buffers') return param.pass === 'out' ? count : content(address, count * itemSize(base));
    const items = Array.from({ length: count }, (_, i) => [word(address + i * 8), word(address + i * 8 + 4)] as const);
    return items.map(([at, size]) => (param.pass === 'out' ? size : content(at, size)));
  };
  return JSON.stringify(slotsOf(func).map(part));
}

/** Starts, polls or cancels a task: the host has one method for the three. */
export function task(machine: Machine, func: Func, call: Lifted, run: (context: object) => unknown, conclude: Conclude) {
  if (func.task) {
    const started = new ModelTask();
    machine.tasks.push(started);
    return conclude(call, () => {
      machine.gate = 1;
      try {
        const returned = run(started.context);
        const promise = promiseOf(returned, machine.jobs);
        if (promise === undefined) started.outcome = () => returned;
        else
          promise.whenSettled((outcome) => {
            started.outcome = outcome;
          });
      } catch (cause) {
        started.outcome = failing(cause);
      }
      machine.leave();
      return started;
    });
  }
  const found = call.resource as ModelTask;
  if (func.taskPart?.role === 'cancel') {
    found.abort();
    return conclude(call, () => undefined);
  }
  if (found.outcome === undefined) return refuse(machine, func, [], roleOf(func, 'would-block'));
  found.stays = false;
  try {
    return conclude(call, found.outcome);
  } finally {
    const handle = call.handles[0];
    if (!found.stays && handle) {
      machine.resources.close(baseType(handle.type) as HandleType, handle.number);
      found.over = !machine.dead;
    }
  }
}
