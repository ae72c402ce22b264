import { catalog } from '../diagnostics/catalog.js';
import { explain as explainCode } from '../diagnostics/explain.js';
import { nearest } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { Terminal } from './terminal.js';

/** `molt-abi explain [NAME]`: what a diagnostic or a compatibility rule means, or all of both. Returns the exit code. */
export async function explain(name: string | undefined, terminal: Terminal): Promise<number> {
  // A code is explained without loading the rules.
  const text = name === undefined ? undefined : explainCode(name);
  if (text !== undefined) {
    terminal.out(text);
    return 0;
  }
  const { allRules, explainRule } = await import('./check/rules.js');
  if (name === undefined) {
    terminal.out(
      `Diagnostics:\n\n${table(Object.entries(catalog))}\nRules of compatibility:\n\n${table(allRules.map((rule) => [rule.id, rule]))}`,
    );
    return 0;
  }
  const rule = allRules.find(({ id }) => id === name);
  if (rule) {
    terminal.out(explainRule(rule));
    return 0;
  }
  const near = nearest(name, [...Object.keys(catalog), ...allRules.map(({ id }) => id)]);
  const advice = near === undefined ? '`molt-abi explain` lists all.' : `Did you mean ${near}?`;
  terminal.err(`molt-abi: there is no diagnostic and no rule ${quote(name)}. ${advice}\n`);
  return 2;
}

function table(rows: readonly (readonly [string, { readonly summary: string }])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, { summary }]) => `${name.padEnd(width)}  ${summary}\n`).join('');
}
