import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CreateHost, type Entry, observe } from '../../../runtime-glue/testing.js';
import { emitters } from '../../emitters/registry.js';
import { createContext } from '../../installation.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { emit } from '../../pipeline.js';
import { answered, messageOf } from './answering.js';
import type { Run } from './run.js';

/** What the file of a host implementer exports: `createHost` for a host on the generated package, `run` for any other. */
export interface HostFile {
  readonly createHost?: CreateHost<Entry>;
  /** The entry that `createHost` gets; absent: one is generated. */
  readonly abi?: Entry;
  readonly run?: Run;
  /** Called at the end, to stop what `run` began. */
  readonly close?: () => unknown;
}

export interface TestedHost {
  readonly run: Run;
  readonly close: () => Promise<void>;
}

/** The host of a file, or why it is none. */
export async function openHost(file: string, lowered: LoweredAbi): Promise<TestedHost | string> {
  let host: HostFile;
  try {
    host = (await answered(import(pathToFileURL(file).href))) as HostFile;
  } catch (cause) {
    return `cannot be loaded: ${messageOf(cause)}`;
  }
  const close = async (): Promise<void> => void (await answered(host.close?.()));
  if (typeof host.run === 'function') return { run: host.run, close };
  const { createHost, abi } = host;
  if (typeof createHost !== 'function') return 'exports neither the function `createHost` nor the function `run`';
  if (abi !== undefined) return { run: runOn(createHost, async () => abi), close };
  const { entryOf, remove } = await generated(lowered);
  return {
    run: runOn(createHost, entryOf),
    async close() {
      remove();
      await close();
    },
  };
}

const runOn =
  (createHost: CreateHost<Entry>, entryOf: (target: string) => Promise<Entry>): Run =>
  async ({ target, module, grants, calls, again, ranges }) => {
    const steps = calls.map((call) => ({ call }));
    const memory = ranges.map(({ at, size }) => ({ at, bytes: '00'.repeat(size) }));
    const vector = { steps, memory, ...(grants && { grants }), ...(again !== undefined && { again }) };
    return observe(await entryOf(target), createHost, await WebAssembly.compile(module), vector);
  };

/** Generates the host package of the parity ABI into a folder of its own, since modules are loaded from files. */
async function generated(lowered: LoweredAbi): Promise<{ entryOf: (target: string) => Promise<Entry>; remove: () => void }> {
  const targets = lowered.abi.targets.map((t) => t.name);
  const chosen = emitters.filter((e) => e.name === 'ts-host');
  const { value } = await emit(lowered, chosen, createContext({ targets, strictHost: false }));
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-parity-'));
  for (const { path, text } of value ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    entryOf: async (target) => (await import(pathToFileURL(join(folder, `ts-host/${target}.js`)).href)) as Entry,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
