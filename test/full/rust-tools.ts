import { execFileSync } from 'node:child_process';
import type { EmittedFile } from '../../generator/emit/emitter.js';
import { rust } from '../../generator/emitters/rust/index.js';
import type { LoweredAbi } from '../../generator/ir/lowered.js';
import { contextFor } from '../unit/emitters/corpus.js';
import { run } from './tools.js';

/** Debian's compiler, which has the wasm32 standard library. One of rustup may stand before it in the path. */
export const debianRustc = (): string => {
  const files = execFileSync('dpkg', ['-L', 'rustc'], { encoding: 'utf8' }).split('\n');
  const found = files.find((file) => file.endsWith('/bin/rustc'));
  if (found === undefined) throw new Error('the package rustc has no rustc');
  return found;
};

/** A compiler that knows edition 2024: that of `MOLT_ABI_RUSTC_2024`, else the one in the path. */
export const newRustc = (): string => {
  const compiler = process.env.MOLT_ABI_RUSTC_2024 ?? 'rustc';
  const version = execFileSync(compiler, ['--version'], { encoding: 'utf8' });
  const minor = Number(/^rustc 1\.(\d+)\./.exec(version)?.[1]);
  if (!(minor >= 85)) throw new Error(`${compiler} is ${version.trim()}; edition 2024 needs 1.85. See MOLT_ABI_RUSTC_2024.`);
  return compiler;
};

// Without the optimisation between units: LLVM 14 cannot read back an import name that holds a zero byte.
const wasm = [
  '--target',
  'wasm32-unknown-unknown',
  '--crate-type',
  'cdylib',
  '-O',
  '-C',
  'lto=no',
  '-C',
  'strip=symbols',
  '-D',
  'warnings',
];

/** Compiles `guest.rs` in a folder into `guest.wasm`, for edition 2021 and without a warning. */
export const compileGuest = (folder: string): void =>
  run(folder, debianRustc(), '--edition', '2021', ...wasm, '-o', 'guest.wasm', 'guest.rs');

/** Checks the types of a library for this machine, without a warning. */
export const checkLibrary = (folder: string, compiler: string, edition: string, file: string): void =>
  run(folder, compiler, '--edition', edition, '--crate-type', 'lib', '--emit', 'metadata', '-D', 'warnings', '-o', 'lib.rmeta', file);

/** The emitted module. */
export async function moduleOf(lowered: LoweredAbi, rustEdition: '2021' | '2024' = '2021'): Promise<EmittedFile> {
  const { value, diagnostics } = await rust.emit(lowered, { ...contextFor(lowered), rustEdition });
  const [file] = value ?? [];
  if (!file) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return file;
}

/** What a program for wasm needs besides a module of its own. */
export const prelude = (path: string): string => `#![no_std]
#[path = "${path}"]
mod abi;
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
`;
