import { catalog } from './catalog.js';
import type { Severity } from './diagnostic.js';
import type { ExitCode } from './entry.js';

/** What the catalog says of a code, whatever the parameters of its message. */
interface Explained {
  readonly severity: Severity;
  readonly exit: ExitCode;
  readonly summary: string;
  readonly help?: string;
}

/** The catalog entry of a code as text for the terminal; undefined if there is no such code. */
export function explain(code: string): string | undefined {
  const entries: Readonly<Record<string, Explained>> = catalog;
  const entry = Object.hasOwn(entries, code) ? entries[code] : undefined;
  if (!entry) return undefined;
  const effect = entry.severity === 'error' ? `error, exit ${entry.exit}` : 'warning';
  return `${[`${code} (${effect})`, '', entry.summary, ...(entry.help === undefined ? [] : ['', entry.help])].join('\n')}\n`;
}
