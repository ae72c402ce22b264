import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createWabt from 'wabt';
import { bundle, folders, type Subject } from '../hostile-guests/bundle.js';

import { type Guest, same, type Wabt } from '../hostile-guests/judge.js';
import { compare, inHost, suspendedGuests } from '../hostile-guests/places.js';
import { folder } from '../runtime/supply.js';
import type { OpenHost } from '../support/real-hosts/index.js';
import { processHost } from '../support/real-hosts/node.js';
import { node24 } from './runtimes.js';

/** The hostile guests of `test/hostile-guests`, suspended by the engine of Node 24. FC_SEED repeats a run. */
const count = process.env.MOLT_ABI_NIGHTLY === '1' ? 10_000 : 400;
const first = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));
const into = folder();
let host: OpenHost;
let wabt: Wabt;
let text: string;
let subjects: readonly Subject[];
let guestsFrom: (seed: number) => (i: number) => Guest;

beforeAll(async () => {
  // Reporters show the titles of what failed only.
  console.log(`hostile guests that Node 24 suspends: FC_SEED=${first}`);
  wabt = await createWabt();
  host = await processHost(node24);
  ({ text, subjects } = await bundle(into, folders()));
  guestsFrom = (seed) => suspendedGuests(wabt, subjects, seed);
}, 120_000);
afterAll(() => host.close());

describe(`hostile guests that Node 24 suspends, FC_SEED=${first}`, () => {
  test('cases 65 to 90: do what the model says', { timeout: 3_600_000 }, () =>
    compare(wabt, [inHost('node-24', host, text)], count, guestsFrom(first)),
  );

  test('many are suspended, and many of these go on', () => {
    const logs = Array.from({ length: 300 }, (_, i) => guestsFrom(first)(i).expected);
    // A step that is refused while another waits, and one that comes back after it did.
    const refused = logs.filter((log) => log.some((line, i) => line === 'threw an error' && log[i - 1]?.startsWith('step ')));
    const left = logs.filter((log) => log.at(-1) === 'suspended');
    expect(refused.length, `FC_SEED=${first}`).toBeGreaterThan(60);
    expect(refused.filter((log) => !left.includes(log)).length, `FC_SEED=${first}`).toBeGreaterThan(20);
  });
});

/** Each takes one check out of the packages. */
const holes: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ['calls while the guest is suspended', /guest\.fiber = -1;/g, 'guest.fiber = -1; guest.gate = 0;'],
  ['a second call', /guest\.gate !== 0 \|\| guest\.depth !== 0/g, 'false'],
  ['the end of a guest that threw', /return end\(guest, cause, `the guest export \$\{name\} threw`\)/g, 'throw cause'],
  ['a poisoned instance', /this\.gate = 2;/g, ''],
];

test.each(holes)('they notice a package without the check of %s', { timeout: 120_000 }, async (_, from, to) => {
  expect(text.match(from)?.length ?? 0, 'the check stands in the packages').toBeGreaterThan(0);
  const guests = Array.from({ length: 300 }, (_, i) => guestsFrom(1)(i));
  const changed = text.replaceAll(from, to);
  expect(await inHost('node-24', host, changed).run([], 'log'), 'it is a program still').toEqual([]);
  // The end of its process is noticed too.
  const logs = await inHost('node-24', host, changed)
    .run(guests, 'log')
    .catch(() => []);
  expect(guests.some((guest, i) => !same(logs[i] ?? [], guest.expected))).toBe(true);
});
