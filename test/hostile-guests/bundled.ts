import { decode, encode } from '@msgpack/msgpack';
import { fromText, type Program } from './program.js';
import { type Entry, run, type Surface } from './runner.js';

/** The codecs that are the host's to give: MessagePack for all of them. */
const codec = { encode: (value: unknown) => encode(value), decode: (bytes: Uint8Array) => decode(bytes) };

/** A guest to run: the folder of its schema, the name of its module, and its program as text. */
export interface Job {
  readonly folder: string;
  readonly module: string;
  readonly program: string;
}

/** What a bundle exports: it runs guests on the package of their schema and target, and answers their logs. */
export const program =
  (entries: Readonly<Record<string, Entry>>, surfaces: Readonly<Record<string, Surface>>) =>
  async (jobs: readonly Job[], { modules }: { readonly modules: Readonly<Record<string, WebAssembly.Module>> }): Promise<string[][]> => {
    const logs: string[][] = [];
    for (const job of jobs) {
      const guest = fromText(job.program) as Program;
      const entry = entries[`${job.folder} ${guest.target}`] as Entry;
      logs.push([...(await run(entry, surfaces[job.folder] as Surface, codec, modules[job.module] as WebAssembly.Module, guest))]);
    }
    return logs;
  };
