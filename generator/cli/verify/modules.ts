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

/** Opens a module with what reads it: `readModule`, or `readBoundary` where the engine need not take the code. */
export function openModule(path: string, read: typeof readModule = readModule): Result<OpenedModule> {
  let contents: Uint8Array;
  try {
    contents = nodeHost.readFile(path);
  } catch (cause) {
    return result<OpenedModule>(undefined, [diagnostic('io/read', undefined, { path, why: reason(cause) })]);
  }
  const { value: module, diagnostics } = read(contents, path);
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { value: module && { path, sha256, bytes: contents.length, module, contents }, diagnostics };
}
