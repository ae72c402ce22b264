import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { jsonText } from '../../compat-policy/report/escape.js';
import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { quote } from '../diagnostics/visible.js';
import { findVersion } from '../history/versions.js';
import { type Draft, draft, draftVersion } from '../infer/draft.js';
import { readHostSource } from '../infer/host-source.js';
import type { KnownAbi } from '../infer/known.js';
import type { GivenModule, HostSource } from '../infer/material.js';
import { draftPage } from '../infer/page.js';
import { embeddedAbis } from '../installation.js';
import { nodeHost } from '../source/node-host.js';
import { readBoundary } from '../wasm/read.js';
import { create, isName, type NewFile, nameFrom, noName } from './create.js';
import { exitCode } from './exit.js';
import { schemaInPackage } from './init.js';
import { count, formatDiagnostics, type OutputFormat } from './output.js';
import { fromHere } from './settings.js';
import { compileVersion } from './subject.js';
import type { Terminal } from './terminal.js';
import { reason } from './writer/disk.js';

export interface InferCommand {
  readonly host?: string;
  readonly out: string;
  readonly name?: string;
  readonly format: OutputFormat;
}

/** What is left to do stands beside the version, where no later version of the ABI takes it up. */
const page = 'INFERRED.md';

/** `molt-abi infer APP.wasm...`: drafts the ABI that modules were built for, in a new folder. Returns the exit code. */
export function infer(paths: readonly string[], options: InferCommand, terminal: Terminal): number {
  const diagnostics: Diagnostic[] = [];
  const out = fromHere(options.out, process.cwd());
  const made = inferred(paths, options, out, diagnostics);
  const exit = exitCode(diagnostics);
  if (options.format === 'json') terminal.out(jsonReport(out, made, diagnostics, exit));
  else {
    terminal.err(formatDiagnostics(diagnostics, [], terminal.colorErr));
    if (made) terminal.out(textReport(out, paths, made));
  }
  return exit;
}

interface Made {
  readonly draft: Draft;
  readonly name: string;
  readonly files: readonly NewFile[];
}

function inferred(paths: readonly string[], options: InferCommand, out: string, diagnostics: Diagnostic[]): Made | undefined {
  const name = options.name ?? nameFrom(basename(paths[0] ?? '').replace(/\.wasm$/i, ''));
  if (!isName(name)) diagnostics.push(noName(name));
  diagnostics.push(...occupied(out));
  const modules = paths.flatMap((path) => readGiven(path, diagnostics));
  const host = options.host === undefined ? undefined : readHost(options.host, diagnostics);
  if (hasErrors(diagnostics)) return undefined;
  const known = Object.values(embeddedAbis).flatMap((folder) => readKnown(folder, diagnostics));
  const schema = nodeHost.kind(schemaInPackage) === 'file' ? relative(join(out, draftVersion), schemaInPackage).replaceAll('\\', '/') : '';
  const made = draft({ name, schema, modules, known, host });
  const text = draftPage(made, name, paths);
  const files = [...made.files, { path: page, text }];
  const faults = hasErrors(diagnostics) ? [] : create(out, files);
  diagnostics.push(...faults);
  if (hasErrors(diagnostics)) return undefined;
  for (const { module, name: field, types } of made.conflicts)
    diagnostics.push(
      diagnostic('wasm/import-conflict', undefined, {
        name: `${quote(module)} ${quote(field)}`,
        types: types.map(({ type, paths: by }) => `${type} by ${by.join(', ')}`).join('; '),
      }),
    );
  return { draft: made, name, files };
}

/** A draft goes into a folder of its own: nothing in one that is there is touched. */
function occupied(out: string): Diagnostic[] {
  const kind = nodeHost.kind(out);
  if (kind === 'missing') return [];
  try {
    if (kind === 'folder' && readdirSync(out).length === 0) return [];
  } catch (cause) {
    return [diagnostic('io/read', undefined, { path: out, why: reason(cause) })];
  }
  return [diagnostic('io/exists', undefined, { path: out })];
}

function readGiven(path: string, diagnostics: Diagnostic[]): GivenModule[] {
  const bytes = read(path, diagnostics);
  const module = bytes && readBoundary(bytes, path);
  diagnostics.push(...(module?.diagnostics ?? []));
  return module?.value ? [{ path, module: module.value }] : [];
}

function readHost(path: string, diagnostics: Diagnostic[]): HostSource | undefined {
  const bytes = read(path, diagnostics);
  return bytes && readHostSource(new TextDecoder().decode(bytes), path);
}

function read(path: string, diagnostics: Diagnostic[]): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    diagnostics.push(diagnostic('io/read', undefined, { path, why: reason(cause) }));
    return undefined;
  }
}

/** The newest release of an ABI that ships with the tool. */
function readKnown(folder: string, diagnostics: Diagnostic[]): KnownAbi[] {
  const found = findVersion(nodeHost, folder, undefined);
  const compiled = found.value && compileVersion(nodeHost, found.value);
  diagnostics.push(...found.diagnostics, ...(compiled?.diagnostics ?? []));
  if (!compiled?.value) return [];
  const { lowered, sources } = compiled.value;
  return [{ lowered, files: new Map(sources.files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])) }];
}

function textReport(out: string, paths: readonly string[], { draft: { counts, from, interfaces, notes }, name, files }: Made): string {
  const known = counts.known > 0 ? `${counts.known} from ${from.join(' and ')}, ` : '';
  const open = counts.open > 0 ? `, ${counts.open} without a description` : '';
  const left = notes.length === 0 ? 'nothing is left to do' : `${count(notes.length, 'thing')} to look at`;
  return `${name} ${draftVersion}: ${count(counts.imports, 'import')} of ${count(paths.length, 'module')} (${known}${counts.drafted} drafted${open}) in ${count(interfaces.length, 'interface')}
${files.map(({ path }) => `new      ${out === '.' ? '' : `${out}/`}${path}\n`).join('')}Next: ${left}, in ${out === '.' ? '' : `${out}/`}${page}, the gravest first.
`;
}

function jsonReport(out: string, made: Made | undefined, diagnostics: readonly Diagnostic[], exit: number): string {
  const { draft: found, name, files } = made ?? {};
  const report = {
    folder: out,
    abi: name,
    version: found && draftVersion,
    files: (files ?? []).map((file) => file.path),
    ...found?.counts,
    from: found?.from ?? [],
    interfaces: found?.interfaces ?? [],
    notes: found?.notes ?? [],
    ...formatJson(diagnostics),
    exit,
  };
  return jsonText(report);
}
