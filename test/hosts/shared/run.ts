/**
 * Runs a guest that works in steps: the export `step` does what can be done now and answers WORKING, DONE, or a negative
 * error. Between two steps the host goes back to its event loop, so that sockets, fetches and databases get on. It needs no
 * threads and no suspension of WebAssembly, and so it works wherever WebAssembly does. A guest that waits for nothing waits for
 * ever: race it with a timeout where that matters.
 */
export const [WORKING, DONE] = [0, 1];

/** Tells the loop that something happened which may let the guest get on. */
export class Events {
  #happened = false;
  #wake: (() => void) | undefined;

  /** Bound, so that it can be handed out as a listener. */
  readonly happened = (): void => {
    this.#happened = true;
    this.#wake?.();
  };

  /** Waits for the next event, or for one since the last wait. */
  async next(): Promise<void> {
    if (!this.#happened) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#happened = false;
    this.#wake = undefined;
  }
}

/** Calls an export; answers later where the engine suspended the guest. */
type Step = () => number | Promise<number>;

/**
 * Calls `step` until the guest is done; answers what its last call did: DONE, or the negative error.
 *
 * @param callable makes a function of the export; absent: it is called as it is. See `promising` of the package.
 */
export async function runSteps(
  instance: WebAssembly.Instance,
  events: Events,
  callable: (step: Step) => Step = (step) => step,
): Promise<number> {
  const { step } = instance.exports;
  if (typeof step !== 'function') throw new TypeError('the guest has no export step');
  const run = callable(step as Step);
  for (;;) {
    const answer = await run();
    if (answer !== WORKING) return answer;
    await events.next();
  }
}
