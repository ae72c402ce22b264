import { createHash } from 'node:crypto';
import { diagnostic } from '../diagnostics/catalog.js';
import { type Result, result } from '../diagnostics/diagnostic.js';
import { importsOf } from '../ir/abi.js';
import { narrow } from '../narrow/narrow.js';
import type { Host } from '../source/host.js';
import { readBoundary } from '../wasm/read.js';
import type { Subject } from './subject.js';
import { reason } from './writer/disk.js';

/** What of a compiled version the module at a path needs: `gen --only-imports`. The file is read once. */
export function narrowTo(host: Host, subject: Subject, path: string): Result<Subject> {
  let bytes: Uint8Array;
  try {
    bytes = host.readFile(path);
  } catch (cause) {
    return result<Subject>(undefined, [diagnostic('io/read', undefined, { path, why: reason(cause) })]);
  }
  const module = readBoundary(bytes, path);
  if (!module.value) return { value: undefined, diagnostics: module.diagnostics };
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const { value: lowered, diagnostics } = narrow(subject.lowered, module.value, path, digest);
  const outOf = importsOf(subject.abi).length;
  return { value: lowered && { ...subject, abi: lowered.abi, lowered, outOf }, diagnostics };
}
