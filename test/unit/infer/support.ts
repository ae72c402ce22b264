import { expect } from 'vitest';
import { hasErrors } from '../../../generator/diagnostics/diagnostic.js';
import { emitters } from '../../../generator/emitters/registry.js';
import { type Draft, draft } from '../../../generator/infer/draft.js';
import { readHostSource } from '../../../generator/infer/host-source.js';
import type { KnownAbi } from '../../../generator/infer/known.js';
import type { GivenModule } from '../../../generator/infer/material.js';
import { embeddedAbis } from '../../../generator/installation.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compile, emit } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { indexOf } from '../../../generator/verify/imports.js';
import { surfaceOf } from '../../../generator/verify/surface.js';
import { verify } from '../../../generator/verify/verify.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import type { ExternType, WasmExport, WasmImport } from '../../../runtime-glue/wasm/module.js';
import { contextFor } from '../emitters/corpus.js';

/** Molt 1.4.0 and WASI, as the command gives them. */
export const known: readonly KnownAbi[] = [`${embeddedAbis.molt}/1.4.0`, `${embeddedAbis.wasi}/1.0.0`].map((folder) => {
  const { value } = compile(nodeHost, folder);
  if (!value) throw new Error(`${folder} does not compile`);
  return {
    lowered: value.lowered,
    files: new Map(value.sources.files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])),
  };
});

/** A module as its bytes say. */
export function given(path: string, bytes: Uint8Array): GivenModule {
  const { value, diagnostics } = readBoundary(bytes, path);
  if (!value) throw new Error(diagnostics[0]?.message);
  return { path, module: value };
}

/** A module of imports that no assembler would take. */
export const importing = (path: string, imports: readonly WasmImport[], exports: readonly WasmExport[] = []): GivenModule => ({
  path,
  module: { imports, exports, sections: [], customs: [] },
});

/** The type of a function, as `i32 i64 -> i32`. */
export function func(text: string): ExternType {
  const [params = '', results = ''] = text.split('->').map((part) => part.trim());
  const list = (part: string) => part.split(' ').filter((type) => type !== '');
  return { kind: 'func', params: list(params), results: list(results) };
}

export const inferred = (modules: readonly GivenModule[], host?: string, name = 'app'): Draft =>
  draft({ name, schema: '', modules, known, host: host === undefined ? undefined : readHostSource(host, 'host.js') });

/** A file of a draft, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what tests look at in it differs from test to test.
export const fileOf = (made: Draft, name: string): any =>
  JSON.parse(made.files.find((file) => file.path === `1.0.0/${name}`)?.text ?? 'null');

/** A draft compiled, with the codes of what lint says of it; an error fails the test. */
export function compiled(made: Draft): { readonly lowered: LoweredAbi; readonly warnings: readonly string[] } {
  const { value, diagnostics } = compile(memoryHost(Object.fromEntries(made.files.map((f) => [`abi/${f.path}`, f.text]))), 'abi/1.0.0');
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message} (${d.span?.file}#${d.span?.pointer})`).join('\n'));
  return { lowered: value.lowered, warnings: diagnostics.map((d) => d.code) };
}

/** Holds a draft to what it promises: it compiles, every emitter takes it, and the modules pass `verify` against it. */
export async function expectSound(made: Draft, modules: readonly GivenModule[]): Promise<readonly string[]> {
  const { lowered, warnings } = compiled(made);
  const { diagnostics } = await emit(lowered, emitters, contextFor(lowered));
  expect(diagnostics.filter((d) => hasErrors([d])).map((d) => `${d.code} ${d.message}`)).toEqual([]);
  for (const given of modules) expect(faultsOf(lowered, given)).toEqual([]);
  return warnings;
}

/** What `verify` finds wrong with a module. */
export function faultsOf(lowered: LoweredAbi, { path, module }: GivenModule): string[] {
  const index = indexOf(surfaceOf(lowered, { released: false, removals: new Map() }));
  const subject = { path, sha256: '', bytes: 0, module };
  const { findings } = verify(subject, { index, releases: [] }, { target: undefined, granted: undefined, deterministic: false });
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule} ${message}`);
}
