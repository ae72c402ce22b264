import { expect } from 'vitest';
import type { Divergence, MemoryDivergence } from '../../runtime-glue/divergence.js';
import type { Log, LoggedCall } from '../../runtime-glue/logged.js';
import type { Recorder, RecorderOptions } from '../../runtime-glue/recorder.js';
import type { Replayer } from '../../runtime-glue/replayer.js';
import { type Entry, type Rig, seated } from '../runtime/support.js';

/** The entry `./record` of a generated package. */
export interface RecordEntry {
  recorder(options?: RecorderOptions): Recorder;
  replayer(log: Uint8Array): Replayer;
  readLog(log: Uint8Array): Log;
  callsOf(log: Uint8Array): Generator<LoggedCall, void, void>;
  readonly LogError: new () => Error;
  readonly Divergence: new () => Divergence;
  readonly MemoryDivergence: new () => MemoryDivergence;
}

/** A copy of the memory of a guest, whether it brought it or imported it. */
export const memoryOf = ({ exports }: WebAssembly.Instance): Uint8Array =>
  new Uint8Array(((exports.memory ?? exports.imported_memory) as WebAssembly.Memory).buffer).slice();

/** Compares two memories; the comparison of `expect` is too slow for so many bytes. */
export function expectSameMemory(replayed: Uint8Array, recorded: Uint8Array): void {
  expect(replayed.length).toBe(recorded.length);
  expect(replayed.findIndex((byte, i) => byte !== recorded[i])).toBe(-1);
}

/** What a run throws. */
export function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (cause) {
    return cause;
  }
  throw new Error('nothing was thrown');
}

/** A guest that is compiled once and started often. */
export async function started(entry: Entry, module: WebAssembly.Module, hosts: object, options: object): Promise<Rig> {
  const bindings = entry.createImports(hosts, options);
  return seated(bindings, await entry.instantiate(module, bindings));
}
