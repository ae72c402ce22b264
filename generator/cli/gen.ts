import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { EmittedFile, Emitter } from '../emit/emitter.js';
import { emitters } from '../emitters/registry.js';
import { createContext } from '../installation.js';
import { emit } from '../pipeline.js';
import { nodeHost } from '../source/node-host.js';
import { exitCode } from './exit.js';
import { type GenReport, jsonReport, type Mode, textReport } from './gen-report.js';
import { formatDiagnostics, type OutputFormat } from './output.js';
import { chooseEmitters, chooseNames, type Options, readSettings, type Settings } from './settings.js';
import { openVersion, type Subject } from './subject.js';
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
    const folders = [report.subject?.found.folder, report.settings?.abi, folder];
    terminal.err(formatDiagnostics(report.diagnostics, folders, terminal.colorErr));
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
  const subject = chosen && take(openVersion(nodeHost, settings.abi, settings.abiVersion));
  const files = subject && take(await emitAll(subject, chosen, settings));
  const planned = files && take(await carryOut(files, settings.out, mode));
  return { mode, settings, emitters: chosen ?? [], subject, files: files ?? [], plan: planned, diagnostics };
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

async function carryOut(files: readonly EmittedFile[], out: string, mode: Mode): Promise<Result<Plan>> {
  if (mode === 'write') return write(files, out);
  const planned = plan(files, out);
  if (!planned.value) return planned;
  const found = mode === 'check' ? staleFiles(planned.value) : conflictsOf(planned.value);
  return { value: planned.value, diagnostics: found };
}
