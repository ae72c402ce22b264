import { expect } from 'vitest';
import type { OpenHost } from '../support/real-hosts/index.js';
import type { Subject } from './bundle.js';
import { type Guest, guestOf, jobOf, report, same, turns, type Wabt } from './judge.js';
import { suspendable } from './model/shape.js';

/** How many guests cross into a host at once. */
const batch = 100;

/** Runs guests in a host in a process of its own; gives the log of each. */
export async function logsOf(host: OpenHost, text: string, guests: readonly Guest[]): Promise<readonly (readonly string[])[]> {
  const files = Object.fromEntries(guests.map((g, i) => [`g${i}`, g.bytes]));
  const jobs = guests.map((g, i) => jobOf(g, `g${i}`));
  return (await host.run(text, files, jobs)) as string[][];
}

/** Runs so many guests there, and compares each with the model. */
export async function compare(name: string, host: OpenHost, text: string, count: number, guestAt: (i: number) => Guest): Promise<void> {
  for (let from = 0; from < count; from += batch) {
    const guests = Array.from({ length: Math.min(batch, count - from) }, (_, i) => guestAt(from + i));
    const logs = await logsOf(host, text, guests);
    for (const [i, guest] of guests.entries()) if (!same(logs[i] ?? [], guest.expected)) expect.fail(report(guest, name, logs[i] ?? []));
  }
}

/** Guests that the engine suspends, of every schema that has a function for it. */
export function suspendedGuests(wabt: Wabt, all: readonly Subject[], first: number): (i: number) => Guest {
  const list = turns(all.filter(({ abi }) => suspendable(abi).length > 0));
  return (i) => guestOf(wabt, list, first + i, true);
}
