import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type { OpenHost } from '../support/real-hosts/index.js';
import type { Subject } from './bundle.js';
import type { program } from './bundled.js';
import { type Guest, guestOf, jobOf, prepare, report, type Sought, same, shrink, turns, type Wabt, wanted } from './judge.js';
import { suspendable } from './model/shape.js';

/**
 * How many guests cross into a host at once: a page or a worker takes as long to start as to run fifty of them. Those that run twice
 * keep two memories each, and an engine that has set aside address space for some hundreds of memories makes no more.
 */
const batches: Readonly<Record<Sought, number>> = { log: 500, 'what it should not read': 200 };

/** How many run or are made before the servers of this process, from which hosts fetch, have their turn. */
export const few = 20;

/** Where guests run: gives the log of each, or what it should not have read. */
export interface Place {
  readonly name: string;
  run(guests: readonly Guest[], sought: Sought): Promise<readonly (readonly string[])[]>;
}

/** A host in a process of its own, which runs a bundle. */
export const inHost = (name: string, host: OpenHost, text: string): Place => ({
  name,
  run: async (guests, sought) => {
    const files = Object.fromEntries(guests.map((g, i) => [`g${i}`, g.bytes]));
    const jobs = guests.map((g, i) => jobOf(g, `g${i}`, sought));
    return (await host.run(text, files, jobs)) as string[][];
  },
});

/** This process, which loads a bundle from a file of its own in a folder. */
export async function inProcess(name: string, folder: string, text: string): Promise<Place> {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.mjs`);
  writeFileSync(file, text);
  const { default: run } = (await import(pathToFileURL(file).href)) as { default: ReturnType<typeof program> };
  return {
    name,
    run: async (guests, sought) => {
      const logs: string[][] = [];
      for (let from = 0; from < guests.length; from += few) {
        const now = guests.slice(from, from + few);
        const modules = Object.fromEntries(now.map(({ bytes }, i) => [`g${i}`, new WebAssembly.Module(bytes)]));
        logs.push(
          ...(await run(
            now.map((g, i) => jobOf(g, `g${i}`, sought)),
            { modules },
          )),
        );
        await turn();
      }
      return logs;
    },
  };
}

/** Runs so many guests at every place, the places at once, and holds each to what is wanted of it. */
export async function compare(
  wabt: Wabt,
  places: readonly Place[],
  count: number,
  guestAt: (i: number) => Guest,
  sought: Sought = 'log',
): Promise<void> {
  const batch = batches[sought];
  for (let from = 0; from < count; from += batch) {
    const guests: Guest[] = [];
    for (let i = from; i < Math.min(count, from + batch); i++) {
      guests.push(guestAt(i));
      if (i % few === 0) await turn();
    }
    const found = await Promise.all(
      places.map(async (place) => {
        const logs = await place.run(guests, sought);
        const other = guests.find((guest, i) => !same(logs[i] ?? [], wanted(guest, sought)));
        return other === undefined ? [] : [{ place, guest: other }];
      }),
    );
    for (const { place, guest } of found.flat()) expect.fail(await explain(wabt, place, guest, sought));
    if (count >= 10_000 && from % 5_000 === 0) console.log(`${from + guests.length} of ${count} guests`);
  }
}

/** The least guest that is still not what is wanted there, told with both sides. */
async function explain(wabt: Wabt, place: Place, guest: Guest, sought: Sought): Promise<string> {
  const runs = async (of: Guest): Promise<readonly string[]> => (await place.run([of], sought))[0] ?? [];
  const least = await shrink(guest.program, async (smaller) => {
    const made = prepare(wabt, guest.subject, smaller);
    return !same(await runs(made), wanted(made, sought));
  });
  const made = prepare(wabt, guest.subject, least);
  return report(made, wanted(made, sought), place.name, await runs(made));
}

/** Guests that the engine suspends, of every schema that has a function for it. */
export function suspendedGuests(wabt: Wabt, all: readonly Subject[], first: number): (i: number) => Guest {
  const list = turns(all.filter(({ abi }) => suspendable(abi).length > 0));
  return (i) => guestOf(wabt, list, first + i, true);
}
