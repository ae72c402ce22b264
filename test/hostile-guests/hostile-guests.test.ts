import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createWabt from 'wabt';
import { folder } from '../runtime/supply.js';
import { type OpenHost, open } from '../support/real-hosts/index.js';
import { bundle, folders, type Subject } from './bundle.js';
import type { program } from './bundled.js';
import { compare, suspendedGuests } from './elsewhere.js';
import { generate } from './generator/program.js';
import { type Guest, guestOf, jobOf, prepare, report, same, shrink, turns, type Wabt } from './judge.js';
import { functionsOf } from './model/shape.js';
import type { Program } from './program.js';

/**
 * Guests that break every rule of an ABI, made from its schema, run on the generated packages and compared with a reference model
 * that is written from the schema alone: every answer, every call of the host, and every byte of memory that changed.
 * FC_SEED repeats a run.
 */
const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const counts = nightly ? { node: 100_000, others: 5_000 } : { node: 2_500, others: 200 };
const first = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));

type Run = ReturnType<typeof program>;
let wabt: Wabt;
let list: readonly Subject[];
let all: readonly Subject[];
let text: string;
const into = folder();

const load = async (name: string, content: string): Promise<Run> => {
  const file = join(into, `${name}.mjs`);
  writeFileSync(file, content);
  return ((await import(pathToFileURL(file).href)) as { default: Run }).default;
};

/** Runs one guest in this process. */
const here = async (run: Run, guest: Guest): Promise<readonly string[]> =>
  (await run([jobOf(guest, 'guest')], { modules: { guest: new WebAssembly.Module(guest.bytes) } }))[0] ?? [];

/** The least guest with a difference, told with both sides. */
async function explain(run: Run, guest: Guest): Promise<string> {
  const differs = async (smaller: Program): Promise<boolean> => {
    const made = prepare(wabt, guest.subject, smaller);
    return !same(await here(run, made), made.expected);
  };
  const least = prepare(wabt, guest.subject, await shrink(guest.program, differs));
  return report(least, 'node', await here(run, least));
}

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

  test('cases 65 to 90: on Node', { timeout: 7_200_000 }, async () => {
    const run = await load('packages', text);
    for (let i = 0; i < counts.node; i++) {
      const guest = guestOf(wabt, list, first + i);
      if (!same(await here(run, guest), guest.expected)) expect.fail(await explain(run, guest));
      if (nightly && i % 5_000 === 0) console.log(`${i} of ${counts.node} guests`);
    }
  });

  describe.each(['chromium', 'workerd'] as const)('cases 65 to 90: on %s', (name) => {
    let host: OpenHost;
    beforeAll(async () => {
      host = await open(name);
    }, 60_000);
    afterAll(() => host.close());

    test('guests that ask again', { timeout: 1_800_000 }, () =>
      compare(name, host, text, counts.others, (i) => guestOf(wabt, list, first + i)),
    );

    test('guests that the engine suspends', { timeout: 1_800_000 }, () =>
      compare(name, host, text, counts.others, suspendedGuests(wabt, all, first)),
    );
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
  ['an answer that was asked for already', /this\.#calls\.delete\(name\);/g, '', 'late'],
  ['a task that was answered', /if \(!\w+\.stays\)\s+table\w*\.take\(handle\w*\);/g, '', 'tasks'],
  ['a kept answer being read again', /this\.outcome = \(\) => value;/g, '', 'tasks'],
];

describe('what the guests notice', () => {
  test('a package that leaves something on a prototype of the embedder', { timeout: 120_000 }, async () => {
    const left = Symbol.for('left by a test');
    const leaves = text.replaceAll(/this\.gate = 2;/g, '$& Number.prototype[Symbol.for("left by a test")] = 1;');
    expect(leaves).not.toBe(text);
    const run = await load('which-leaves-something', leaves);
    try {
      for (let seed = 1; !(left in Number.prototype) && seed < 3_000; seed++) {
        const guest = guestOf(wabt, list, seed);
        const found = await here(run, guest);
        expect(found).toEqual(left in Number.prototype ? [...guest.expected, 'changed Number.prototype'] : guest.expected);
      }
      expect(left in Number.prototype).toBe(true);
    } finally {
      Reflect.deleteProperty(Number.prototype, left);
    }
  });

  test.each(holes.map((hole) => [hole[0], hole] as const))(
    'a package without the check of %s',
    { timeout: 120_000 },
    async (what, hole) => {
      const [, from, to, schema] = hole;
      expect(text.match(from)?.length ?? 0, 'the check stands in the packages').toBeGreaterThan(0);
      const run = await load(`without-${what.replaceAll(/\W+/g, '-')}`, text.replaceAll(from, to));
      const guests = schema === undefined ? list : all.filter((s) => s.folder === `test/runtime/abis/${schema}`);
      const noticed = async (): Promise<boolean> => {
        for (let seed = 1; seed < 3_000; seed++) {
          const guest = guestOf(wabt, guests, seed);
          if (!same(await here(run, guest).catch((thrown: unknown) => [`failed: ${thrown}`]), guest.expected)) return true;
        }
        return false;
      };
      expect(await noticed()).toBe(true);
    },
  );
});
