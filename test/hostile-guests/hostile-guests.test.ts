import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createWabt from 'wabt';
import { folder } from '../runtime/supply.js';
import { type OpenHost, open, type RealHost, realHosts } from '../support/real-hosts/index.js';
import { bundle, folders, type Subject } from './bundle.js';
import { generate } from './generator/program.js';
import { type Guest, guestOf, same, turns, type Wabt } from './judge.js';
import { functionsOf } from './model/shape.js';
import { compare, few, inHost, inProcess, type Place, suspendedGuests } from './places.js';

/**
 * Guests that break every rule of an ABI, made from its schema, run on the generated packages and compared with a reference model
 * that is written from the schema alone: every answer, every call of the host, every byte of memory that changed, the class of every
 * exception that leaves a guest; and nothing of the embedder's own objects may be changed after a run. FC_SEED repeats a run.
 */
const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const counts = nightly ? { guests: 100_000, suspended: 20_000 } : { guests: 2_500, suspended: 500 };
const first = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));

const into = folder();
let wabt: Wabt;
let list: readonly Subject[];
let all: readonly Subject[];
let text: string;

beforeAll(async () => {
  // Reporters show the titles of what failed only.
  console.log(`hostile guests: FC_SEED=${first}`);
  wabt = await createWabt();
  const made = await bundle(into, folders());
  text = made.text;
  all = made.subjects;
  list = turns(all);
}, 120_000);

describe(`hostile guests, FC_SEED=${first}`, () => {
  test('every function of every schema is called by some guest', () => {
    const called = new Map(all.map((s) => [s.folder, new Set<string>()]));
    for (let seed = 0; seed < 4_000; seed++) {
      const subject = list[seed % list.length] as Subject;
      const { sites, steps } = generate(subject.abi, subject.folder, seed);
      for (const action of steps.flat()) if (action.do === 'call') called.get(subject.folder)?.add(sites[action.site]?.func ?? '');
    }
    // The functions of one corpus differ in nothing but their names, and are too many.
    const left = all.flatMap(({ folder, abi }) => {
      if (folder === 'test/corpus/reserved-words') return [];
      const callable = functionsOf(abi).filter((f) => f.status !== 'reserved');
      return callable.filter((f) => !called.get(folder)?.has(f.id)).map((f) => `${folder} ${f.id}`);
    });
    expect(left).toEqual([]);
    expect(new Set(list).size).toBeGreaterThan(25);
  });

  describe('cases 65 to 90', () => {
    const hosts = new Map<RealHost, OpenHost>();
    const places: Place[] = [];
    beforeAll(async () => {
      for (const name of realHosts) hosts.set(name, await open(name));
      places.push(await inProcess('node', into, text));
      for (const name of ['chromium', 'workerd'] as const) places.push(inHost(name, hosts.get(name) as OpenHost, text));
    }, 60_000);
    afterAll(async () => {
      await Promise.all([...hosts.values()].map((host) => host.close()));
    });

    test('guests that ask again, on Node, Chromium and workerd', { timeout: 7_200_000 }, () =>
      compare(wabt, places, counts.guests, (i) => guestOf(wabt, list, first + i)),
    );

    // The Node that runs the tests may not have JSPI: `test/full/hostile-suspended.test.ts` runs them on one that has.
    test('guests that the engine suspends, on Chromium and workerd', { timeout: 3_600_000 }, () =>
      compare(wabt, places.slice(1), counts.suspended, suspendedGuests(wabt, all, first)),
    );

    test.each(realHosts)('they notice on %s what a package changes of the embedder', { timeout: 120_000 }, async (name) => {
      const left = {
        'Number.prototype': 'Number.prototype.left = 1',
        'Array.prototype': 'Object.defineProperty(Array.prototype, "at", { enumerable: true })',
        'what a generator function inherits from.prototype': 'Object.getPrototypeOf(function* () {}).prototype.left = 1',
        Atomics: 'Object.preventExtensions(Atomics)',
        left: 'globalThis.left = 1',
      };
      const place = inHost(name, hosts.get(name) as OpenHost, text.replaceAll(/this\.gate = 2;/g, `$& ${Object.values(left).join('; ')};`));
      const trapped = Array.from({ length: 300 }, (_, seed) => guestOf(wabt, list, seed)).find((g) => g.expected.includes('threw a trap'));
      const [log] = await place.run([trapped as Guest], 'log');
      const told = log?.filter((line) => line.startsWith('changed '));
      expect(told?.toSorted()).toEqual(
        Object.keys(left)
          .map((name) => `changed ${name}`)
          .toSorted(),
      );
      expect(log?.filter((line) => !told?.includes(line))).toEqual(trapped?.expected);
    });
  });
});

/** Each takes one check out of the packages. What only one sort of function needs is looked for in guests of its schema. */
const holes: readonly (readonly [what: string, from: RegExp, to: string, schema?: string])[] = [
  ['the end of memory', /> memory\.length\b/g, '> memory.length + 1'],
  ['overlaps', /a < b \+ y && b < a \+ x/g, 'a < b + y && b < a'],
  ['malformed text', /fatal: true/g, 'fatal: false'],
  ['generations of handles', /Math\.floor\(rest \/ this\.#bits\.kind\) === this\.#generations\[slot\]/g, 'true'],
  ['what calls from the allocator meet', /guest\.gate = 1;\n(\s+)const answer/g, '$1const answer'],
  ['calls from inside a host method', /guest\.gate = 1;\n(\s+)returned = /g, '$1returned = '],
  ['a poisoned instance', /this\.gate = 2;/g, ''],
  ['unsigned addresses', /(\w+) = \1 >>> 0;/g, ''],
  ['the quota of handles', /this\.#open \+ wanted > this\.limit/g, 'false'],
  ['the length of an answer', /returned <= view\.length/g, 'true'],
  ['what is shared being lent', /guest\.shared \? new Uint8Array\(len\) : /g, ''],
  ['an answer that was asked for already', /this\.#forget\(earlier\);/g, '', 'late'],
  ['a task that was answered', /table\w*\.take\(handle\w*\);\s+(\w+\.over\(\);)/g, '$1', 'tasks'],
  ['a kept answer being read again', /this\.outcome = \(\) => value;/g, '', 'tasks'],
  ['the class of what ends a guest', /\?\?= new AbiTrap\(why/g, '??= new RangeError(why'],
  ['the class of what a call meets that may not enter', /throw new Error\((`[^`]* was called during)/g, 'throw new TypeError($1'],
];

describe('what the guests notice', () => {
  test.each(holes.map((hole) => [hole[0], hole] as const))(
    'a package without the check of %s',
    { timeout: 120_000 },
    async (what, hole) => {
      const [, from, to, schema] = hole;
      expect(text.match(from)?.length ?? 0, 'the check stands in the packages').toBeGreaterThan(0);
      const place = await inProcess(`without ${what}`, into, text.replaceAll(from, to));
      const guests = schema === undefined ? list : all.filter((s) => s.folder === `test/runtime/abis/${schema}`);
      const noticed = async (): Promise<boolean> => {
        for (let seed = 1; seed < 3_000; seed += few) {
          const made = Array.from({ length: few }, (_, i) => guestOf(wabt, guests, seed + i));
          const logs = await place.run(made, 'log').catch(() => []);
          if (made.some(({ expected }, i) => !same(logs[i] ?? [], expected))) return true;
        }
        return false;
      };
      expect(await noticed()).toBe(true);
    },
  );
});
