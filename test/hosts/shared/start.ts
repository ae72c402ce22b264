/**
 * How a program of Molt starts: the order is that of the schema (`when` of the exports of `guest`), and each export is called once.
 * A program may be one module, or two: the application, and the runtime that it imports.
 */
import type { AsyncGuestExports, Bindings, GuestExports } from '@molt/abi-host/edge';

/** What a host does with an entry of the package. */
export interface Linking {
  readonly instantiate: (
    module: WebAssembly.Module,
    bindings: Bindings,
    options: { peers: WebAssembly.Exports },
  ) => Promise<WebAssembly.Instance>;
  readonly guestExports: (bindings: Bindings) => GuestExports;
}

/**
 * Calls the exports of the start that the program has: those of `asyncGuestExports`, where the engine may suspend it.
 *
 * @param tableBase the slot at which the functions of the application begin, where two modules share the table
 * @returns what `molt_main` answered, a boxed value; undefined without one.
 */
export async function startProgram(guest: GuestExports | AsyncGuestExports, tableBase?: bigint): Promise<bigint | undefined> {
  if (tableBase !== undefined) await guest.molt_set_wasm_table_base?.(tableBase);
  await guest.molt_host_init?.();
  await guest.molt_isolate_bootstrap?.();
  return guest.molt_main?.();
}

/**
 * Links an application to its runtime and starts both. The runtime comes first, since the application imports its exports; it may
 * import exports of the application in turn, which it finds once that is there. Both have the memory and the table of the runtime.
 */
export async function startSplit(
  { instantiate, guestExports }: Linking,
  runtime: WebAssembly.Module,
  application: WebAssembly.Module,
  bindings: Bindings,
  tableBase?: bigint,
): Promise<bigint | undefined> {
  let later: WebAssembly.Exports | undefined;
  const call = (name: string) => {
    const found = later?.[name];
    if (typeof found !== 'function') throw new WebAssembly.RuntimeError(`${name} is called before the application is there`);
    return found;
  };
  const functions = WebAssembly.Module.exports(application).filter(({ kind }) => kind === 'function');
  const peers = Object.fromEntries(functions.map(({ name }) => [name, (...values: unknown[]) => call(name)(...values)]));
  const { exports } = await instantiate(runtime, bindings, { peers });
  const shared = {
    memory: exports.molt_memory ?? exports.memory,
    __indirect_function_table: exports.molt_table ?? exports.__indirect_function_table,
  };
  const present = Object.fromEntries(Object.entries(shared).filter(([, item]) => item !== undefined));
  const imports = { ...bindings.imports, env: { ...bindings.imports.env, ...present }, molt_runtime: exports } as WebAssembly.Imports;
  later = (await WebAssembly.instantiate(application, imports)).exports;
  return startProgram(guestExports(bindings), tableBase);
}
