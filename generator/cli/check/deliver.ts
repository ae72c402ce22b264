import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { Terminal } from '../terminal.js';
import { nodeDisk, reason } from '../writer/disk.js';

/**
 * Writes a report to standard output, or to a file that is the old one or the new one and never a part. Of a report in a
 * file, `summary` is said on standard error.
 */
export function deliver(text: string, output: string | undefined, summary: string, terminal: Terminal): Diagnostic[] {
  if (output === undefined) {
    terminal.out(text);
    return [];
  }
  const path = resolve(output);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    nodeDisk.create(temporary, Buffer.from(text, 'utf8'));
    nodeDisk.rename(temporary, path);
  } catch (cause) {
    nodeDisk.removeTree(temporary);
    return [diagnostic('io/write', undefined, { path: visible(output), why: reason(cause) })];
  }
  terminal.err(`${visible(summary)}\n`);
  return [];
}
