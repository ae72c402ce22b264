import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as deflate, gzipSync } from 'node:zlib';
import type { WasmImport } from '../../../runtime-glue/wasm/module.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import type { EmitContext } from '../../emit/emitter.js';
import { emitters } from '../../emitters/registry.js';
import { createContext } from '../../installation.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { loadedBy, type PackageFile } from '../../measure/glue.js';
import type { GlueLengths, GlueSize, Lengths, Share } from '../../measure/model.js';
import { narrow } from '../../narrow/narrow.js';
import { emit } from '../../pipeline.js';
import type { MeasuredModule } from './subject.js';

/** How long bytes are, and how long as a server sends them that compresses once and for all: at the highest level of each. */
export async function lengthsOf(bytes: Uint8Array): Promise<Lengths> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [gzip, brotli] = await Promise.all([promisify(deflate)(bytes, { level: 9 }), promisify(brotliCompress)(bytes, { params })]);
  return { raw: bytes.length, gzip: gzip.length, brotli: brotli.length };
}

/** Generates the host package of an ABI for some targets. Files of the glue are read once. */
export function packages(targets: readonly string[]): (lowered: LoweredAbi) => Promise<Result<PackageFile[]>> {
  const context = createContext({ targets, strictHost: false });
  const texts = new Map<string, string>();
  const glue: EmitContext['glue'] = (file) => {
    const text = texts.get(file) ?? context.glue(file);
    texts.set(file, text);
    return text;
  };
  const chosen = emitters.filter(({ name }) => name === folder);
  return async (lowered) => {
    const { value, diagnostics } = await emit(lowered, chosen, { ...context, glue });
    return { value: value?.map(({ path, text }) => ({ path: path.slice(folder.length + 1), text })), diagnostics };
  };
}

const folder = 'ts-host';

/** How long the bindings of a module are on each target. */
export const glueLengths = (files: readonly PackageFile[], targets: readonly string[]): Promise<GlueLengths[]> =>
  Promise.all(
    targets.map(async (target) => {
      const loaded = loadedBy(`${target}.js`, files);
      return { target, files: loaded.length, ...(await lengthsOf(bytesOf(loaded))) };
    }),
  );

/**
 * What each import adds, on each target, to the bindings of a guest that imports nothing. So the number of an import depends on it
 * alone, and what two imports share is in both. `step` is told what comes next.
 */
export async function glueShares(
  whole: LoweredAbi,
  { module, path }: MeasuredModule,
  targets: readonly string[],
  step: (text: string) => void,
): Promise<Pick<GlueSize, 'base' | 'shares'>[]> {
  const generate = packages(targets);
  /** Bindings of the imports alone, by target. */
  const bindings = async (imports: readonly WasmImport[]): Promise<{ raw: number; gzip: number }[]> => {
    const { value } = narrow(whole, { ...module, imports }, path, 'sha256:');
    const emitted = (value && (await generate(value)).value) ?? [];
    return targets.map((target) => {
      const bytes = bytesOf(loadedBy(`${target}.js`, emitted));
      return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    });
  };
  const distinct = new Map(module.imports.map((item) => [JSON.stringify([item.module, item.name]), item]));
  const modules = [...new Set(module.imports.map((item) => item.module))].sort();
  const parts = [
    ...modules.map((name) => ({ module: name, name: null, imports: module.imports.filter((item) => item.module === name) })),
    ...[...distinct.values()].map((item) => ({ module: item.module, name: item.name, imports: [item] })),
  ];
  const base = await bindings([]);
  const shares = base.map((): Share[] => []);
  for (const [i, { imports, ...names }] of parts.entries()) {
    step(`bindings of imports (${i + 1} of ${parts.length})`);
    for (const [t, { raw, gzip }] of (await bindings(imports)).entries())
      shares[t]?.push({ ...names, raw: raw - (base[t]?.raw ?? 0), gzip: gzip - (base[t]?.gzip ?? 0) });
  }
  return base.map(({ raw }, t) => ({ base: raw, shares: shares[t] ?? [] }));
}

const bytesOf = (files: readonly PackageFile[]): Uint8Array => Buffer.from(files.map(({ text }) => text).join(''), 'utf8');
