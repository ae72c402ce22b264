import { reportFormat, textOf } from '../../compat-policy/report/registry.js';
import { summaryText } from '../../compat-policy/report/words.js';
import { type Diagnostic, InternalError, type Result } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { deliver } from './check/deliver.js';
import type { Versions } from './check/releases.js';
import { type Findings, reportOf } from './check/report.js';
import { type Checked, type CheckOptions, checkVersions } from './check/run.js';
import { exitCode } from './exit.js';
import type { JudgedGuests } from './guests/judge.js';
import type { GuestsOptions } from './guests/named.js';
import { count, formatDiagnostics } from './output.js';
import { createProgress, type Progress } from './progress.js';
import type { Terminal } from './terminal.js';

/** How and where a report is written. */
export interface ReportOptions {
  /** Name of a format in `compat-policy/report/registry.ts`. */
  readonly format: string;
  readonly output?: string;
}

export interface CheckCommand extends CheckOptions, ReportOptions, GuestsOptions {}

/** `molt-abi check`: judges a candidate. Returns the exit code: 0 if it passes, 1 if not, another if there is no verdict. */
export async function check(options: CheckCommand, terminal: Terminal): Promise<number> {
  const guesting = options.guests || options.census !== undefined ? await import('./guesting.js') : undefined;
  const named = guesting?.namedGuests(options) ?? { value: [], diagnostics: [] };
  if (!named.value) return refuse(named.diagnostics, options, terminal);
  const progress = createProgress(terminal);
  const { value, diagnostics } = await judged(named.value, guesting, options, progress).finally(progress.end);
  if (!value) return refuse(diagnostics, options, terminal);
  const { checked, guests } = value;
  const passes = checked.verdict.pass && (guests === undefined || guesting?.guestsPass(guests.report) === true);
  const faults =
    options.census === undefined || guests?.census === undefined
      ? []
      : deliver(guests.census, options.census, `census: ${count(guests.report.modules, 'module')}`, terminal, localFolder(checked));
  const exit = writeReport(
    checked,
    {
      asOf: checked.asOf,
      verdict: { ...checked.verdict, pass: passes },
      findings: checked.verdict.findings,
      removals: checked.verdict.removals,
      matrix: checked.matrix ?? null,
      guests: guests?.report ?? null,
      releases: checked.releases,
      witnesses: checked.witnesses,
      against: checked.against,
    },
    [...diagnostics, ...faults],
    options,
    terminal,
  );
  return exitCode(faults) || exit || (passes ? 0 : 1);
}

/** Loaded for modules alone. */
type Guesting = typeof import('./guesting.js');

interface Judged {
  readonly checked: Checked;
  readonly guests: JudgedGuests | undefined;
}

/** Compares the two versions, and then holds the modules against them, if there are any. */
async function judged(
  paths: readonly string[],
  guesting: Guesting | undefined,
  options: CheckCommand,
  progress: Progress,
): Promise<Result<Judged>> {
  const hasGuests = paths.length > 0;
  const wanted = { ...options, whole: hasGuests, orNewest: options.census !== undefined };
  const { value: checked, diagnostics } = await checkVersions(wanted, process.cwd(), progress);
  if (!checked || !guesting || !hasGuests) return { value: checked && { checked, guests: undefined }, diagnostics };
  const { compileSurfaces } = await import('./verify/surfaces.js');
  const guests = await guesting.judgeGuests(paths, checked, { census: options.census !== undefined, progress, compileSurfaces });
  return { value: guests.value && { checked, guests: guests.value }, diagnostics: [...diagnostics, ...guests.diagnostics] };
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
  const context = { sourceOf, color: output === undefined && terminal.colorOut };
  const rendered = format.render(report, context);
  const parts = output === undefined && typeof rendered !== 'string' ? rendered : [textOf(rendered)];
  const summary = summaryText(report);
  const faults: Diagnostic[] = [];
  // One part at a time, so that what was written is not kept.
  for (const part of parts) faults.push(...deliver(part, output, summary, terminal, localFolder(versions)));
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
