import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createWabt from 'wabt';
import { folder } from '../runtime/supply.js';
import { type OpenHost, open } from '../support/real-hosts/index.js';
import { bundle, folders, type Subject } from './bundle.js';
import { guestOf, turns, type Wabt } from './judge.js';
import { compare, few, inHost, inProcess, type Place, suspendedGuests } from './places.js';
import { pageSize } from './program.js';
import { maskOf } from './unread.js';

/**
 * That nothing is read outside of the declared ranges: the hostile guests run twice, with memories that differ in every byte that the
 * run may not read (`model/reads.ts` says which it may, from the schema alone), and everything that can be observed is the same:
 * what the guest is answered, what host methods are given, down to the bytes of views and copies, what comes out as an exception or goes
 * to `onHostError`, with the messages, and what is written.
 *
 * This is about what the glue does. A view that is lent to a host has a `buffer`, through which the host reaches all of the memory:
 * hosts are trusted, and those of these tests read what they are given and nothing beside it. Nor is it claimed that no byte is ever
 * loaded by an instruction, only that none has an effect, time apart. FC_SEED repeats a run.
 */
const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const counts = nightly ? { guests: 10_000, suspended: 2_000 } : { guests: 500, suspended: 100 };
const first = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));

const into = folder();
const opened: OpenHost[] = [];
const places: Place[] = [];
let wabt: Wabt;
let list: readonly Subject[];
let all: readonly Subject[];
let text: string;

beforeAll(async () => {
  // Reporters show the titles of what failed only.
  console.log(`hostile guests that run twice: FC_SEED=${first}`);
  wabt = await createWabt();
  const made = await bundle(into, folders());
  text = made.text;
  all = made.subjects;
  list = turns(all);
  places.push(await inProcess('node', into, text));
  for (const name of ['chromium', 'workerd'] as const) {
    const host = await open(name);
    opened.push(host);
    places.push(inHost(name, host, text));
  }
}, 120_000);
afterAll(async () => {
  await Promise.all(opened.map((host) => host.close()));
});

describe(`what a run may not read has no effect, FC_SEED=${first}`, () => {
  test('most of memory is not to be read, up to the bytes beside what is', () => {
    const guests = Array.from({ length: 300 }, (_, i) => guestOf(wabt, list, first + i));
    const shares = guests.map(({ program, reads }) => maskOf(program.seed, reads).filter((bits) => bits !== 0).length / pageSize);
    // A guest may lend a host all of its memory.
    expect(shares.filter((share) => share > 0.9).length).toBeGreaterThan(guests.length * 0.9);
    const edges = guests.flatMap(({ program, reads }) => {
      const mask = maskOf(program.seed, reads);
      return reads.flatMap(([from, to]) => [mask[from - 1], mask[to]]);
    });
    expect(edges.length).toBeGreaterThan(guests.length);
    expect(edges.filter((bits) => bits !== undefined && bits !== 0).length).toBeGreaterThan(edges.length / 2);
  });

  test('guests that ask again, on Node, Chromium and workerd', { timeout: 3_600_000 }, () =>
    compare(wabt, places, counts.guests, (i) => guestOf(wabt, list, first + i), 'what it should not read'),
  );

  test('guests that the engine suspends, on Chromium and workerd', { timeout: 3_600_000 }, () =>
    compare(wabt, places.slice(1), counts.suspended, suspendedGuests(wabt, all, first), 'what it should not read'),
  );
});

/** Each lets a package read what it may not: some show it to the host, some to whoever sees a message. */
const leaks: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ['a view, or a copy, that is a byte too long', /(subarray|slice)\(ptr, ptr \+ len\)/g, '$1(ptr, ptr + len + 1)'],
  ['a view that begins a byte too early', /memory\.subarray\(ptr, ptr \+ len\)/g, 'memory.subarray(ptr - 1, ptr + len)'],
  ['short text that is a byte too long', /ascii\(view, ptr, ptr \+ len\)/g, 'ascii(view, ptr, ptr + len + 1)'],
  ['a range that is clamped', /if \((\w+)Ptr \+ (\w+) > memory\.length\)/g, 'if (false)'],
  [
    'a copy to fill that shows what was there',
    /(fresh = \(_guest, )_memory, _ptr, len\) => new Uint8Array\(len\)/g,
    '$1memory, ptr, len) => memory.slice(ptr, ptr + len)',
  ],
  ['a number that is read a byte too far on', /getUint32\((at\d+ \+ \d+), true\)/g, 'getUint32($1 + 1, true)'],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the packages have these texts
  ['a byte in the message of a trap', /throw this\.poison\(`\$\{what\} \$\{why\}`\)/g, 'throw this.poison(`${what} ${why} ${this.u8[9]}`)'],
  [
    'a byte in what a host is told of its failure',
    /report\(guest, idOf\(row\), cause\)/g,
    'report(guest, idOf(row), Error(`${guest.u8[9]}`))',
  ],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
];

describe('guests that run twice notice', () => {
  test.each(leaks)('%s', { timeout: 120_000 }, async (what, from, to) => {
    expect(text.match(from)?.length ?? 0, 'what is changed stands in the packages').toBeGreaterThan(0);
    const place = await inProcess(what, into, text.replaceAll(from, to));
    const noticed = async (): Promise<readonly string[]> => {
      for (let seed = 1; seed < 3_000; seed += few) {
        const found = await place.run(
          Array.from({ length: few }, (_, i) => guestOf(wabt, list, seed + i)),
          'what it should not read',
        );
        if (found.flat().length > 0) return found.flat();
      }
      return [];
    };
    expect(await noticed()).not.toEqual([]);
  });
});
