import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import createWabt from 'wabt';
import { tsHost } from '../../generator/emitters/ts-host/index.js';
import { createContext, type EmittedFile } from '../../generator/index.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { compile } from '../../generator/pipeline.js';
import { nodeHost } from '../../generator/source/node-host.js';
import type { Entry, Package } from './support.js';

// What the tests of the glue need and only Node can make. In other hosts test/support/cases/supply.ts stands in for it.

export const root = fileURLToPath(new URL('../../', import.meta.url));

export async function emitHost(folder: string, strictHost = false): Promise<{ lowered: LoweredAbi; files: readonly EmittedFile[] }> {
  const { value, diagnostics } = compile(nodeHost, join(root, folder));
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  const targets = value.abi.targets.map((t) => t.name);
  const emitted = await tsHost.emit(value.lowered, createContext({ targets, strictHost }));
  return { lowered: value.lowered, files: emitted.value ?? [] };
}

/** A folder that is gone after the tests of the file. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'molt-abi-'));
  afterAll(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export function write(into: string, files: readonly EmittedFile[]): void {
  for (const file of files) {
    const path = join(into, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

/**
 * The host package of one of the ABIs here, with its glue taken from `runtime-glue/` itself, so that coverage tells which of
 * it the tests reach. The package with its own copy is tested in test/e2e.
 */
export async function load(abi: string, target = 'wasi'): Promise<Package> {
  const { lowered, files } = await emitHost(`test/runtime/abis/${abi}`);
  const into = folder();
  write(
    into,
    files.map((file) => {
      const glue = /^glue\/([\w/]+)\.js$/.exec(file.path)?.[1];
      return glue === undefined ? file : { path: file.path, text: `export * from ${JSON.stringify(`${root}runtime-glue/${glue}.ts`)};\n` };
    }),
  );
  return { entry: (await import(join(into, `${target}.js`))) as Entry, lowered };
}

/** Makes modules of WAT. */
export async function assembler(): Promise<(text: string) => Uint8Array<ArrayBuffer>> {
  const { parseWat } = await createWabt();
  return (text) => {
    const module = parseWat('guest.wat', text, { threads: true, exceptions: true, bulk_memory: true });
    try {
      return new Uint8Array(module.toBinary({}).buffer);
    } finally {
      module.destroy();
    }
  };
}

/** Assembles a module in WAT. */
export const wat = async (text: string): Promise<Uint8Array<ArrayBuffer>> => (await assembler())(text);
