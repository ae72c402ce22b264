import { readSections } from '../../runtime-glue/wasm/boundary.js';
import { Malformed } from '../../runtime-glue/wasm/cursor.js';
import { otherFormat } from '../../runtime-glue/wasm/format.js';
import type { WasmModule } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { visible } from '../diagnostics/visible.js';

/**
 * Reads what a core module says at its boundary, in one pass, and has this engine validate the rest: there is no answer for a
 * module that it refuses, be it because its code is wrong or because it uses what the engine does not know yet. `path` names the
 * file in messages.
 */
export function readModule(bytes: Uint8Array, path: string): Result<WasmModule> {
  const read = readBoundary(bytes, path);
  const why = read.value && refusal(bytes);
  return why === undefined ? read : { value: undefined, diagnostics: [diagnostic('wasm/refused', undefined, { path, why })] };
}

/**
 * Reads what a core module says at its boundary, without looking at code and data: what is cut off, out of order, of an unknown
 * kind or beyond the limits of engines is an error, but code that no engine takes is not seen. For many modules at once, where
 * validating would take longer than reading the files, and for modules that are newer than this engine.
 */
export function readBoundary(bytes: Uint8Array, path: string): Result<WasmModule> {
  const what = otherFormat(bytes);
  if (what !== undefined) return { value: undefined, diagnostics: [diagnostic('wasm/not-a-module', undefined, { path, what })] };
  try {
    return { value: readSections(bytes), diagnostics: [] };
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    return { value: undefined, diagnostics: [diagnostic('wasm/malformed', undefined, { path, offset: cause.offset, why: cause.why })] };
  }
}

/** Why this engine refuses a module, in its own words; undefined if it does not. */
function refusal(bytes: Uint8Array): string | undefined {
  // The types of TypeScript 6 leave out bytes in shared memory, which the engine takes as well.
  const source = bytes as Uint8Array<ArrayBuffer>;
  if (WebAssembly.validate(source)) return undefined;
  try {
    new WebAssembly.Module(source);
  } catch (cause) {
    return visible(cause instanceof Error ? cause.message : String(cause)).replace(/^WebAssembly\.Module\(\): /, '');
  }
  return 'it is not valid';
}
