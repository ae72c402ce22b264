import { catalog } from '../diagnostics/catalog.js';
import { explain as explainCode } from '../diagnostics/explain.js';
import { nearest } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { Terminal } from './terminal.js';

/** `molt-abi explain [CODE]`: prints the catalog entry, or every code with its summary. Returns the exit code. */
export function explain(code: string | undefined, terminal: Terminal): number {
  if (code === undefined) {
    const width = Math.max(...Object.keys(catalog).map((known) => known.length));
    for (const [known, { summary }] of Object.entries(catalog)) terminal.out(`${known.padEnd(width)}  ${summary}\n`);
    return 0;
  }
  const text = explainCode(code);
  if (text !== undefined) {
    terminal.out(text);
    return 0;
  }
  const near = nearest(code, Object.keys(catalog));
  const advice = near === undefined ? '`molt-abi explain` lists all codes.' : `Did you mean ${near}?`;
  terminal.err(`molt-abi: there is no diagnostic ${quote(code)}. ${advice}\n`);
  return 2;
}
