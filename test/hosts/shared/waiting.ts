/**
 * What `poll_oneoff` answers in deterministic mode: a guest that sleeps advances the virtual clock, and is told at once. Spread it into
 * your host of WASI and name that in `hosts`, as `deterministic({ hosts: ['wasi'] })`. Methods that your host lacks, such as
 * those for clocks and random bytes, are left to the mode.
 */
import { Clockid, type Event, Subclockflags, type Subscription, type SubscriptionClock, WasiErrno } from '@molt/abi-host';
import type { Deterministic, WasiHost } from '@molt/abi-host/edge';

type Clock = Deterministic['clock'];
type ClockName = Parameters<Clock['read']>[0];

/** A time to wait in nanoseconds, or why there is nothing to wait for. */
export type Due = { readonly in: bigint; readonly error: number };

/** The clocks that the mode keeps. Nothing here takes any CPU time. */
const clocks: Readonly<Record<number, ClockName>> = { [Clockid.REALTIME]: 'wall', [Clockid.MONOTONIC]: 'monotonic' };

export function due(clock: Pick<Clock, 'read'>, { id, timeout, flags }: SubscriptionClock): Due {
  const name = clocks[id];
  if (name === undefined) return { in: 0n, error: WasiErrno.NOTSUP.code };
  const left = (flags & Subclockflags.ABSTIME) === 0 ? timeout : timeout - clock.read(name);
  return { in: left > 0n ? left : 0n, error: 0 };
}

export const eventOf = ({ userdata, u }: Subscription, error: number): Event => ({
  userdata,
  error,
  type: u.kind === 'clock' ? 0 : u.kind === 'fdRead' ? 1 : 2,
  fdReadwrite: { nbytes: 0n, flags: 0 },
});

export function virtualWaiting(clock: Clock) {
  return {
    pollOneoff(subscriptions) {
      if (subscriptions.length === 0) return WasiErrno.INVAL;
      // Whether a descriptor is ready is for the world to say: it is answered by an error, at once.
      const dues = subscriptions.map(({ u }) => (u.kind === 'clock' ? due(clock, u.value) : { in: 0n, error: WasiErrno.NOTSUP.code }));
      const [first] = dues.toSorted((a, b) => Number(a.in - b.in));
      clock.sleep(first?.in ?? 0n);
      const events = subscriptions.flatMap((subscription, i) => {
        const one = dues[i];
        return one !== undefined && one.in === first?.in ? [eventOf(subscription, one.error)] : [];
      });
      return { events, nevents: events.length };
    },
  } satisfies Pick<WasiHost, 'pollOneoff'>;
}
