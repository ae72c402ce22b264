import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import createWabt from 'wabt';
import { tsHost } from '../../generator/emitters/ts-host/index.js';
import { createContext, type EmittedFile } from '../../generator/index.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { compile } from '../../generator/pipeline.js';
import { nodeHost } from '../../generator/source/node-host.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export type Core = number | bigint;
export type Call = (...values: Core[]) => Core | undefined;
/** A failure constant of a domain; only its identity matters. */
type Failure = object;

export interface Bindings {
  readonly imports: Record<string, Record<string, Call>>;
}

/** An entry of a generated package, as far as these tests use it. */
interface Entry {
  createImports(hosts?: object, options?: object): Bindings;
  instantiate(source: BufferSource | WebAssembly.Module, bindings: Bindings, options?: object): Promise<WebAssembly.Instance>;
  attach(bindings: Bindings, instance: WebAssembly.Instance): void;
  guestExports(bindings: Bindings): Record<string, Call>;
  deterministic(keys: readonly string[]): (hosts: object) => void;
  raw(functions: object): object;
  err(failure: Failure, text?: string): Failure;
  readonly Errno: Readonly<Record<string, Failure>>;
  readonly Failure: new (domain: string, name: string, code: number, text?: string) => Failure;
  readonly AbiTrap: new (message: string) => Error;
  readonly AbiLinkError: new (differences: readonly string[]) => Error;
}

export interface Package {
  readonly entry: Entry;
  readonly lowered: LoweredAbi;
}

export async function emitHost(folder: string, strictHost = false): Promise<{ lowered: LoweredAbi; files: readonly EmittedFile[] }> {
  const { value, diagnostics } = compile(nodeHost, join(root, folder));
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  const targets = value.abi.targets.map((t) => t.name);
  const emitted = await tsHost.emit(value.lowered, createContext({ targets, strictHost }));
  return { lowered: value.lowered, files: emitted.value ?? [] };
}

/** A folder that is gone after the tests of the file. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'molt-abi-'));
  afterAll(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export function write(into: string, files: readonly EmittedFile[]): void {
  for (const file of files) {
    const path = join(into, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

/**
 * The host package of one of the ABIs here, with its glue taken from `runtime-glue/` itself, so that coverage tells which of
 * it the tests reach. The package with its own copy is tested in test/e2e.
 */
export async function load(abi: string, target = 'wasi'): Promise<Package> {
  const { lowered, files } = await emitHost(`test/runtime/abis/${abi}`);
  const into = folder();
  write(
    into,
    files.map((file) => {
      const glue = /^glue\/(\w+)\.js$/.exec(file.path)?.[1];
      return glue === undefined ? file : { path: file.path, text: `export * from ${JSON.stringify(`${root}runtime-glue/${glue}.ts`)};\n` };
    }),
  );
  return { entry: (await import(join(into, `${target}.js`))) as Entry, lowered };
}

/** Assembles a module in WAT. */
export async function wat(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const { parseWat } = await createWabt();
  const module = parseWat('guest.wat', text, { threads: true, exceptions: true, bulk_memory: true });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** The imports of an ABI in WAT, each as `$field`. */
export const importsOf = (lowered: LoweredAbi): string =>
  lowered.interfaces
    .flatMap((i) => i.functions)
    .map(({ func, signature: { params, results } }) => {
      const type = `${params.map((p) => `(param ${p})`).join(' ')} ${results.map((r) => `(result ${r})`).join(' ')}`;
      return `(import "${func.module}" "${func.field}" (func $${func.field} ${type}))`;
    })
    .join('\n');

/** A guest that does as it is told: it exports every import of the ABI as it is, and its memory. */
export const puppet = (lowered: LoweredAbi, more = '(memory (export "memory") 1 4)'): string => {
  const fields = lowered.interfaces.flatMap((i) => i.functions).map((f) => f.func.field);
  return `(module ${importsOf(lowered)} ${more} ${fields.map((f) => `(export "${f}" (func $${f}))`).join(' ')})`;
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
}

export async function rig(pkg: Package, hosts: object, options: object = {}, guest = puppet(pkg.lowered), link: object = {}): Promise<Rig> {
  const blamed: unknown[] = [];
  const onHostError = ({ cause }: { cause: unknown }) => void blamed.push(cause);
  const bindings = pkg.entry.createImports(hosts, { onHostError, ...options });
  const instance = await pkg.entry.instantiate(await wat(guest), bindings, link);
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
