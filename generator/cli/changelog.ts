import { compareVersions } from './check/compare.js';
import { deliver } from './check/deliver.js';
import { noteFormats, noteOf } from './check/note.js';
import { localFolder, type ReportOptions, refuse } from './check.js';
import { exitCode } from './exit.js';
import { formatDiagnostics } from './output.js';
import type { Terminal } from './terminal.js';

export interface ChangelogCommand extends ReportOptions {
  readonly abi?: string;
  readonly format: keyof typeof noteFormats;
}

/** `molt-abi changelog FROM TO`: writes a release note from what differs. Returns the exit code. */
export async function changelog(from: string, to: string, options: ChangelogCommand, terminal: Terminal): Promise<number> {
  const { value, diagnostics } = await compareVersions(from, to, options, process.cwd());
  if (!value) return refuse(diagnostics, options, terminal);
  const note = noteOf(value);
  const faults = deliver(
    noteFormats[options.format](note),
    options.output,
    `${note.abi}: changes from ${note.from} to ${note.to}`,
    terminal,
    localFolder(value),
  );
  terminal.err(formatDiagnostics([...diagnostics, ...faults], ['.'], terminal.colorErr));
  return exitCode(faults);
}
