import { reportFormat } from '../../compat-policy/report/registry.js';
import { summaryText } from '../../compat-policy/report/words.js';
import { type Diagnostic, InternalError } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { deliver } from './check/deliver.js';
import type { Versions } from './check/releases.js';
import { type Findings, reportOf } from './check/report.js';
import { type CheckOptions, checkVersions } from './check/run.js';
import { exitCode } from './exit.js';
import { formatDiagnostics } from './output.js';
import { createProgress } from './progress.js';
import type { Terminal } from './terminal.js';

/** How and where a report is written. */
export interface ReportOptions {
  /** Name of a format in `compat-policy/report/registry.ts`. */
  readonly format: string;
  readonly output?: string;
}

export interface CheckCommand extends CheckOptions, ReportOptions {}

/** `molt-abi check`: judges a candidate. Returns the exit code: 0 if it passes, 1 if not, another if there is no verdict. */
export async function check(options: CheckCommand, terminal: Terminal): Promise<number> {
  const progress = createProgress(terminal);
  const { value, diagnostics } = await checkVersions(options, process.cwd(), progress).finally(progress.end);
  if (!value) return refuse(diagnostics, options, terminal);
  const { verdict } = value;
  const exit = writeReport(
    value,
    {
      asOf: value.asOf,
      verdict,
      findings: verdict.findings,
      removals: verdict.removals,
      matrix: value.matrix ?? null,
      releases: value.releases,
      witnesses: value.witnesses,
      against: value.against,
    },
    diagnostics,
    options,
    terminal,
  );
  return exit === 0 && !verdict.pass ? 1 : exit;
}

/** The folder of the candidate's ABI, if it is on this disk. */
export const localFolder = ({ candidate: { at } }: Versions): string | undefined => (at.origin === undefined ? at.abi : undefined);

/** Writes a report; warnings go to standard error. Returns the exit code of the writing. */
export function writeReport(
  versions: Versions,
  findings: Findings,
  diagnostics: readonly Diagnostic[],
  { format: name, output }: ReportOptions,
  terminal: Terminal,
): number {
  const format = reportFormat(name);
  if (!format) throw new InternalError(`there is no format ${name}`);
  const { report, sourceOf } = reportOf(versions, findings, format.paths, process.cwd());
  const text = format.render(report, { sourceOf, color: output === undefined && terminal.colorOut });
  const faults = deliver(text, output, summaryText(report), terminal, localFolder(versions));
  terminal.err(formatDiagnostics([...diagnostics, ...faults], ['.'], terminal.colorErr));
  return exitCode(faults);
}

/** Ends a command that could not compare: programs get the diagnostics as data. No file is written. */
export function refuse(diagnostics: readonly Diagnostic[], { format }: ReportOptions, terminal: Terminal): number {
  const exit = exitCode(diagnostics);
  if (exit === 0) throw new InternalError('nothing was compared, and nothing says why');
  if (format === 'json') terminal.out(`${JSON.stringify({ ...formatJson(diagnostics), exit }, null, 2)}\n`);
  else terminal.err(formatDiagnostics(diagnostics, ['.'], terminal.colorErr));
  return exit;
}
