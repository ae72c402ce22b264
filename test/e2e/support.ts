import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import createWabt from 'wabt';
import {
  compile,
  createContext,
  type EmittedFile,
  emit,
  emitters,
  narrow,
  nodeHost,
  type Result,
  readModule,
} from '../../generator/index.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What `createImports` gives. */
export interface Bindings {
  readonly imports: WebAssembly.Imports;
  readonly granted: readonly string[];
  readonly capabilities: Readonly<Record<string, string | null>>;
}

export interface LinkOptions {
  readonly memory?: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean };
  readonly functionTable?: { readonly initial: number; readonly maximum?: number };
  readonly modules?: WebAssembly.Imports;
  readonly peers?: WebAssembly.Exports;
}

type Domain = Readonly<Record<string, object>>;

/** An entry of a generated package, as far as the tests use it. */
export interface Entry {
  createImports(hosts?: object, options?: object): Bindings;
  instantiate(source: BufferSource | WebAssembly.Module, bindings: Bindings, options?: LinkOptions): Promise<WebAssembly.Instance>;
  preflight(guest: WebAssembly.Module | object, options?: LinkOptions): readonly { readonly kind: string; readonly message: string }[];
  attach(bindings: Bindings, instance: WebAssembly.Instance): void;
  guestExports(bindings: Bindings): Readonly<Record<string, (...values: (number | bigint)[]) => number | bigint>>;
  raw(functions: object): object;
  err(failure: object | undefined, text?: string): object;
  readonly Errno: Domain;
  readonly Status: Domain;
  readonly SmallErrno: Domain;
  readonly Eai: Domain;
  readonly WasiErrno: Domain;
  readonly AbiTrap: new () => Error;
  readonly AbiLinkError: new () => Error;
}

const demand = <T>({ value, diagnostics }: Result<T>): T => {
  if (value === undefined) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return value;
};

/** What one emitter makes of an ABI, for all its targets; of what one module imports, if one is given. */
async function emitted(abi: string, emitter: string, only?: Uint8Array): Promise<readonly EmittedFile[]> {
  const { lowered } = demand(compile(nodeHost, join(root, abi)));
  const wanted = only === undefined ? lowered : demand(narrow(lowered, demand(readModule(only, 'guest')), 'guest', 'sha256:0'));
  const targets = lowered.abi.targets.map((t) => t.name);
  const chosen = emitters.filter((e) => e.name === emitter);
  return demand(await emit(wanted, chosen, createContext({ targets, strictHost: false })));
}

/** One emitted file. */
export async function emittedText(abi: string, emitter: string, path: string): Promise<string> {
  const found = (await emitted(abi, emitter)).find((file) => file.path === `${emitter}/${path}`);
  if (!found) throw new Error(`${emitter} emits no ${path}`);
  return found.text;
}

/**
 * Generates the host package of an ABI into a folder that is gone after the tests of the file, and imports one entry of it: that of Node, unless
 * another is asked for.
 */
export async function packageOf(abi: string, only?: Uint8Array): Promise<(target?: string) => Promise<Entry>> {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of await emitted(abi, 'ts-host', only)) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
  return async (target = 'wasi') => (await import(pathToFileURL(join(folder, `ts-host/${target}.js`)).href)) as Entry;
}

/** Assembles a module in WAT. */
export async function assemble(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const { parseWat } = await createWabt();
  // As bytes: a string is taken as Latin-1.
  const module = parseWat('guest.wat', new TextEncoder().encode(text), { threads: true });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** A prebuilt guest. */
export const guestBytes = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(root, `test/guests/${name}.wasm`)));
