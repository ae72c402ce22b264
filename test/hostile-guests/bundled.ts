import { disturbed } from './intrinsics.js';
import type { Range } from './model/reads.js';
import { fromText, type Program } from './program.js';
import { type Entry, run, type Surface } from './runner.js';
import { differences } from './unread.js';

/** A guest to run: the folder of its schema, the name of its module, and its program as text. */
export interface Job {
  readonly folder: string;
  readonly module: string;
  readonly program: string;
  /** What it may read. If this is given, it runs twice, and what differs is answered in the place of its log; see `unread.ts`. */
  readonly reads?: readonly Range[];
}

/** What a bundle exports: it runs guests on the package of their schema and target, and answers their logs. */
export const program =
  (entries: Readonly<Record<string, Entry>>, surfaces: Readonly<Record<string, Surface>>) =>
  async (jobs: readonly Job[], { modules }: { readonly modules: Readonly<Record<string, WebAssembly.Module>> }): Promise<string[][]> => {
    const logs: string[][] = [];
    for (const { folder, module, program, reads } of jobs) {
      const guest = fromText(program) as Program;
      const entry = entries[`${folder} ${guest.target}`] as Entry;
      const fixed = [entry, surfaces[folder] as Surface, modules[module] as WebAssembly.Module, guest] as const;
      logs.push(reads === undefined ? [...(await run(...fixed))] : await differences((eye) => run(...fixed, eye), guest, reads));
    }
    // What the guests of this call changed of the embedder's, wherever it is, is told by the last of them.
    const last = logs.at(-1);
    for (const name of last === undefined ? [] : disturbed('all')) if (!last?.includes(`changed ${name}`)) last?.push(`changed ${name}`);
    return logs;
  };
