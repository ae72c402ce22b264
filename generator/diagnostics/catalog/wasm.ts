import { error } from '../entry.js';

export const wasmCatalog = {
  'wasm/not-a-module': error<{ path: string; what: string }>({
    summary: 'A file that should be a core WebAssembly module is something else.',
    exit: 4,
    message: ({ path, what }) => `${path} is ${what}`,
    help: 'Give a core module in the binary format.',
  }),
  'wasm/malformed': error<{ path: string; offset: number; why: string }>({
    summary: 'The binary of a module is damaged, or of a form that is not known.',
    exit: 4,
    message: ({ path, offset, why }) => `${path} is malformed at byte ${offset} (0x${offset.toString(16)}): it ${why}`,
    help: 'Build the module again; check that the file was copied in full.',
  }),
  'wasm/refused': error<{ path: string; why: string }>({
    summary: 'The WebAssembly engine of this Node.js refuses a module.',
    exit: 4,
    message: ({ path, why }) => `${path} is refused by the WebAssembly engine of this Node.js: ${why}`,
    help: 'Build the module again if it is damaged. If it uses what only newer engines know, run molt-abi with a newer Node.js, or with the flag of Node.js that the reason names.',
  }),
  'wasm/unlisted-import': error<{ path: string; name: string; abi: string }>({
    summary: 'A module imports what the ABI does not have.',
    exit: 4,
    message: ({ path, name, abi }) => `${path} imports ${name}, which ${abi} does not have`,
    help: 'The module was built for another version of the ABI, or with a symbol left undefined.',
  }),
  'wasm/wrong-type': error<{ path: string; name: string; found: string; expected: string; abi: string }>({
    summary: 'A module imports a name of the ABI with another type.',
    exit: 4,
    message: ({ path, name, found, expected, abi }) => `${path} imports ${name} as ${found}; in ${abi} it is ${expected}`,
    help: 'A host would read wrong values. Build the module with the declarations of this version.',
  }),
  'wasm/import-conflict': error<{ name: string; types: string }>({
    summary: 'Modules import one name with types of which no host can give one thing.',
    exit: 4,
    message: ({ name, types }) => `${name} is imported as ${types}`,
    help: 'The name is not in the draft, so a module that imports it does not pass. Build the modules again from one version, or infer an ABI for each.',
  }),
};
