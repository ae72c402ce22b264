/** What an answer came to: gives its value, or throws what it threw. */
export type Outcome = () => unknown;

export const failing =
  (cause: unknown): Outcome =>
  () => {
    throw cause;
  };

/** A promise of the host. Who waits for it is told after the step in which it is settled, as by the jobs of an engine. */
export class ModelPromise {
  readonly #waiting: ((outcome: Outcome) => void)[] = [];
  #outcome: Outcome | undefined;

  /** `jobs` is where what is to be done after the step is put. */
  constructor(readonly jobs: (() => void)[]) {}

  /** By this, code that knows no promises of ours takes it for one. */
  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise
  readonly then = (): void => undefined;

  settle(value: unknown, rejects: boolean): void {
    const outcome = rejects ? failing(value) : resolved(value);
    if (outcome === undefined || this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const tell of this.#waiting) this.jobs.push(() => tell(outcome));
  }

  whenSettled(tell: (outcome: Outcome) => void): void {
    const outcome = this.#outcome;
    if (outcome === undefined) this.#waiting.push(tell);
    else this.jobs.push(() => tell(outcome));
  }
}

/**
 * What a host answers by later: a promise, or an object with a `then` of its own, of which those of the tests never call back. Undefined
 * for any other answer. Looking at it may throw.
 */
export function promiseOf(answered: unknown, jobs: (() => void)[]): ModelPromise | undefined {
  if (answered instanceof ModelPromise) return answered;
  const then = typeof answered === 'object' && answered !== null ? (answered as { readonly then?: unknown }).then : undefined;
  return typeof then === 'function' ? new ModelPromise(jobs) : undefined;
}

/** What resolving with a value comes to; undefined for one that has a `then` of its own: those of the tests never call back. */
function resolved(value: unknown): Outcome | undefined {
  try {
    const then = typeof value === 'object' && value !== null ? (value as { readonly then?: unknown }).then : undefined;
    return typeof then === 'function' ? undefined : () => value;
  } catch (cause) {
    return failing(cause);
  }
}
