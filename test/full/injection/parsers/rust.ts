import { execFileSync } from 'node:child_process';
import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { debianRustc } from '../../rust-tools.js';
import { inFolder } from '../../tools.js';
import { mark, only, type Parsed } from './parser.js';

/** The tree of rustc as it prints it, in words: the printer keeps comments on lines of their own, and breaks long lines. */
export function parseRust(files: readonly EmittedFile[]): Parsed {
  const { path, text } = only(files);
  return inFolder({ [path]: text }, (at) => {
    // Printing the tree is an unstable option, which this variable allows a stable compiler.
    const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
    const args = ['--edition', '2021', '--crate-type', 'lib', '-Zunpretty=expanded', path];
    const printed = execFileSync(debianRustc(), args, { cwd: at, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe', env });
    const code = printed.split('\n').filter((line) => !line.trim().startsWith('//'));
    const marked = code.join('\n').replace(/"(?:[^"\\]|\\.)*"/g, mark);
    return { structure: marked.split(/\s+/) };
  });
}
