import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { LoweredFunc } from '../../generator/ir/lowered.js';

// Makes engines tell the types of imports; see the WebAssembly type reflection proposal.
setFlagsFromString('--experimental-wasm-type-reflection');

/** A folder that is gone after `use`. */
export function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a tool in a folder. Its output is the message of the error if it fails. */
export function run(folder: string, tool: string, ...args: string[]): void {
  try {
    execFileSync(tool, args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(`${tool} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? message}`);
  }
}

export const wasm32 = ['--target=wasm32', '-ffreestanding', '-nostdlib'] as const;

export interface TypedImport {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
  readonly type?: { readonly parameters: readonly string[]; readonly results: readonly string[] };
}

export const typedImports = (bytes: Uint8Array): TypedImport[] => WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(bytes)));

/** Imports in an order and a form in which two lists can be compared. */
export const comparable = (imports: readonly TypedImport[]): string[] => imports.map((i) => JSON.stringify(i)).sort();

/** The functions of an ABI as a guest should import them. */
export const declaredImports = (functions: readonly LoweredFunc[]): TypedImport[] =>
  functions.map(({ func, signature }) => ({
    module: func.module,
    name: func.field,
    kind: 'function',
    type: { parameters: signature.params, results: signature.results },
  }));
