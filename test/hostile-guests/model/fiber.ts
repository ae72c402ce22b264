import type { Suspension } from './late.js';
import type { Machine } from './machine.js';
import type { Outcome } from './promises.js';
import { Trap } from './state.js';

/** A step of the guest that can be suspended: gives the calls that it waits in, and is given what they came to. */
export type Acting = Generator<Suspension, void, () => bigint | undefined>;

/** The one step that the engine runs or has suspended. What it goes on with is a job, as everything is that a promise sets off. */
export class Fiber {
  suspended = false;

  constructor(readonly machine: Machine) {}

  /** Begins a step, if none waits. */
  begin(step: Acting): void {
    const { machine } = this;
    if (this.suspended || machine.dead) {
      const thrown = machine.dead ? new Trap() : new Error('the guest is inside another call');
      machine.jobs.push(() => machine.threw(thrown));
      return;
    }
    this.suspended = true;
    machine.depth = 1;
    this.#goOn(step, undefined);
  }

  /** Runs the guest until it waits again or has come back. */
  #goOn(step: Acting, answer: (() => bigint | undefined) | undefined): void {
    const { machine } = this;
    try {
      const { value, done } = answer === undefined ? step.next() : step.next(answer);
      if (done) machine.jobs.push(() => this.#over(undefined));
      else this.#wait(step, value);
    } catch (thrown) {
      machine.jobs.push(() => this.#over({ thrown }));
    }
  }

  #wait(step: Acting, { promise, resume }: Suspension): void {
    const { machine } = this;
    const answered = (outcome: Outcome): void => {
      const answer = settled(() => resume(outcome));
      machine.jobs.push(() => this.#goOn(step, answer));
    };
    if (promise === undefined) answered(() => undefined);
    else promise.whenSettled(answered);
  }

  /** A step came back. What it threw ends the instance. */
  #over(ended: { readonly thrown: unknown } | undefined): void {
    const { machine } = this;
    this.suspended = false;
    machine.depth = 0;
    if (ended === undefined) return;
    try {
      machine.end(ended.thrown);
    } catch (thrown) {
      machine.threw(thrown);
    }
  }
}

/** What something came to, done now and told later. */
function settled<T>(run: () => T): () => T {
  try {
    const value = run();
    return () => value;
  } catch (cause) {
    return () => {
      throw cause;
    };
  }
}
