import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emitters } from '../../emitters/registry.js';
import { createContext } from '../../installation.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { emit } from '../../pipeline.js';

/** Generates the host package of the parity ABI into a folder of its own, since modules are loaded from files. The caller removes it. */
export async function writePackage(lowered: LoweredAbi): Promise<{ readonly folder: string; readonly remove: () => void }> {
  const targets = lowered.abi.targets.map((t) => t.name);
  const chosen = emitters.filter((e) => e.name === 'ts-host');
  const { value } = await emit(lowered, chosen, createContext({ targets, strictHost: false }));
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-parity-'));
  for (const { path, text } of value ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder: join(folder, 'ts-host'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
