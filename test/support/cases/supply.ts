// In a bundle this name stands for the generated packages; see packages.ts.
import { packages } from 'packages-of-the-tests';

type Modules = Readonly<Record<string, WebAssembly.Module>>;

/** What test/runtime/supply.ts and test/e2e/support.ts make with files and compilers, for hosts that have neither. */
let given: Modules = {};

/** Before the tests of a file: the modules that they will ask for, by their WAT or by the name of a prebuilt guest. */
export const supply = (modules: Modules): void => {
  given = modules;
};

function moduleOf(name: string): WebAssembly.Module {
  const module = given[name];
  if (module === undefined) throw new Error(`there is no module for ${name}`);
  return module;
}

/** The target that this host is one of, and whose entry of a package tests get unless they name another. */
export const here = 'document' in globalThis ? 'browser' : globalThis.navigator?.userAgent === 'Cloudflare-Workers' ? 'edge' : 'wasi';

function entryOf(abi: string, target: string) {
  const entry = packages[abi]?.entries[target];
  if (entry === undefined) throw new Error(`there is no package for ${target} of ${abi}`);
  return entry;
}

/** See test/runtime/supply.ts. */
export const wat = async (text: string): Promise<WebAssembly.Module> => moduleOf(text);

export async function load(abi: string, target: string = here) {
  const folder = `test/runtime/abis/${abi}`;
  return { entry: entryOf(folder, target), lowered: packages[folder]?.lowered };
}

/** See test/e2e/support.ts. */
export const guestBytes = (name: string): WebAssembly.Module => moduleOf(`test/guests/${name}.wasm`);

export const packageOf =
  async (abi: string) =>
  async (target: string = here) =>
    entryOf(abi, target);
