import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { EmittedFile, Emitter } from '../emit/emitter.js';
import { emitters } from '../emitters/registry.js';
import { findVersion } from '../history/versions.js';
import { createContext } from '../installation.js';
import { emit } from '../pipeline.js';
import { nodeHost } from '../source/node-host.js';
import { exitCode } from './exit.js';
import { type GenReport, jsonReport, type Mode, textReport } from './gen-report.js';
import { formatDiagnostics, type OutputFormat, placesOf } from './output.js';
import { chooseEmitters, chooseNames, type Options, readSettings, type Settings } from './settings.js';
import { compileVersion, type Subject } from './subject.js';
import type { Terminal } from './terminal.js';
import { conflictsOf, type Plan, plan, staleFiles } from './writer/plan.js';
import { write } from './writer/write.js';

export interface GenOptions extends Options {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly format: OutputFormat;
}

/** `molt-abi gen`: compiles one version of an ABI and writes, compares or plans the output. Returns the exit code. */
export async function gen(options: GenOptions, terminal: Terminal): Promise<number> {
  const folder = process.cwd();
  const mode: Mode = options.check ? 'check' : options.dryRun ? 'dry-run' : 'write';
  const report = await generate(options, mode, folder);
  const exit = exitCode(report.diagnostics);
  if (options.format === 'json') terminal.out(jsonReport(report, exit));
  else {
    terminal.err(formatDiagnostics(report.diagnostics, placesOf(report.found, report.settings?.abi), terminal.colorErr));
    terminal.out(textReport(report, exit));
  }
  return exit;
}

/** The whole run. Each step adds what it found to the report; an error ends it. */
async function generate(options: GenOptions, mode: Mode, folder: string): Promise<GenReport> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(step: Result<T>): T | undefined => {
    diagnostics.push(...step.diagnostics);
    return step.value;
  };
  const settings = take(readSettings(options, folder));
  const chosen = settings && take(chooseEmitters(settings.emitters, emitters));
  const found = chosen && take(findVersion(nodeHost, settings.abi, settings.abiVersion));
  const subject = found && take(compileVersion(nodeHost, found));
  const files = subject && take(await emitAll(subject, chosen, settings));
  const done = files && (await carryOut(files, settings.out, mode));
  diagnostics.push(...(done?.diagnostics ?? []));
  return { mode, settings, emitters: chosen ?? [], found, subject, files: files ?? [], plan: done?.plan, diagnostics };
}

async function emitAll(subject: Subject, chosen: readonly Emitter[], { targets, strictHost }: Settings): Promise<Result<EmittedFile[]>> {
  const names = chooseNames(
    '--target',
    targets,
    subject.abi.targets.map((t) => t.name),
  );
  if (!names.value) return { value: undefined, diagnostics: names.diagnostics };
  return emit(subject.lowered, chosen, createContext({ targets: names.value, strictHost }));
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
