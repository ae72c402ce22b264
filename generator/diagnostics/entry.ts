import type { Severity } from './diagnostic.js';

/** Exit codes of the command line: findings, schema or policy, wasm, input and output, limits. */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 70;

export interface CatalogEntry<P> {
  readonly severity: Severity;
  readonly exit: ExitCode;
  /** One sentence for `explain`: when it is raised. */
  readonly summary: string;
  /** What is wrong, quoting the name. */
  readonly message: (params: P) => string;
  /** What to do about it. */
  readonly help?: string;
}

/** Declares an entry that stops the run. Exit 3 unless it says otherwise. */
export const error = <P = Record<never, never>>(
  entry: Omit<CatalogEntry<P>, 'severity' | 'exit'> & { exit?: ExitCode },
): CatalogEntry<P> => ({
  severity: 'error',
  exit: 3,
  ...entry,
});

/** Declares an entry that is told and does not stop the run. */
export const warning = <P = Record<never, never>>(entry: Omit<CatalogEntry<P>, 'severity' | 'exit'>): CatalogEntry<P> => ({
  severity: 'warning',
  exit: 1,
  ...entry,
});
