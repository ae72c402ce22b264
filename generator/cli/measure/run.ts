import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, hasErrors, type Result } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';
import type { Budget } from '../../measure/budget.js';
import { type Baseline, compareWith } from '../../measure/compare.js';
import { entryOf } from '../../measure/entry.js';
import { findingsOf, judge } from '../../measure/judge.js';
import type { HostTimes, Machine, Measured, MeasureReport } from '../../measure/model.js';
import { importModuleSizes, sectionSizes } from '../../measure/sizes.js';
import { toolVersion } from '../../version.js';
import { chooseNames } from '../settings.js';
import type { Subject } from '../subject.js';
import type { Bench } from './bench.js';
import { type ColdSubject, coldStarts } from './cold-start.js';
import { type GivenBaseline, loadBaseline, loadBudget } from './given.js';
import { type ChosenHosts, chooseHosts } from './hosts.js';
import { glueLengths, glueShares, lengthsOf, packages } from './lengths.js';
import { type MeasuredModule, measuredModule, readBytes, targetsOf } from './subject.js';

/** What is to be measured, as it was asked for. */
export interface Order {
  readonly path: string;
  /** Absent: every target that has what the module imports. */
  readonly targets: readonly string[] | undefined;
  /** Absent: every host that is there. */
  readonly hosts: readonly string[] | undefined;
  /** Paths of hosts by their names. */
  readonly programs: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  readonly call: string | undefined;
  readonly baseline: string | undefined;
  readonly budget: string | undefined;
}

/** A module, what it is held to, and where it is run. */
interface Plan {
  readonly subject: MeasuredModule;
  readonly baseline: GivenBaseline | undefined;
  readonly budget: Budget | undefined;
  readonly targets: readonly string[];
  readonly chosen: ChosenHosts;
}

/** Measures a module. The report is absent if something was wrong with what was given, or if a host failed. */
export async function run(
  order: Order,
  { abi, lowered }: Subject,
  machine: Machine,
  bench: Bench,
  step: (text: string) => void,
): Promise<Result<MeasureReport>> {
  const planned = plan(order, { abi, lowered });
  const diagnostics: Diagnostic[] = [...planned.diagnostics];
  if (!planned.value) return { value: undefined, diagnostics };
  const { subject, baseline, budget, targets, chosen } = planned.value;
  const old = baseline && 'module' in baseline ? baseline.module : undefined;

  const cold: ColdSubject[] = [];
  for (const module of [subject, ...(old ? [old] : [])]) {
    step(`generating the bindings of ${module.path}`);
    const { value: files, diagnostics: faults } = await packages(targets)(module.lowered);
    diagnostics.push(...faults);
    if (files) cold.push({ subject: module, files, call: entryOf(module.module, order.call) });
  }
  const timed = hasErrors(diagnostics) ? undefined : await coldStarts(bench, cold, chosen, order.runs, step);
  diagnostics.push(...(timed?.diagnostics ?? []));
  const [own, ...others] = timed?.value ?? [];
  const [first, second] = cold;
  if (own === undefined || first === undefined) return { value: undefined, diagnostics };

  step('compressing');
  const measured = await measuredOf(first, targets, own);
  const against: Baseline | undefined =
    baseline && 'report' in baseline
      ? { kind: 'report', machine: baseline.report.machine, measured: baseline.report }
      : second && { kind: 'module', machine: null, measured: await measuredOf(second, targets, others[0] ?? []) };
  const shares = await glueShares(lowered, subject, targets, step);
  const comparison = against ? compareWith(measured, against, machine) : null;
  const limits = budget && judge(budget, measured, comparison);
  diagnostics.push(...findingsOf(limits ?? [], order.path));
  const report: MeasureReport = {
    kind: 'measure',
    tool: { name: 'molt-abi', version: toolVersion() },
    pass: (limits ?? []).every(({ pass }) => pass),
    module: measured.module,
    abi: { name: abi.name, version: abi.version, digest: abi.digest },
    machine,
    size: measured.size,
    glue: measured.glue.map((glue, t) => ({ ...glue, ...(shares[t] ?? { base: 0, shares: [] }) })),
    runs: order.runs,
    hosts: measured.hosts,
    leftOut: chosen.leftOut,
    baseline: comparison,
    budget: limits && order.budget !== undefined ? { path: order.budget, limits } : null,
  };
  return { value: report, diagnostics };
}

/** Reads what was given, and finds where it can be run. Everything that is wrong is told at once. */
function plan(order: Order, { abi, lowered }: Pick<Subject, 'abi' | 'lowered'>): Result<Plan> {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(part: Result<T>): T | undefined => {
    diagnostics.push(...part.diagnostics);
    return part.value;
  };
  const bytes = take(readBytes(order.path));
  const subject = bytes && take(measuredModule(lowered, bytes, order.path));
  const baseline = order.baseline === undefined ? undefined : take(loadBaseline(order.baseline, lowered));
  const budget = order.budget === undefined ? undefined : take(loadBudget(order.budget));
  const known = abi.targets.map(({ name }) => name);
  const modules = [...(subject ? [subject] : []), ...(baseline && 'module' in baseline ? [baseline.module] : [])];
  const targets = order.targets === undefined ? targetsOf(abi, modules) : take(chooseNames('--target', order.targets, known));
  if (subject && order.call !== undefined && entryOf(subject.module, order.call) === undefined)
    diagnostics.push(
      diagnostic('usage/option', undefined, {
        option: '--call',
        why: `names ${quote(order.call)}, which is no exported function without parameters`,
      }),
    );
  const chosen = subject && targets && take(chooseHosts(targets, order.hosts, order.programs));
  if (targets?.length === 0) {
    const why = 'no target of the ABI has all that the module imports; name one with --target to have the rest answered as it says';
    diagnostics.push(diagnostic('measure/left-out', undefined, { target: 'any target', why }));
  }
  for (const { target, why } of chosen?.leftOut ?? []) diagnostics.push(diagnostic('measure/left-out', undefined, { target, why }));
  const value = subject && targets && chosen && { subject, baseline, budget, targets, chosen };
  return { value: hasErrors(diagnostics) ? undefined : value, diagnostics };
}

async function measuredOf({ subject, files }: ColdSubject, targets: readonly string[], hosts: readonly HostTimes[]): Promise<Measured> {
  const { path, bytes, sha256, module } = subject;
  const [lengths, glue] = [await lengthsOf(bytes), await glueLengths(files, targets)];
  const size = { ...lengths, sections: sectionSizes(module), importModules: importModuleSizes(bytes, module) };
  return { module: { path, sha256, bytes: bytes.length }, size, glue, hosts };
}
