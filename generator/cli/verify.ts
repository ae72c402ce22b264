import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import type { Verdict } from '../verify/verdict.js';
import { verify as verifyModule } from '../verify/verify.js';
import { deliver } from './check/deliver.js';
import { exitCode } from './exit.js';
import { count, formatDiagnostics } from './output.js';
import type { Terminal } from './terminal.js';
import { type AgainstOptions, readAgainst } from './verify/against.js';
import { openModule } from './verify/modules.js';
import { type VerifyFormat, verifyFormats } from './verify/report/registry.js';
import type { Unread } from './verify/report/words.js';

export interface VerifyOptions extends AgainstOptions {
  readonly format: VerifyFormat;
  readonly output?: string;
}

/** `molt-abi verify APP.wasm...`: holds modules against the ABI. Returns the exit code: 0 if all pass, 1 if one does not. */
export async function verify(paths: readonly string[], options: VerifyOptions, terminal: Terminal): Promise<number> {
  const { value, diagnostics } = await readAgainst(options, process.cwd());
  const faults: Diagnostic[] = [...diagnostics];
  const verdicts: Verdict[] = [];
  const unread: Unread[] = [];
  if (value)
    for (const path of paths) {
      const opened = openModule(path);
      unread.push(...opened.diagnostics.map((diagnostic) => ({ path, diagnostic })));
      if (opened.value) verdicts.push(verifyModule(opened.value, value.against, value.conditions));
    }
  if (value) {
    const render = verifyFormats[options.format];
    faults.push(...unread.map(({ diagnostic }) => diagnostic));
    const text = render(verdicts, { color: options.output === undefined && terminal.colorOut, unread });
    faults.push(...deliver(text, options.output, summaryOf(verdicts, paths.length), terminal));
  }
  terminal.err(formatDiagnostics(faults, ['.'], terminal.colorErr));
  return hasErrors(faults) ? exitCode(faults) : verdicts.every(({ pass }) => pass) ? 0 : 1;
}

/** `PASS: 3 modules`, `FAIL: 1 of 3 modules`. */
function summaryOf(verdicts: readonly Verdict[], modules: number): string {
  const failed = modules - verdicts.filter(({ pass }) => pass).length;
  return failed === 0 ? `PASS: ${count(modules, 'module')}` : `FAIL: ${failed} of ${count(modules, 'module')}`;
}
