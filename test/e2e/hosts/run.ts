import { decode, encode } from '@msgpack/msgpack';
import { notes } from '../notes.js';
import { type Bindings, type Entry, guestBytes } from '../support.js';
import { buffersHosts, type Calls } from './buffers-host.js';
import { encodingsHosts, errorsHost, streamsHost } from './calls-host.js';
import { memoryHosts, numbersHost } from './values-host.js';

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

export const codecs = { msgpack: { encode, decode } };
export const modules = { runtime: { demo_square: (x: number) => x * x } };

/** Host objects for every interface of the corpus `everything`. */
export const allHosts = (entry: Entry, calls: Calls) => ({
  ...buffersHosts(entry, calls),
  ...memoryHosts(entry, calls),
  numbers: numbersHost(entry, calls),
  errors: errorsHost(entry, calls),
  ...encodingsHosts(entry, calls),
  streams: streamsHost(entry, calls),
});

export async function start(entry: Entry, guest: string, options: object = { grants: ['demo.write'] }): Promise<Run> {
  const calls: Calls = [];
  const failures: Run['failures'] = [];
  const onHostError = (failed: Run['failures'][number]) => void failures.push(failed);
  const bindings = entry.createImports(allHosts(entry, calls), { codecs, modules, onHostError, ...options });
  // The guest in WAT imports its memory and a table with 4 slots; the others bring their own.
  const instance = await entry.instantiate(guestBytes(guest), bindings, { functionTable: { initial: 4 } });
  return { bindings, instance, calls, failures, notes: (group) => notes(instance, group) };
}
