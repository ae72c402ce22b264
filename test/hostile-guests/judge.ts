import type createWabt from 'wabt';
import type { Subject } from './bundle.js';
import type { Job } from './bundled.js';
import { generate } from './generator/program.js';
import { Machine } from './model/machine.js';
import type { Range } from './model/reads.js';
import { type Program, toText } from './program.js';
import { toWat } from './wat.js';

export type Wabt = Awaited<ReturnType<typeof createWabt>>;

/** A guest that is ready to run, and the log that the model says it has. */
export interface Guest {
  readonly subject: Subject;
  readonly program: Program;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly expected: readonly string[];
  /** What the run may read of memory, by the model. */
  readonly reads: readonly Range[];
}

/** Schemas by turns: those with more functions come more often. */
export const turns = (subjects: readonly Subject[]): Subject[] =>
  subjects.flatMap((s) => new Array<Subject>(Math.min(6, 1 + Math.floor(s.abi.interfaces.flatMap((i) => i.functions).length / 8))).fill(s));

/** The guest of a seed: which schema it is for follows from the seed too. Of a list of schemas that can be suspended, it may be. */
export function guestOf(wabt: Wabt, list: readonly Subject[], seed: number, suspend = false): Guest {
  const subject = list[seed % list.length] as Subject;
  return prepare(wabt, subject, generate(subject.abi, subject.folder, seed, suspend));
}

export function prepare(wabt: Wabt, subject: Subject, program: Program): Guest {
  const module = wabt.parseWat('guest.wat', toWat(subject.abi, program), { exceptions: true, bulk_memory: true, threads: true });
  try {
    const bytes = new Uint8Array(module.toBinary({}).buffer);
    const machine = new Machine(subject.abi, program);
    return { subject, program, bytes, expected: machine.run(), reads: machine.reads.ranges };
  } finally {
    module.destroy();
  }
}

/** What is wanted of a run: the log that the model has too, or what differs for bytes that the run may not read. */
export type Sought = 'log' | 'what it should not read';

export const wanted = (guest: Guest, sought: Sought): readonly string[] => (sought === 'log' ? guest.expected : []);

export const jobOf = ({ subject, program, reads }: Guest, module: string, sought: Sought): Job => ({
  folder: subject.folder,
  module,
  program: toText(program),
  ...(sought === 'log' ? {} : { reads }),
});

export const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((line, i) => line === b[i]);

/** The least guest that still differs: steps, then what callbacks and hosts do, are left out one by one. */
export async function shrink(program: Program, differs: (smaller: Program) => Promise<boolean>): Promise<Program> {
  let now = program;
  const attempt = async (smaller: Program): Promise<boolean> => {
    const found = await differs(smaller);
    if (found) now = smaller;
    return found;
  };
  for (let size = Math.ceil(now.steps.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < now.steps.length; )
      if (!(await attempt({ ...now, steps: [...now.steps.slice(0, at), ...now.steps.slice(at + size)] }))) at += size;
  for (const hook of now.hooks.keys()) await attempt({ ...now, hooks: now.hooks.map((h, i) => (i === hook ? [] : h)) });
  for (const [name, script] of Object.entries(now.exports))
    await attempt({ ...now, exports: { ...now.exports, [name]: { ...script, actions: [] } } });
  for (const index of now.sites.keys()) {
    const change = (site: Program['sites'][number]) => ({ ...now, sites: now.sites.map((s, i) => (i === index ? site : s)) });
    const site = now.sites[index] as Program['sites'][number];
    await attempt(change({ ...site, plan: { ...site.plan, before: [] } }));
  }
  return now;
}

/** Both sides of a difference, from a few lines before it on, and what is called in the guest. */
export function report({ subject, program }: Guest, expected: readonly string[], host: string, got: readonly string[]): string {
  const at = got.findIndex((line, i) => line !== expected[i]);
  const from = at < 0 ? got.length : at;
  const lines = (of: readonly string[]) => of.slice(from, from + 5).join('\n    ') || '(the end)';
  const used = new Set([...got, ...expected].flatMap((line) => /^call (\d+)$/.exec(line)?.[1] ?? []));
  return [
    `${subject.folder} on ${host}, target ${program.target}: FC_SEED=${program.seed} makes this guest first`,
    `  before:\n    ${got.slice(Math.max(0, from - 8), from).join('\n    ')}`,
    `  ${host}:\n    ${lines(got)}`,
    `  wanted:\n    ${lines(expected)}`,
    `  steps ${toText(program.steps)} hooks ${toText(program.hooks)}`,
    ...[...used].map((i) => `  site ${i} ${toText(program.sites[Number(i)])}`),
  ].join('\n');
}
