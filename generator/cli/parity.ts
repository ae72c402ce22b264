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
import type { Run } from './parity/asking.js';
import { areaOf, chosenVectors, readKit } from './parity/kit.js';
import { writePackage } from './parity/package.js';
import { HostProcess } from './parity/process.js';
import { parityFormats, summaryOf } from './parity/report.js';
import { runKit } from './parity/run.js';
import { chooseNames } from './settings.js';
import { compileVersion } from './subject.js';
import type { Terminal } from './terminal.js';
import { cleaningUp } from './writer/signals.js';

export interface ParityOptions {
  readonly host: string;
  readonly target: string;
  readonly only?: string;
  /** In seconds, as it was given. */
  readonly timeout: string;
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
  const seconds = /^\d+$/.test(options.timeout) ? Number(options.timeout) : 0;
  if (seconds < 1 || seconds > mostSeconds) {
    const why = `${quote(options.timeout)} is not a whole number of seconds from 1 to ${mostSeconds}`;
    faults.push(diagnostic('usage/option', undefined, { option: '--timeout', why }));
  }
  const file = resolve(options.host);
  const kind = nodeHost.kind(file);
  if (kind !== 'file') faults.push(diagnostic('io/read', undefined, { path: options.host, why: notFile[kind] }));
  if (!targets.value || faults.length > 0) return end(faults);
  const noHost = (why: string): Diagnostic =>
    diagnostic('usage/option', undefined, { option: '--host', why: `${quote(options.host)} ${why}` });
  let kill = (): void => undefined;
  let remove = (): void => undefined;
  const test = async (): Promise<number> => {
    const host = new HostProcess(seconds);
    kill = host.kill;
    try {
      try {
        if ((await host.ask('its loading', 'load', file)) === 'createHost') {
          const made = await writePackage(lowered);
          remove = made.remove;
          await host.ask('its package', 'use', made.folder);
        }
      } catch (cause) {
        return end([noHost(`cannot be loaded: ${messageOf(cause)}`)]);
      }
      const run: Run = (request) => host.ask(`${request.id} on ${request.target}`, 'run', request);
      const report = await runKit(kit, vectors, targets.value ?? [], run, abi, options.host);
      const fault = await host.close();
      const written = deliver(parityFormats[options.format](report), options.output, summaryOf(report).join('; '), terminal);
      return end([...(fault === undefined ? [] : [noHost(fault)]), ...written]) || (report.pass ? 0 : 1);
    } finally {
      await host.stop();
    }
  };
  return cleaningUp(test, () => {
    kill();
    remove();
  });
}

const notFile = { missing: 'there is no such file', folder: 'it is a folder; name the file of the host', other: 'it is no regular file' };

/** Longer than a day is a mistake. */
const mostSeconds = 86_400;

const noVector = (only: string, areas: readonly string[]): Diagnostic =>
  diagnostic(
    'usage/option',
    undefined,
    { option: '--only', why: `${quote(only)} is neither an area nor the id of a vector; areas are ${[...new Set(areas)].join(', ')}` },
    { help: didYouMean(only, [...new Set(areas)]) },
  );
