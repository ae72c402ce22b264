import { type Diagnostic, hasErrors, type Result } from './diagnostics/diagnostic.js';
import type { EmitContext, EmittedFile, Emitter } from './emit/emitter.js';
import type { Abi } from './ir/abi.js';
import type { LoweredAbi } from './ir/lowered.js';
import { lower } from './lower/lower.js';
import { resolve } from './resolve/resolve.js';
import { validate } from './schema/validate.js';
import type { RawAbi } from './source/document.js';
import type { Host } from './source/host.js';
import { load } from './source/load.js';
import { parse } from './source/parse.js';

/** What the stages up to `lower` make of the schema files of one ABI version. */
export interface Compilation {
  readonly abi: Abi;
  readonly lowered: LoweredAbi;
}

/**
 * The way through the house: load, parse, validate, resolve, lower, emit.
 * `folder` holds `abi.json` of one version. A stage that reported an error stops the next one.
 */
export function compile(host: Host, folder: string): Result<Compilation> {
  const diagnostics: Diagnostic[] = [];
  const run = <T>(stage: Result<T>): T | undefined => {
    diagnostics.push(...stage.diagnostics);
    return stage.value;
  };
  const sources = run(load(host, folder));
  const documents = sources && run(parse(sources));
  const raw = documents && run(validate(documents));
  const abi = raw && run(resolve(raw));
  const lowered = abi && run(located(lower(abi), raw));
  return { value: lowered && abi && { abi, lowered }, diagnostics };
}

/** Lowering knows items and not texts: gives its diagnostics the place of the item that they name. */
const located = <T>(stage: Result<T>, raw: RawAbi): Result<T> => ({
  value: stage.value,
  diagnostics: stage.diagnostics.map((d) => ({ ...d, span: (d.span && raw.documents.get(d.span.file)?.spanOf(d.span.pointer)) ?? d.span })),
});

/** Runs the emitters one after the other; each writes into a folder of its own name. */
export async function emit(lowered: LoweredAbi, emitters: readonly Emitter[], context: EmitContext): Promise<Result<EmittedFile[]>> {
  const files: EmittedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const emitter of emitters) {
    const emitted = await emitter.emit(lowered, context);
    diagnostics.push(...emitted.diagnostics);
    for (const file of emitted.value ?? []) files.push({ path: `${emitter.name}/${file.path}`, text: file.text });
  }
  return { value: hasErrors(diagnostics) ? undefined : files, diagnostics };
}
