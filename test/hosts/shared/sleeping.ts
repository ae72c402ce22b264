/**
 * `poll_oneoff` on real clocks. A guest that sleeps has slept when it is told so: a host that answers at once, without an event, turns
 * every sleep into a busy loop. Where nothing may wait, the answer is a promise: the engine suspends the guest until then (option
 * `suspend`), or the guest is told to ask again.
 */
import { type Event, type Fd, type Subscription, WasiErrno } from '@molt/abi-host';
// The target with the least of WASI: what is right there is right on all.
import type { WasiHost } from '@molt/abi-host/edge';
import { readClock } from './program.js';
import type { Events } from './run.js';
import { due, eventOf } from './waiting.js';

/** Whether the guest has this descriptor. Nothing that these hosts open keeps a guest waiting: files never do, and standard input is there. */
type IsOpen = (fd: Fd) => boolean;

interface Told {
  readonly events: readonly Event[];
  readonly nevents: number;
}

/** Begins to wait. What it gives answers what has happened since, or for how many nanoseconds nothing will. */
function begin(subscriptions: readonly Subscription[], isOpen: IsOpen): () => Told | bigint {
  const begun = readClock('monotonic');
  const dues = subscriptions.map(({ u }) =>
    u.kind === 'clock' ? due({ read: readClock }, u.value) : { in: 0n, error: isOpen(u.value.fd) ? 0 : WasiErrno.BADF.code },
  );
  return () => {
    const passed = readClock('monotonic') - begun;
    const events = subscriptions.flatMap((subscription, i) => {
      const one = dues[i];
      return one !== undefined && one.in <= passed ? [eventOf(subscription, one.error)] : [];
    });
    if (events.length > 0) return { events, nevents: events.length };
    const [first = 0n] = dues.map((one) => one.in - passed).toSorted((a, b) => Number(a - b));
    return first;
  };
}

/** Timers count in milliseconds and may come a little early, so that one is not the last word. */
const milliseconds = (nanoseconds: bigint): number => Math.min(Number(nanoseconds / 1_000_000n) + 1, 2 ** 31 - 1);

/** For hosts that may wait, such as Node. All else of the thread waits too. */
export const blockingSleep = (isOpen: IsOpen) =>
  ({
    pollOneoff(subscriptions) {
      if (subscriptions.length === 0) return WasiErrno.INVAL;
      const ask = begin(subscriptions, isOpen);
      const cell = new Int32Array(new SharedArrayBuffer(4));
      for (;;) {
        const told = ask();
        if (typeof told !== 'bigint') return told;
        Atomics.wait(cell, 0, 0, milliseconds(told));
      }
    },
  }) satisfies Pick<WasiHost, 'pollOneoff'>;

/** For hosts that may not, such as pages and workers. */
export const suspendingSleep = (isOpen: IsOpen, events: Events) =>
  ({
    async pollOneoff(subscriptions) {
      if (subscriptions.length === 0) return WasiErrno.INVAL;
      const ask = begin(subscriptions, isOpen);
      for (;;) {
        const told = ask();
        if (typeof told === 'bigint') {
          await new Promise((over) => setTimeout(over, milliseconds(told)));
          continue;
        }
        // After this answer has arrived: a guest that works in steps then asks again.
        setTimeout(events.happened);
        return told;
      }
    },
  }) satisfies Pick<WasiHost, 'pollOneoff'>;
