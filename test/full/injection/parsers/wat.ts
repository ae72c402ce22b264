import createWabt from 'wabt';
import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { mark, only, type Parsed } from './parser.js';

const features = { exceptions: true, threads: true, memory64: true, reference_types: true, mutable_globals: true, multi_memory: true };

/** The lines of wabt's own text of the module, and the names that an engine reads in its binary. */
export async function parseWat(files: readonly EmittedFile[]): Promise<Parsed> {
  const { parseWat: parse } = await createWabt();
  // As bytes: a string is taken as Latin-1.
  const module = parse('imports.wat', new TextEncoder().encode(only(files).text), features);
  try {
    const text = module.toText({ foldExprs: false, inlineExport: false });
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(module.toBinary({}).buffer)));
    return {
      structure: text.split('\n').map((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, mark)),
      strings: new Set(imports.flatMap((i) => [i.module, i.name])),
    };
  } finally {
    module.destroy();
  }
}
