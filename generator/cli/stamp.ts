import { realpathSync } from 'node:fs';
import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import { limitsIn, type Stamp, stamped } from '../verify/stamp.js';
import type { Verdict } from '../verify/verdict.js';
import { verify } from '../verify/verify.js';
import { write } from './check/deliver.js';
import { exitCode } from './exit.js';
import { formatDiagnostics } from './output.js';
import type { Terminal } from './terminal.js';
import { type AgainstOptions, readAgainst } from './verify/against.js';
import { type OpenedModule, openModule } from './verify/modules.js';
import { verifyFormats } from './verify/report/registry.js';

export interface StampOptions extends Pick<AgainstOptions, 'abi' | 'abiVersion' | 'target'> {
  readonly output: string;
}

/** `molt-abi stamp APP.wasm -o OUT.wasm`: writes into a module that passes what it needs of its host. Returns the exit code. */
export async function stamp(path: string, options: StampOptions, terminal: Terminal): Promise<number> {
  const { value, diagnostics } = await readAgainst(options, process.cwd());
  const opened = value && openModule(path);
  const faults: Diagnostic[] = [...diagnostics, ...(opened?.diagnostics ?? [])];
  const end = (exit?: number): number => {
    terminal.err(formatDiagnostics(faults, ['.'], terminal.colorErr));
    return exit ?? exitCode(faults);
  };
  if (!value || !opened?.value || hasErrors(faults)) return end();
  const verdict = verify(opened.value, value.against, value.conditions);
  if (!verdict.pass) {
    terminal.err(verifyFormats.text([verdict], { color: terminal.colorErr, unread: [] }));
    return end(1);
  }
  if (isSameFile(path, options.output)) {
    faults.push(diagnostic('usage/option', undefined, { option: '--output', why: 'names the module itself; name another file' }));
    return end();
  }
  const contents = stampOf(verdict, opened.value);
  const bytes = stamped(opened.value.contents, opened.value.module.customs, contents);
  const { abi, version, floor } = contents;
  faults.push(...write(bytes, options.output, `${options.output}: stamped for ${abi} ${version}, from ${floor} on`, terminal));
  return end();
}

function isSameFile(path: string, output: string): boolean {
  try {
    return realpathSync(path) === realpathSync(output);
  } catch {
    // There is no output yet.
    return false;
  }
}

/** Of a candidate that is the first version, no release runs the module yet: its floor is the candidate. */
const stampOf = ({ abi, floor, target, capabilities }: Verdict, { module }: OpenedModule): Stamp => ({
  abi: abi.name,
  version: abi.version,
  digest: abi.digest,
  floor: floor ?? abi.version,
  target,
  capabilities: capabilities.map(({ oneOf }) => oneOf),
  ...limitsIn(module),
});
