import { compareVersions } from './check/compare.js';
import { type ReportOptions, refuse, writeReport } from './check.js';
import type { Terminal } from './terminal.js';

export interface DiffCommand extends ReportOptions {
  readonly abi?: string;
  readonly witness?: boolean;
}

/** `molt-abi diff FROM TO`: tells what differs, without a verdict. Returns the exit code, 0 whatever differs. */
export async function diff(from: string, to: string, options: DiffCommand, terminal: Terminal): Promise<number> {
  const { value, diagnostics } = await compareVersions(from, to, options, process.cwd());
  if (!value) return refuse(diagnostics, options, terminal);
  const { asOf, findings, removals, releases, witnesses } = value;
  const found = {
    asOf: asOf ?? null,
    verdict: null,
    findings,
    removals,
    matrix: null,
    guests: null,
    releases,
    witnesses,
    against: new Map(),
  };
  return writeReport(value, found, diagnostics, options, terminal);
}
