/** Rules for hosts of WASI, which every target has. Its errors have numbers of their own. */
import type { Guest } from './guest.js';
import { demand, type Rule } from './rule.js';

const [SUCCESS, AGAIN, BADF, NOSYS] = [0, 6, 8, 52];
const [REALTIME, MONOTONIC, ABSTIME] = [0, 1, 1];
const [timeAt, subscriptionsAt, eventsAt, countAt, bytesAt] = [8, 1024, 2048, 512, 65_536];
const [subscriptionBytes, eventBytes] = [48, 32];
/** What the guest sleeps, in nanoseconds. */
const nap = 30_000_000n;
/** More than a platform gives at once: `crypto.getRandomValues` stops at 65,536. */
const many = 70_000;

function clock(guest: Guest, id: number): bigint {
  demand(`clock ${id}`, guest.call('clock_time_get', id, 1n, timeAt), SUCCESS);
  return guest.view.getBigUint64(timeAt, true);
}

/** Puts a subscription to a clock. */
function subscribe(guest: Guest, i: number, userdata: bigint, id: number, timeout: bigint, flags = 0): void {
  const at = subscriptionsAt + i * subscriptionBytes;
  guest.bytes(at, subscriptionBytes).fill(0);
  guest.view.setBigUint64(at, userdata, true);
  guest.view.setUint32(at + 16, id, true);
  guest.view.setBigUint64(at + 24, timeout, true);
  guest.view.setUint16(at + 40, flags, true);
}

/** The events of a call, as their user data and errors. A host that must not wait says AGAIN until the time is over. */
async function poll(guest: Guest, count: number): Promise<readonly (readonly [userdata: bigint, error: number])[]> {
  const answer = await guest.again('an event', AGAIN, () => guest.call('poll_oneoff', subscriptionsAt, eventsAt, count, countAt));
  demand('poll_oneoff', answer, SUCCESS);
  return Array.from({ length: guest.view.getUint32(countAt, true) }, (_, i) => {
    const at = eventsAt + i * eventBytes;
    return [guest.view.getBigUint64(at, true), guest.view.getUint16(at + 8, true)] as const;
  });
}

/** What `random_get` gives, or its error. */
function random(guest: Guest): Uint8Array | number {
  guest.bytes(bytesAt, many).fill(0);
  const answer = guest.call('random_get', bytesAt, many);
  return answer === SUCCESS ? guest.bytes(bytesAt, many).slice() : answer;
}

/** Whether bytes can be those of chance: each value among them, all through, and not the same twice. */
function demandChance(first: Uint8Array, second: Uint8Array): void {
  for (let at = 0; at < many; at += 2000) {
    const values = new Set(first.subarray(at, at + 2000)).size;
    if (values < 230) throw new Error(`random bytes from ${at} on have ${values} different values`);
  }
  if (first.every((byte, i) => byte === second[i])) throw new Error('random bytes are the same twice');
}

/** Runs something where `Math.random` answers nothing but 0, and there is no `crypto`. */
function withoutChance<T>(run: () => T): T {
  const [source, chance] = [Object.getOwnPropertyDescriptor(globalThis, 'crypto'), Math.random];
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true, writable: true });
  Math.random = () => 0;
  try {
    return run();
  } finally {
    Math.random = chance;
    delete (globalThis as { crypto?: unknown }).crypto;
    if (source) Object.defineProperty(globalThis, 'crypto', source);
  }
}

export const wasiRules: readonly Rule[] = [
  {
    name: 'sleep-sleeps',
    drift: 'D25',
    of: 'wasi.poll-oneoff',
    says: 'A call with a clock subscription does not come back before one of its events is due',
    needs: ['wasi'],
    async check(guest) {
      const due = clock(guest, MONOTONIC) + nap;
      subscribe(guest, 0, 41n, MONOTONIC, nap);
      subscribe(guest, 1, 42n, MONOTONIC, 1000n * nap);
      demand('the events of a sleep', await poll(guest, 2), [[41n, 0]]);
      const now = clock(guest, MONOTONIC);
      if (now < due) throw new Error(`the sleep was over ${due - now} ns too early`);
    },
  },
  {
    name: 'events-are-due',
    drift: 'D25',
    of: 'wasi.poll-oneoff',
    says: 'The host answers at most one event per subscription.',
    needs: ['wasi'],
    async check(guest) {
      subscribe(guest, 0, 7n, REALTIME, clock(guest, REALTIME) - nap, ABSTIME);
      subscribe(guest, 1, 8n, MONOTONIC, 0n);
      demand('the events of times that are over', await poll(guest, 2), [
        [7n, 0],
        [8n, 0],
      ]);
    },
  },
  {
    name: 'random-is-random',
    drift: 'D25',
    of: 'wasi.random-get',
    says: 'The bytes come from a cryptographic source of the host, however many are asked for',
    needs: ['wasi'],
    check(guest) {
      const [first, second] = [random(guest), random(guest)];
      if (typeof first === 'number' || typeof second === 'number') throw new Error(`random_get: ${shown(first)}, ${shown(second)}`);
      demandChance(first, second);
    },
  },
  {
    name: 'no-random-without-source',
    drift: 'D25',
    of: 'wasi.random-get',
    says: 'a host that has none answers NOSYS',
    needs: ['wasi'],
    check(guest) {
      const [first, second] = withoutChance(() => [random(guest), random(guest)]);
      // A host may have another source than `crypto`; what `Math.random` gives is none.
      if (first instanceof Uint8Array && second instanceof Uint8Array) demandChance(first, second);
      else demand('random_get without a source', [first, second], [NOSYS, NOSYS]);
    },
  },
  {
    name: 'errors-are-those-of-wasi',
    drift: 'D25',
    of: 'wasi.wasi-errno',
    says: 'They are not those of Linux: 38 is NETDOWN here.',
    needs: ['wasi'],
    check(guest) {
      // The numbers of WASI: 8 is a bad descriptor, 52 a call that is not there. 38 would be a network that is down, 0 success.
      guest.bytes(subscriptionsAt, 8).fill(0);
      demand('a descriptor that is not open', guest.call('fd_write', 999, subscriptionsAt, 1, countAt), BADF);
      const closing = guest.call('fd_close', 999);
      if (closing !== BADF && closing !== NOSYS) throw new Error(`close of a descriptor that is not open: ${closing}`);
    },
  },
];

const shown = (found: Uint8Array | number): string => (typeof found === 'number' ? String(found) : 'bytes');
