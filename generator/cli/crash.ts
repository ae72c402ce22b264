import { diagnostic } from '../diagnostics/catalog.js';
import { bugReport, exitCode, systemFault } from './exit.js';
import { formatDiagnostics } from './output.js';
import type { Terminal } from './terminal.js';

/** Ends a run that threw: with a diagnostic if the system refused something, else with a report of a bug of ours. */
export function crash(cause: unknown, terminal: Terminal, debug: boolean): number {
  const fault = systemFault(cause);
  if (!fault) {
    terminal.err(bugReport(cause, debug));
    return 70;
  }
  terminal.err(formatDiagnostics([fault], [], terminal.colorErr));
  return exitCode([fault]);
}

/** Refuses to run where a member of Object.prototype would change what libraries do. */
export function refusePolluted(key: string, terminal: Terminal): number {
  const fault = diagnostic('usage/polluted', undefined, { key });
  terminal.err(formatDiagnostics([fault], [], terminal.colorErr));
  return exitCode([fault]);
}
