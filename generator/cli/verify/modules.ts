import { createHash } from 'node:crypto';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { nodeHost } from '../../source/node-host.js';
import type { Subject } from '../../verify/verify.js';
import { readModule } from '../../wasm/read.js';
import { reason } from '../writer/disk.js';

/** A module with its bytes, of which the hash is told: the file is read once. */
export interface OpenedModule extends Subject {
  readonly contents: Uint8Array;
}

export function openModule(path: string): Result<OpenedModule> {
  let contents: Uint8Array;
  try {
    contents = nodeHost.readFile(path);
  } catch (cause) {
    return result<OpenedModule>(undefined, [diagnostic('io/read', undefined, { path, why: reason(cause) })]);
  }
  const { value: module, diagnostics } = readModule(contents, path);
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { value: module && { path, sha256, bytes: contents.length, module, contents }, diagnostics };
}
