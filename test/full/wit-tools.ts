import { pathToFileURL } from 'node:url';
import { root } from '../unit/emitters/corpus.js';

/** The part of the wasm-tools of jco that the tests use. */
interface WasmTools {
  /** A core module of dummies for a world, with the world embedded as the custom section `component-type`. */
  componentEmbed(options: { witSource: string; dummy: boolean; world: string }): Promise<Uint8Array>;
  /** A module or component as text. */
  print(binary: Uint8Array): Promise<string>;
}

const entry = `${root}test/full/toolchains/node_modules/@bytecodealliance/jco-transpile/dist/wasm-tools.js`;

/** The WIT parser of the Bytecode Alliance. `npm ci --prefix test/full/toolchains` installs it. */
export const wasmTools = async (): Promise<WasmTools> => (await import(pathToFileURL(entry).href)) as WasmTools;
