import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { tsHost } from '../../generator/emitters/ts-host/index.js';
import { compile, createContext, nodeHost } from '../../generator/index.js';
import type { Abi } from '../../generator/ir/abi.js';

const root = new URL('../../', import.meta.url).pathname;

/** The parity ABI. */
export function parityAbi() {
  const { value, diagnostics } = compile(nodeHost, join(root, 'schemas/parity/1.0.0'));
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return value;
}

/** Its host package, generated into a folder that is gone after the tests of the file. */
export function writeParityPackage(): { readonly folder: Promise<string>; readonly abi: Abi } {
  const { abi, lowered } = parityAbi();
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const written = async (): Promise<string> => {
    const context = createContext({ targets: abi.targets.map((t) => t.name), strictHost: false });
    for (const { path, text } of (await tsHost.emit(lowered, context)).value ?? []) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  };
  return { folder: written(), abi };
}
