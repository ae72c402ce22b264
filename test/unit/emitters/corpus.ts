import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EmitContext, EmittedFile, Emitter } from '../../../generator/emit/emitter.js';
import { createRenderer } from '../../../generator/emit/templates.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compile } from '../../../generator/pipeline.js';
import { nodeHost } from '../../../generator/source/node-host.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The names of `test/corpus`: one ABI for each convention of the language. */
export const corpus: readonly string[] = readdirSync(`${root}test/corpus`).sort();

/** Compiles the ABI in a folder, relative to the root of the repository; an error fails the test. */
export function compileFolder(folder: string): LoweredAbi {
  const { value, diagnostics } = compile(nodeHost, root + folder);
  if (!value)
    throw new Error(`${folder}: ${diagnostics.map((d) => `${d.code} ${d.message} (${d.span?.file}#${d.span?.pointer})`).join('\n')}`);
  return value.lowered;
}

export const compileCase = (name: string): LoweredAbi => compileFolder(`test/corpus/${name}`);

export const templateText = (name: string): string => readFileSync(`${root}templates/${name}`, 'utf8');

/** A context over the real templates. `render` may be replaced to look at view models. */
export const contextFor = (lowered: LoweredAbi, render = createRenderer(templateText)): EmitContext => ({
  targets: lowered.abi.targets.map((target) => target.name),
  strictHost: false,
  render,
  glue: (file) => readFileSync(`${root}dist/runtime-glue/${file}`, 'utf8'),
});

/** What an emitter makes of an ABI; an error fails the test. */
export async function emitted(emitter: Emitter, lowered: LoweredAbi): Promise<readonly EmittedFile[]> {
  const { value, diagnostics } = await emitter.emit(lowered, contextFor(lowered));
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return value;
}
