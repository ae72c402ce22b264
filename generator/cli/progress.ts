import type { Terminal } from './terminal.js';

/** Says on a terminal what a long run is doing, in one line that is gone when it ends. */
export interface Progress {
  /** What happens from now on: `ts-host (1 of 10)`. */
  readonly step: (text: string) => void;
  /** Takes the line away, so that what comes next has it for itself. */
  readonly end: () => void;
}

/** Runs shorter than this show nothing. */
const quietMs = 300;

const takeAway = '\r\u001b[K';

/** `now` tells milliseconds. Where errors do not go to a terminal that can rewrite a line, nothing is ever written. */
export function createProgress({ err, rewritesErr }: Terminal, now: () => number = () => performance.now()): Progress {
  const begin = now();
  let shown = false;
  return {
    step: (text) => {
      if (!rewritesErr || now() - begin < quietMs) return;
      err(`${takeAway}molt-abi: ${text} ...`);
      shown = true;
    },
    end: () => {
      if (shown) err(takeAway);
      shown = false;
    },
  };
}
