import type { WasmModule } from '../../runtime-glue/wasm/module.js';

/** Exports that a module is started with, the likeliest first. */
const entries = ['_start', '_initialize', 'main'];

/**
 * The export that the first call calls: the named one, else one of the usual names, else the first function without parameters.
 * Undefined if the module has none that can be called without arguments.
 */
export function entryOf({ exports }: WasmModule, named: string | undefined): string | undefined {
  const callable = exports.filter(({ type }) => type.kind === 'func' && type.params.length === 0).map(({ name }) => name);
  if (named !== undefined) return callable.find((name) => name === named);
  return entries.find((name) => callable.includes(name)) ?? callable[0];
}
