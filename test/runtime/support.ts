import type { LoweredFunc } from '../../generator/ir/lowered.js';
import { wat } from './supply.js';

export { load } from './supply.js';

export type Core = number | bigint;
export type Call = (...values: Core[]) => Core | undefined;
/** A failure constant of a domain; only its identity matters. */
type Failure = object;

export interface Bindings {
  readonly imports: Record<string, Record<string, Call>>;
  readonly granted: readonly string[];
  readonly capabilities: Readonly<Record<string, string | null>>;
}

/** Deterministic mode of one guest. */
export interface DeterministicMode {
  readonly clock: { read(clock: 'wall' | 'monotonic'): bigint; sleep(time: bigint): void };
  readonly random: { fill(view: Uint8Array): void; u32(): number; number(scalar: string): number | bigint | boolean };
}

/** An entry of a generated package, as far as these tests use it. */
export interface Entry {
  createImports(hosts?: object, options?: object): Bindings;
  instantiate(source: BufferSource | WebAssembly.Module, bindings: Bindings, options?: object): Promise<WebAssembly.Instance>;
  attach(bindings: Bindings, instance: WebAssembly.Instance): void;
  guestExports(bindings: Bindings): Record<string, Call>;
  end(bindings: Bindings): void;
  deterministic(options?: object): DeterministicMode;
  audit(onUse: (use: object) => void): object;
  raw(functions: object): object;
  err(failure: Failure, text?: string): Failure;
  readonly Errno: Readonly<Record<string, Failure>>;
  readonly Failure: new (domain: string, name: string, code: number, text?: string) => Failure;
  readonly AbiTrap: new (message: string) => Error;
  readonly AbiLinkError: new (differences: readonly string[]) => Error;
}

/** A function that an ABI imports: its two names, and its core signature. */
interface ImportedFunc {
  readonly func: Pick<LoweredFunc['func'], 'module' | 'field'>;
  readonly signature: LoweredFunc['signature'];
}

export interface Package {
  readonly entry: Entry;
  /** What of an ABI can be written into a bundle. */
  readonly lowered: { readonly interfaces: readonly { readonly functions: readonly ImportedFunc[] }[] };
}

const typeOf = ({ params, results }: ImportedFunc['signature']): string =>
  `${params.map((p) => `(param ${p})`).join(' ')} ${results.map((r) => `(result ${r})`).join(' ')}`;

/** An exported function that calls an import with its own parameters. */
const callOf = ({ func: { field }, signature }: ImportedFunc): string =>
  `(func (export "${field}") ${typeOf(signature)} (call $${field} ${signature.params.map((_, i) => `(local.get ${i})`).join(' ')}))`;

/** The imports of an ABI in WAT, each as `$field`. */
export const importsOf = (lowered: Package['lowered']): string =>
  lowered.interfaces
    .flatMap((i) => i.functions)
    .map(({ func, signature }) => `(import "${func.module}" "${func.field}" (func $${func.field} ${typeOf(signature)}))`)
    .join('\n');

/**
 * A guest that does as it is told: it exports a call of every import of the ABI, and its memory. Not the import itself: not every
 * engine gives what comes out of that the core type of its result.
 */
export const puppet = (lowered: Package['lowered'], more = '(memory (export "memory") 1 4)'): string => {
  const calls = lowered.interfaces.flatMap((i) => i.functions).map(callOf);
  return `(module ${importsOf(lowered)} ${more} ${calls.join(' ')})`;
};

/** A running guest and what its host was told to forgive. */
export interface Rig {
  readonly bindings: Bindings;
  readonly exports: Record<string, Call>;
  readonly memory: WebAssembly.Memory;
  /** Causes that `onHostError` was given. */
  readonly blamed: unknown[];
  bytes(): Uint8Array;
  view(): DataView;
  /** Writes text or bytes, and gives back their length. */
  put(at: number, what: string | ArrayLike<number>): number;
  get(at: number, length: number): number[];
  text(at: number, length: number): string;
}

export async function rig(pkg: Package, hosts: object, options: object = {}, guest = puppet(pkg.lowered), link: object = {}): Promise<Rig> {
  const blamed: unknown[] = [];
  const onHostError = ({ cause }: { cause: unknown }) => void blamed.push(cause);
  const bindings = pkg.entry.createImports(hosts, { onHostError, ...options });
  return seated(bindings, await pkg.entry.instantiate(await wat(guest), bindings, link), blamed);
}

/** An instance as a rig. */
export function seated(bindings: Bindings, instance: WebAssembly.Instance, blamed: unknown[] = []): Rig {
  const memory = (instance.exports.memory ?? new WebAssembly.Memory({ initial: 0 })) as WebAssembly.Memory;
  const bytes = () => new Uint8Array(memory.buffer);
  return {
    bindings,
    exports: instance.exports as unknown as Record<string, Call>,
    memory,
    blamed,
    bytes,
    view: () => new DataView(memory.buffer),
    put(at, what) {
      const data = typeof what === 'string' ? new TextEncoder().encode(what) : Uint8Array.from(what);
      bytes().set(data, at);
      return data.length;
    },
    get: (at, length) => [...bytes().subarray(at, at + length)],
    text: (at, length) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes().slice(at, at + length)),
  };
}

/** Calls an import of a guest. */
export const call = (from: Rig, field: string, ...values: Core[]): Core | undefined => (from.exports[field] as Call)(...values);

/** The addresses at which memory changed under `run`, and what it gave. */
export function changes<T>(from: Rig, run: () => T): { readonly result: T; readonly at: number[] } {
  const before = from.bytes().slice();
  const result = run();
  const after = from.bytes();
  const at: number[] = [];
  for (let i = 0; i < after.length; i++) if (after[i] !== (before[i] ?? 0)) at.push(i);
  return { result, at };
}

/** A host whose methods do what `answers` says at the time, and the arguments that it was called with. */
export interface Stub {
  readonly host: object;
  readonly calls: unknown[][];
  answers: Record<string, ((...values: never[]) => unknown) | undefined>;
}

export function stub(answers: Stub['answers'] = {}): Stub {
  const made: Stub = { host: {}, calls: [], answers };
  const host = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...values: never[]) => {
          made.calls.push(values);
          return made.answers[method as string]?.(...values);
        },
    },
  );
  return Object.assign(made, { host });
}
