import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { wasmTools } from '../../wit-tools.js';
import { only, type Parsed } from './parser.js';

/** Each world of a package as the parser of the component model embeds it: its types and functions, without documentation. */
export async function parseWit(files: readonly EmittedFile[]): Promise<Parsed> {
  const { text } = only(files);
  const tools = await wasmTools();
  const structure: string[] = [];
  for (const [, world] of text.matchAll(/^world (\S+) \{$/gm)) {
    const core = await tools.componentEmbed({ witSource: text, dummy: true, world: world as string });
    const [types] = WebAssembly.Module.customSections(new WebAssembly.Module(new Uint8Array(core)), 'component-type');
    const printed = await tools.print(new Uint8Array(types as ArrayBuffer));
    structure.push(...printed.split('\n').filter((line) => !line.includes('(@custom')));
  }
  return { structure };
}
