import { isLate } from './answers.js';
import type { Guest } from './guest.js';
import type { Handles } from './handles.js';
import { failing, whenSettled } from './suspend.js';

/** What a method that runs as a task is given after its parameters. */
export interface TaskContext {
  /** Aborted when the guest cancels the task, or has ended. What the host answers afterwards reaches nobody. */
  readonly signal: AbortSignal;
}

/** A host method that runs while the guest goes on. Memory is touched only when the guest polls it. */
export class Task {
  readonly #abort = new AbortController();
  /** Gives what the host answered, or throws what it threw; undefined while it runs. */
  outcome: (() => unknown) | undefined;
  /** Whether the answer stays for another poll. */
  stays = false;

  /** Calls the host. What it throws, also at once, is answered to a poll. */
  constructor(
    readonly guest: Guest,
    call: (context: TaskContext) => unknown,
  ) {
    guest.gate = 1;
    guest.tasks ??= new Set();
    guest.tasks.add(this.#abort);
    try {
      const returned = call({ signal: this.#abort.signal });
      if (isLate(returned)) whenSettled(returned, (outcome) => this.#end(outcome));
      else this.#end(() => returned);
    } catch (cause) {
      this.#end(failing(cause));
    }
    guest.leave();
  }

  #end(outcome: () => unknown): void {
    this.outcome = outcome;
    this.guest.tasks?.delete(this.#abort);
  }

  /** Keeps what was read of the answer for another poll, since the guest had no room for it. */
  keep(value: unknown): void {
    this.outcome = () => value;
    this.stays = true;
  }

  /** Tells the host that nobody waits any more. */
  cancel(): undefined {
    this.guest.gate = 1;
    if (this.outcome === undefined) this.#abort.abort();
    this.guest.tasks?.delete(this.#abort);
    this.guest.leave();
  }
}

/** Answers a poll. A task that has been answered is over: its handle closes. */
export function pollTask(
  table: Handles<object>,
  handle: number | bigint,
  task: Task,
  wouldBlock: number | bigint,
  finish: (outcome: () => unknown) => number | bigint,
): number | bigint {
  if (task.outcome === undefined) return wouldBlock;
  task.stays = false;
  const answer = finish(task.outcome);
  if (!task.stays) table.take(handle);
  return answer;
}
