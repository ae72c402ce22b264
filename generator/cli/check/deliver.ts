import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { Terminal } from '../terminal.js';
import { nodeDisk, reason } from '../writer/disk.js';

const inTheWay = { folder: 'it is a folder', link: 'it is a link; name the file itself', other: 'it is no regular file' } as const;

/**
 * Writes a report to standard output, or to a file that is the old one or the new one and never a part. Of a report in a
 * file, `summary` is said on standard error. Only regular files are replaced, none below `abi`, the folder of what was compared,
 * and no module: it is what was to be reported on.
 */
export function deliver(text: string, output: string | undefined, summary: string, terminal: Terminal, abi?: string): Diagnostic[] {
  if (output !== undefined) return write(Buffer.from(text, 'utf8'), output, summary, terminal, abi);
  terminal.out(text);
  return [];
}

/** As `deliver`, of bytes, which always go to a file. */
export function write(bytes: Uint8Array, output: string, summary: string, terminal: Terminal, abi?: string): Diagnostic[] {
  const faults = put(bytes, output, abi, (temporary, path) => nodeDisk.rename(temporary, path));
  if (faults.length === 0) terminal.err(`${visible(summary)}\n`);
  return faults;
}

/** What would keep a report from being written: for work that takes long, to be asked before it. */
export const faultsOfOutput = (output: string | undefined): Diagnostic[] =>
  output === undefined ? [] : put(new Uint8Array(), output, undefined, discard);

/** Writes a temporary file beside the output, and leaves it to `then`. */
function put(bytes: Uint8Array, output: string, abi: string | undefined, then: (temporary: string, path: string) => void): Diagnostic[] {
  const fault = (why: string): Diagnostic[] => [diagnostic('io/write', undefined, { path: visible(output) || 'a file', why })];
  if (output.trim() === '') return fault('--output names none');
  const path = resolve(output);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const refusal =
      refusalOf(path, abi) ?? (isModule(path) && !beginsModule(bytes) ? 'it is a WebAssembly module, and a report is none' : undefined);
    if (refusal !== undefined) return fault(refusal);
    nodeDisk.create(temporary, bytes);
    then(temporary, path);
  } catch (cause) {
    discard(temporary);
    return fault(reason(cause));
  }
  return [];
}

/** Where the file could not even be begun, there is nothing to remove, and asking fails too. */
function discard(temporary: string): void {
  try {
    nodeDisk.removeTree(temporary);
  } catch {
    return;
  }
}

/** Why what stands at a path is not replaced, or undefined. */
function refusalOf(path: string, abi: string | undefined): string | undefined {
  const { kind } = nodeDisk.look(path);
  if (kind === 'missing') return undefined;
  if (kind !== 'file') return inTheWay[kind];
  return abi !== undefined && realpathSync(path).startsWith(`${realpathSync(abi)}/`) ? 'it is a part of the ABI' : undefined;
}

const beginsModule = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).toString('latin1') === '\0asm';

function isModule(path: string): boolean {
  if (nodeDisk.look(path).kind !== 'file') return false;
  const start = new Uint8Array(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return beginsModule(start);
}
