import { notes } from '../notes.js';
import { type Bindings, type Entry, guestBytes } from '../support.js';
import { allHosts, codecs, modules } from './all.js';
import type { Calls } from './buffers-host.js';

export { allHosts, codecs, modules };

/** The guests that make the same calls, each from the declarations for its language. */
export const everything = ['everything-c', 'everything-wat', 'everything-rust', 'everything-assemblyscript'] as const;

/** A guest at work: what it noted, what reached the host, and how the host failed. */
export interface Run {
  readonly bindings: Bindings;
  readonly instance: WebAssembly.Instance;
  readonly calls: Calls;
  readonly failures: { readonly function: string; readonly cause: unknown }[];
  notes(group: string): (bigint | string | number)[];
}

export async function start(entry: Entry, guest: string, options: object = { grants: ['demo.write'] }): Promise<Run> {
  const calls: Calls = [];
  const failures: Run['failures'] = [];
  const onHostError = (failed: Run['failures'][number]) => void failures.push(failed);
  const bindings = entry.createImports(allHosts(entry, calls), { codecs, modules, onHostError, ...options });
  // The guest in WAT imports its memory and a table with 4 slots; the others bring their own.
  const instance = await entry.instantiate(guestBytes(guest), bindings, { functionTable: { initial: 4 } });
  return { bindings, instance, calls, failures, notes: (group) => notes(instance, group) };
}
