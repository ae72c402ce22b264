import { isLate } from './answers.js';
import type { Guest } from './guest.js';
import type { Handles } from './handles.js';
import { failing, whenSettled } from './suspend.js';

/** What a method that runs as a task is given after its parameters. */
export interface TaskContext {
  /**
   * Aborted when the guest cancels the task or has ended before it took the answer, also where the host has answered by then: what
   * it answered reaches nobody, and what it opened for it is its to close.
   */
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
      if (isLate(returned))
        whenSettled(returned, (outcome) => {
          this.outcome = outcome;
        });
      else this.outcome = () => returned;
    } catch (cause) {
      this.outcome = failing(cause);
    }
    guest.leave();
  }

  /** Keeps what was read of the answer for another poll, since the guest had no room for it. */
  keep(value: unknown): void {
    this.outcome = () => value;
    this.stays = true;
  }

  /** The guest has the answer. */
  over(): void {
    this.guest.tasks?.delete(this.#abort);
  }

  /** Tells the host that nobody waits any more. */
  cancel(): undefined {
    this.guest.gate = 1;
    this.over();
    this.#abort.abort();
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
  if (task.stays) return answer;
  table.take(handle);
  task.over();
  return answer;
}
