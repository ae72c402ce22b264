import { availableParallelism, cpus } from 'node:os';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { findVersion } from '../history/versions.js';
import { embeddedAbi } from '../installation.js';
import type { Machine } from '../measure/model.js';
import { nodeHost } from '../source/node-host.js';
import { deliver, faultsOfOutput } from './check/deliver.js';
import { readConfig, splitList } from './config.js';
import { exitCode } from './exit.js';
import { openBench } from './measure/bench.js';
import { type MeasureFormat, measureFormats } from './measure/report/registry.js';
import { summaryOf } from './measure/report/words.js';
import { run } from './measure/run.js';
import { formatDiagnostics, placesOf } from './output.js';
import { createProgress } from './progress.js';
import { fromHere } from './settings.js';
import { compileVersion } from './subject.js';
import type { Terminal } from './terminal.js';
import { cleaningUp } from './writer/signals.js';

export interface MeasureOptions {
  readonly abi?: string;
  readonly abiVersion?: string;
  readonly target?: string;
  readonly host?: string;
  readonly runs: string;
  readonly call?: string;
  readonly baseline?: string;
  readonly budget?: string;
  readonly browser?: string;
  readonly workerd?: string;
  readonly format: MeasureFormat;
  readonly output?: string;
}

const mostRuns = 1000;

/** `molt-abi measure`: the sizes and cold starts of a module. Returns the exit code: 1 if a budget does not hold. */
export async function measure(path: string, options: MeasureOptions, terminal: Terminal): Promise<number> {
  const here = process.cwd();
  const { value: config, diagnostics: faults } = readConfig(here);
  const runs = /^\d+$/.test(options.runs) ? Number(options.runs) : 0;
  const why = `needs a whole number from 1 to ${mostRuns}`;
  const usage: Diagnostic[] = [
    ...faults,
    ...(runs < 1 || runs > mostRuns ? [diagnostic('usage/option', undefined, { option: '--runs', why })] : []),
    ...faultsOfOutput(options.output),
  ];
  const folder = fromHere(options.abi ?? config?.abi ?? embeddedAbi, here);
  const end = (diagnostics: readonly Diagnostic[], places: readonly string[] = ['.']): number => {
    terminal.err(formatDiagnostics(diagnostics, places, terminal.colorErr));
    return exitCode(diagnostics);
  };
  if (usage.length > 0) return end(usage);
  const found = findVersion(nodeHost, folder, options.abiVersion ?? config?.abiVersion);
  const compiled = found.value && compileVersion(nodeHost, found.value);
  if (!compiled?.value) return end([...found.diagnostics, ...(compiled?.diagnostics ?? [])], placesOf(found.value, folder));

  const order = {
    path,
    targets: options.target === undefined ? config?.target : splitList(options.target),
    hosts: options.host === undefined ? undefined : splitList(options.host),
    programs: { chromium: options.browser, workerd: options.workerd },
    runs,
    call: options.call,
    baseline: options.baseline,
    budget: options.budget,
  };
  const { value: subject } = compiled;
  const progress = createProgress(terminal);
  const bench = openBench();
  const { value: report, diagnostics } = await cleaningUp(
    () => run(order, subject, thisMachine(), bench, progress.step),
    () => {
      bench.close();
      progress.end();
    },
  );
  if (!report) return end(diagnostics);
  const written = deliver(measureFormats[options.format](report, terminal.colorOut), options.output, summaryOf(report), terminal);
  return end([...diagnostics, ...written]);
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  architecture: process.arch,
  processor: cpus()[0]?.model ?? 'unknown',
  processors: availableParallelism(),
});
