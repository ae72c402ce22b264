import { createHash } from 'node:crypto';
import type { WasmModule } from '../../../runtime-glue/wasm/module.js';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { type Abi, importsOf } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { narrow } from '../../narrow/narrow.js';
import { nodeHost } from '../../source/node-host.js';
import { readModule } from '../../wasm/read.js';
import { reason } from '../writer/disk.js';

/** A module that the ABI can serve, and what of the ABI it needs. */
export interface MeasuredModule {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly module: WasmModule;
  /** The ABI, as far as the module imports it. */
  readonly lowered: LoweredAbi;
}

/** Reads a file; what cannot be read is a diagnostic. */
export function readBytes(path: string): Result<Uint8Array> {
  try {
    return result(nodeHost.readFile(path), []);
  } catch (cause) {
    return result<Uint8Array>(undefined, [diagnostic('io/read', undefined, { path, why: reason(cause) })]);
  }
}

/** Takes a module apart. One that imports what the ABI does not have is refused, as its hosts refuse it. */
export function measuredModule(lowered: LoweredAbi, bytes: Uint8Array, path: string): Result<MeasuredModule> {
  const read = readModule(bytes, path);
  if (!read.value) return { value: undefined, diagnostics: read.diagnostics };
  const module = read.value;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const narrowed = narrow(lowered, module, path, `sha256:${sha256}`);
  return result(narrowed.value && { path, bytes, sha256, module, lowered: narrowed.value }, narrowed.diagnostics);
}

/** The targets that have all that the modules import. */
export const targetsOf = ({ targets }: Abi, modules: readonly MeasuredModule[]): string[] =>
  targets
    .map(({ name }) => name)
    .filter((name) => modules.every(({ lowered }) => importsOf(lowered.abi).every((item) => item.targets.includes(name))));
