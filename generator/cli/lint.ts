import { type Diagnostic, hasErrors, type Result } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { checkPaths } from '../emit/paths.js';
import { emitters } from '../emitters/registry.js';
import { type FoundVersion, findVersion, listVersions } from '../history/versions.js';
import { createContext } from '../installation.js';
import { emit } from '../pipeline.js';
import { nodeHost } from '../source/node-host.js';
import { exitCode } from './exit.js';
import { formatDiagnostics, type OutputFormat, placesOf } from './output.js';
import { everything, type Options, readSettings } from './settings.js';
import { compileVersion, describeSubject, type Subject } from './subject.js';
import type { Terminal } from './terminal.js';

export interface LintOptions extends Pick<Options, 'abi' | 'abiVersion'> {
  readonly format: OutputFormat;
}

/** What was found in one version, or in what comes before any version is reached. */
interface Finding {
  readonly title: string;
  readonly version: FoundVersion | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** `molt-abi lint`: compiles versions, emits them in memory and prints what was found. Returns the exit code. */
export async function lint(options: LintOptions, terminal: Terminal): Promise<number> {
  const { value: settings, diagnostics } = readSettings(options, process.cwd());
  const findings: Finding[] = [];
  const versions = settings ? wantedVersions(settings.abi, settings.abiVersion) : { value: undefined, diagnostics };
  if (versions.diagnostics.length > 0)
    findings.push({ title: settings?.abi ?? 'molt-abi', version: undefined, diagnostics: versions.diagnostics });
  for (const version of versions.value ?? []) findings.push(await lintVersion(version));

  const all = findings.flatMap((finding) => finding.diagnostics);
  const exit = exitCode(all);
  if (options.format === 'json') terminal.out(json(findings, exit));
  else
    for (const { title, version, diagnostics: found } of findings) {
      if (found.length === 0) terminal.out(`${title}: nothing to report\n`);
      else terminal.out(`${title}:\n\n${formatDiagnostics(found, placesOf(version, settings?.abi), terminal.colorOut)}\n`);
    }
  return exit;
}

function wantedVersions(abi: string, wanted: string | undefined): Result<readonly FoundVersion[]> {
  if (wanted === everything) return listVersions(nodeHost, abi);
  const found = findVersion(nodeHost, abi, wanted);
  return { value: found.value && [found.value], diagnostics: found.diagnostics };
}

async function lintVersion(found: FoundVersion): Promise<Finding> {
  const compiled = compileVersion(nodeHost, found);
  const diagnostics = [...compiled.diagnostics];
  if (compiled.value) diagnostics.push(...(await emissionFaults(compiled.value)));
  const title = compiled.value ? describeSubject(compiled.value) : found.folder;
  return { title, version: found, diagnostics };
}

/** What emitters report for all targets at once and for each alone, each fault once. */
async function emissionFaults({ abi, lowered }: Subject): Promise<Diagnostic[]> {
  const names = abi.targets.map((target) => target.name);
  const faults = new Map<string, Diagnostic>();
  for (const targets of [names, ...names.map((name) => [name])]) {
    const emitted = await emit(lowered, emitters, createContext({ targets, strictHost: false }));
    for (const fault of [...emitted.diagnostics, ...checkPaths(emitted.value ?? [])]) faults.set(`${fault.code} ${fault.message}`, fault);
  }
  return [...faults.values()];
}

function json(findings: readonly Finding[], exit: number): string {
  const versions = findings.map(({ title, diagnostics }) => ({ title, ok: !hasErrors(diagnostics), ...formatJson(diagnostics) }));
  return `${JSON.stringify({ versions, exit }, null, 2)}\n`;
}
