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

export interface VerifyOptions extends AgainstOptions {
  readonly format: VerifyFormat;
  readonly output?: string;
}

/** `molt-abi verify APP.wasm...`: holds modules against the ABI. Returns the exit code: 0 if all pass, 1 if one does not. */
export async function verify(paths: readonly string[], options: VerifyOptions, terminal: Terminal): Promise<number> {
  const { value, diagnostics } = await readAgainst(options, process.cwd());
  const faults: Diagnostic[] = [...diagnostics];
  const verdicts: Verdict[] = [];
  if (value)
    for (const path of paths) {
      const opened = openModule(path);
      faults.push(...opened.diagnostics);
      if (opened.value) verdicts.push(verifyModule(opened.value, value.against, value.conditions));
    }
  if (value) {
    const render = verifyFormats[options.format];
    const text = render(verdicts, { color: options.output === undefined && terminal.colorOut });
    faults.push(...deliver(text, options.output, summaryOf(verdicts), terminal));
  }
  terminal.err(formatDiagnostics(faults, ['.'], terminal.colorErr));
  return hasErrors(faults) ? exitCode(faults) : verdicts.every(({ pass }) => pass) ? 0 : 1;
}

/** `PASS: 3 modules`, `FAIL: 1 of 3 modules`. */
function summaryOf(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter(({ pass }) => !pass).length;
  return failed === 0 ? `PASS: ${count(verdicts.length, 'module')}` : `FAIL: ${failed} of ${count(verdicts.length, 'module')}`;
}
