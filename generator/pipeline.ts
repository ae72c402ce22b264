import { diagnostic } from './diagnostics/catalog.js';
import { type Diagnostic, hasErrors, type Result, type Span, unplaced } from './diagnostics/diagnostic.js';
import type { EmitContext, EmittedFile, Emitter } from './emit/emitter.js';
import { checkPaths } from './emit/paths.js';
import { digestOf } from './history/canonical.js';
import type { Abi, Origin } from './ir/abi.js';
import type { LoweredAbi } from './ir/lowered.js';
import { lower } from './lower/lower.js';
import { putBack, setAside } from './prototype.js';
import { resolve } from './resolve/resolve.js';
import { validate } from './schema/validate.js';
import type { AbiDocuments, AbiSources } from './source/document.js';
import type { Host } from './source/host.js';
import { load } from './source/load.js';
import { parse } from './source/parse.js';

/** Gives a span that knows its file and pointer the position where they stand. */
export type Locate = (span: Span) => Span;

/** A lowered ABI that still knows its texts, so that what emitters say of an item has a place. */
export interface PlacedAbi extends LoweredAbi {
  readonly locate: Locate;
}

/** What the stages up to `lower` make of the schema files of one ABI version. */
export interface Compilation {
  readonly sources: AbiSources;
  readonly abi: Abi;
  readonly lowered: PlacedAbi;
}

/**
 * The way through the house: load, parse, validate, resolve, lower, emit.
 * `folder` holds `abi.json` of one version. A stage that reported an error stops the next one. What an earlier version has in
 * common with this one is not made again, and is the same object in both.
 */
export function compile(host: Host, folder: string, earlier?: Compilation): Result<Compilation> {
  return unpolluted(() => {
    const sources = load(host, folder, earlier?.sources);
    return sources.value ? throughStages(sources.value, earlier) : { value: undefined, diagnostics: sources.diagnostics };
  });
}

/** As `compile`, from files that were loaded. */
export const compileSources = (sources: AbiSources, earlier?: Compilation): Result<Compilation> =>
  unpolluted(() => throughStages(sources, earlier));

function unpolluted(compilation: () => Result<Compilation>): Result<Compilation> {
  const fixed = setAside();
  if (fixed !== undefined) return polluted<Compilation>(fixed);
  try {
    return compilation();
  } finally {
    putBack();
  }
}

const polluted = <T>(key: string): Result<T> => ({ value: undefined, diagnostics: [diagnostic('usage/polluted', undefined, { key })] });

function throughStages(sources: AbiSources, earlier: Compilation | undefined): Result<Compilation> {
  const diagnostics: Diagnostic[] = [];
  const run = <T>(stage: Result<T>): T | undefined => {
    diagnostics.push(...stage.diagnostics);
    return stage.value;
  };
  const documents = run(parse(sources));
  const raw = documents && run(validate(documents));
  const abi = raw && run(resolve(raw, earlier?.abi));
  const locate = documents && locator(documents);
  const lowered = abi && locate && run(placed(lower(abi, earlier?.lowered), locate));
  return { value: lowered && { sources, abi, lowered: { ...lowered, locate } }, diagnostics };
}

/**
 * The digest of a version and nothing more: its files are read and have the form of the language; what they mean is not
 * looked at.
 */
export function digestVersion(host: Host, folder: string, earlier?: AbiSources): Result<{ sources: AbiSources; digest: string }> {
  const sources = load(host, folder, earlier);
  const documents = sources.value && parse(sources.value);
  const raw = documents?.value && validate(documents.value);
  const diagnostics = [sources, documents, raw].flatMap((stage) => stage?.diagnostics ?? []);
  return { value: sources.value && raw?.value && { sources: sources.value, digest: digestOf(raw.value) }, diagnostics };
}

const locator =
  ({ documents }: AbiDocuments): Locate =>
  (span) =>
    documents.get(span.file)?.spanOf(span.pointer) ?? span;

/** Lowering and emitting know items and not texts: gives their diagnostics the places of the items that they name. */
const placed = <T>(stage: Result<T>, locate: Locate): Result<T> => ({
  value: stage.value,
  diagnostics: stage.diagnostics.map((d) => ({
    ...d,
    span: d.span && locate(d.span),
    related: d.related.map((r) => ({ ...r, span: locate(r.span) })),
  })),
});

/**
 * Runs the emitters one after the other; each writes into a folder of its own name. What they report has a place if the ABI
 * comes from `compile`. `before` is told which one comes next.
 */
export async function emit(
  lowered: LoweredAbi & Partial<PlacedAbi>,
  emitters: readonly Emitter[],
  context: EmitContext,
  before: (emitter: Emitter) => void = () => {},
): Promise<Result<EmittedFile[]>> {
  const fixed = setAside();
  if (fixed !== undefined) return polluted<EmittedFile[]>(fixed);
  try {
    return await emitAll(lowered, emitters, context, before);
  } finally {
    putBack();
  }
}

async function emitAll(
  lowered: LoweredAbi & Partial<PlacedAbi>,
  emitters: readonly Emitter[],
  context: EmitContext,
  before: (emitter: Emitter) => void,
): Promise<Result<EmittedFile[]>> {
  const files: EmittedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const locate = lowered.locate ?? ((span: Span) => span);
  for (const emitter of emitters) {
    before(emitter);
    const emitted = placed(await emitter.emit(lowered, context), locate);
    diagnostics.push(...emitted.diagnostics);
    for (const file of emitted.value ?? []) files.push({ path: `${emitter.name}/${file.path}`, text: file.text });
  }
  diagnostics.push(...pathFaults(lowered.abi, files, locate));
  return { value: hasErrors(diagnostics) ? undefined : files, diagnostics };
}

/** What is wrong with output paths, at the item after which the file is named. */
function pathFaults(abi: Abi, files: readonly EmittedFile[], locate: Locate): Diagnostic[] {
  const faultsUpTo = (end: number) => checkPaths(files.slice(0, end)).map((fault) => fault.message);
  return checkPaths(files).map((fault) => {
    const file = files.find((_, i) => faultsUpTo(i + 1).includes(fault.message));
    return { ...fault, span: locate(unplaced(namesake(abi, file?.path ?? ''))) };
  });
}

/** The target or interface whose name, in some case, is that of the file; else the ABI. */
function namesake(abi: Abi, path: string): Origin {
  const folded = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const stem = folded(path.replace(/^.*\//, '').replace(/\..*$/, ''));
  // Of two that differ in case alone the later one is the second.
  const found = [...abi.interfaces, ...abi.targets].findLast((item) => folded(item.name) === stem);
  if (!found) return { file: abi.origin.file, pointer: '/abi' };
  return found.origin.pointer === '' ? { file: found.origin.file, pointer: '/interface' } : found.origin;
}
