import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { EmittedFile, Emitter } from '../emit/emitter.js';
import { emitters } from '../emitters/registry.js';
import { findVersion } from '../history/versions.js';
import { createContext } from '../installation.js';
import { importsOf } from '../ir/abi.js';
import { emit } from '../pipeline.js';
import { nodeHost } from '../source/node-host.js';
import { exitCode } from './exit.js';
import { type GenReport, jsonReport, type Mode, textReport } from './gen-report.js';
import { keepHeapLow } from './heap.js';
import { narrowTo } from './only-imports.js';
import { count, formatDiagnostics, type OutputFormat, placesOf } from './output.js';
import { createProgress, type Progress } from './progress.js';
import { chooseEmitters, chooseNames, type Options, readSettings, type Settings } from './settings.js';
import { compileVersion, type Subject } from './subject.js';
import type { Terminal } from './terminal.js';
import { conflictsOf, type Plan, plan, staleFiles } from './writer/plan.js';
import { recover, write } from './writer/write.js';

export interface GenOptions extends Options {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly format: OutputFormat;
}

/** `molt-abi gen`: compiles one version of an ABI and writes, compares or plans the output. Returns the exit code. */
export async function gen(options: GenOptions, terminal: Terminal): Promise<number> {
  return (await runOnce(options, terminal)).exit;
}

/** One run: the exit code, and what it read. */
export async function runOnce(options: GenOptions, terminal: Terminal): Promise<{ readonly exit: number; readonly report: GenReport }> {
  const folder = process.cwd();
  const mode: Mode = options.check ? 'check' : options.dryRun ? 'dry-run' : 'write';
  const progress = createProgress(terminal);
  const report = await generate(options, mode, folder, progress).finally(progress.end);
  const exit = exitCode(report.diagnostics);
  if (options.format === 'json') terminal.out(jsonReport(report, exit));
  else {
    terminal.err(formatDiagnostics(report.diagnostics, placesOf(report.found, report.settings?.abi), terminal.colorErr));
    terminal.out(textReport(report, exit));
  }
  return { exit, report };
}

/** The whole run. Each step adds what it found to the report; an error ends it. */
async function generate(options: GenOptions, mode: Mode, folder: string, progress: Progress): Promise<GenReport> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics);
    return step.value;
  };
  const settings = take(readSettings(options, folder));
  const chosen = settings && take(chooseEmitters(settings.emitters, emitters));
  const settled = chosen && (mode !== 'write' || take(await recover(settings.out)));
  const found = settled && take(findVersion(nodeHost, settings.abi, settings.abiVersion));
  if (found) progress.step(`compiling ${found.folder}`);
  const whole = found && take(compileVersion(nodeHost, found));
  const only = settings?.onlyImports;
  const subject = only === undefined ? whole : whole && take(narrowTo(nodeHost, whole, only));
  const files = subject && settings && chosen && take(await emitAll(subject, chosen, settings, progress));
  if (files) progress.step(`writing ${count(files.length, 'file')}`);
  const done = files && settings && (await carryOut(files, settings.out, mode));
  diagnostics.push(...(done?.diagnostics ?? []));
  return { mode, settings, emitters: chosen ?? [], found, subject, files: files ?? [], plan: done?.plan, diagnostics };
}

async function emitAll(
  subject: Subject,
  chosen: readonly Emitter[],
  { targets, strictHost, deterministic, rustEdition }: Settings,
  progress: Progress,
): Promise<Result<EmittedFile[]>> {
  const names = chooseNames(
    '--target',
    targets,
    subject.abi.targets.map((t) => t.name),
  );
  if (!names.value) return { value: undefined, diagnostics: names.diagnostics };
  keepHeapLow(importsOf(subject.abi).length);
  return emit(subject.lowered, chosen, createContext({ targets: names.value, strictHost, deterministic, rustEdition }), (emitter) =>
    progress.step(`emitting ${emitter.name} (${chosen.indexOf(emitter) + 1} of ${chosen.length})`),
  );
}

/** What is to become of the files and what stands against it. Stale output has both, for programs to read. */
interface Outcome {
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function carryOut(files: readonly EmittedFile[], out: string, mode: Mode): Promise<Outcome> {
  const { value, diagnostics } = mode === 'write' ? await write(files, out) : plan(files, out);
  if (!value || mode === 'write') return { plan: value, diagnostics };
  return { plan: value, diagnostics: mode === 'check' ? staleFiles(value) : conflictsOf(value) };
}
