import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import type { EmittedFile, Emitter } from '../emit/emitter.js';
import type { FoundVersion } from '../history/versions.js';
import { count } from './output.js';
import type { Settings } from './settings.js';
import { describeSubject, type Subject } from './subject.js';
import type { FileStatus, Plan, Step } from './writer/plan.js';
import { recordFile } from './writer/record.js';

/** Whether output is written, compared with what is there, or only planned. */
export type Mode = 'write' | 'check' | 'dry-run';

/** How far a run of `gen` came. What it did not reach is undefined or empty. */
export interface GenReport {
  readonly mode: Mode;
  readonly settings: Settings | undefined;
  readonly emitters: readonly Emitter[];
  readonly found: FoundVersion | undefined;
  readonly subject: Subject | undefined;
  readonly files: readonly EmittedFile[];
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** One JSON object: what was compiled, each file and what became (or would become) of it, the diagnostics, the exit code. */
export function jsonReport({ settings, emitters, subject, plan, diagnostics }: GenReport, exit: number): string {
  const report = {
    abi: subject?.abi.name ?? null,
    version: subject?.abi.version ?? null,
    digest: subject?.abi.digest ?? null,
    out: settings?.out ?? null,
    emitters: emitters.map((e) => e.name),
    files: plan ? outputSteps(plan).map(({ path, status }) => ({ path, status })) : [],
    ...formatJson(diagnostics),
    exit,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What a reader of the terminal wants to know: what was made, what changed, and what to do next. */
export function textReport({ mode, settings, emitters, subject, files, plan }: GenReport, exit: number): string {
  if (!settings || !subject || !plan) return '';
  const { out } = settings;
  const subjectText = describeSubject(subject);
  if (mode === 'check') return exit === 0 ? `${subjectText}: ${out} is up to date (${count(files.length, 'file')})\n` : '';
  if (exit !== 0) return '';
  const made = emitters.map((e) => `${e.name} ${count(files.filter((f) => f.path.startsWith(`${e.name}/`)).length, 'file')}`).join(', ');
  const summary = `${subjectText} -> ${out}: ${made}; ${tally(plan, mode, emitters)}\n`;
  if (mode === 'write') return summary + nextStep(out, files);
  const changes = outputSteps(plan).filter((step) => step.status !== 'unchanged');
  return changes.map((step) => `${step.status.padEnd(8)} ${out}/${step.path}\n`).join('') + summary;
}

function tally(plan: Plan, mode: Mode, emitters: readonly Emitter[]): string {
  const steps = outputSteps(plan);
  const number = (...statuses: FileStatus[]) => steps.filter((step) => statuses.includes(step.status)).length;
  const removed = number('removed');
  const written = `${number('new', 'changed')} ${mode === 'write' ? 'written' : 'to be written'}, ${number('unchanged')} unchanged`;
  if (removed === 0) return written;
  const folders = new Set(steps.filter((step) => step.status === 'removed').map((step) => step.path.split('/')[0]));
  const gone = [...folders].filter((name) => !emitters.some((e) => e.name === name));
  const all = gone.length === 0 ? '' : ` (all of ${gone.join(', ')})`;
  return `${written}, ${removed} ${mode === 'write' ? 'removed' : 'to be removed'}${all}`;
}

function nextStep(out: string, files: readonly EmittedFile[]): string {
  const readme = files.find((file) => file.path === 'ts-host/README.md');
  return readme ? `Next: ${out}/${readme.path} shows how to implement a host and run a guest on it.\n` : '';
}

/** The steps without the record, which is bookkeeping and no output. */
const outputSteps = (plan: Plan): readonly Step[] => plan.steps.filter((step) => step.path !== recordFile);
