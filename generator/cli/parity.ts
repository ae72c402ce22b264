import { resolve } from 'node:path';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import { findVersion } from '../history/versions.js';
import { parityAbi } from '../installation.js';
import { nodeHost } from '../source/node-host.js';
import { deliver } from './check/deliver.js';
import { splitList } from './config.js';
import { exitCode } from './exit.js';
import { formatDiagnostics } from './output.js';
import { messageOf } from './parity/answering.js';
import { openHost } from './parity/host.js';
import { areaOf, chosenVectors, readKit } from './parity/kit.js';
import { parityFormats, summaryOf } from './parity/report.js';
import { runKit } from './parity/run.js';
import { chooseNames } from './settings.js';
import { compileVersion } from './subject.js';
import type { Terminal } from './terminal.js';

export interface ParityOptions {
  readonly host: string;
  readonly target: string;
  readonly only?: string;
  readonly format: keyof typeof parityFormats;
  readonly output?: string;
}

/** `molt-abi parity`: runs the kit on a host. Returns the exit code: 0 if every vector is as it must be, 1 if one differs. */
export async function parity(options: ParityOptions, terminal: Terminal): Promise<number> {
  const found = findVersion(nodeHost, parityAbi, undefined);
  const compiled = found.value && compileVersion(nodeHost, found.value);
  const { value } = compiled ?? {};
  const end = (diagnostics: readonly Diagnostic[]): number => {
    terminal.err(formatDiagnostics(diagnostics, ['.'], terminal.colorErr));
    return exitCode(diagnostics);
  };
  if (!value) return end([...found.diagnostics, ...(compiled?.diagnostics ?? [])]);
  const { abi, lowered } = value;
  const known = abi.targets.map((t) => t.name);
  const targets = chooseNames('--target', splitList(options.target), known);
  const kit = readKit();
  const vectors = chosenVectors(kit.vectors, options.only);
  const faults = [...targets.diagnostics, ...(vectors.length === 0 ? [noVector(options.only ?? '', kit.vectors.map(areaOf))] : [])];
  const file = resolve(options.host);
  if (nodeHost.kind(file) !== 'file') faults.push(diagnostic('io/read', undefined, { path: options.host, why: 'there is no such file' }));
  if (!targets.value || faults.length > 0) return end(faults);
  const host = await openHost(file, lowered);
  const noHost = (why: string): Diagnostic =>
    diagnostic('usage/option', undefined, { option: '--host', why: `${quote(options.host)} ${why}` });
  if (typeof host === 'string') return end([noHost(host)]);
  const report = await runKit(kit, vectors, targets.value, host.run, abi, options.host);
  const closed = await host.close().then(
    () => [],
    (cause: unknown) => [noHost(`failed to close: ${messageOf(cause)}`)],
  );
  const written = deliver(parityFormats[options.format](report), options.output, summaryOf(report).join('; '), terminal);
  return end([...closed, ...written]) || (report.pass ? 0 : 1);
}

const noVector = (only: string, areas: readonly string[]): Diagnostic =>
  diagnostic(
    'usage/option',
    undefined,
    { option: '--only', why: `${quote(only)} is neither an area nor the id of a vector; areas are ${[...new Set(areas)].join(', ')}` },
    { help: didYouMean(only, [...new Set(areas)]) },
  );
