import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { inFolder, typedImports, wasm32 } from '../../tools.js';
import { mark, only, type Parsed } from './parser.js';

/** The tokens of clang after its preprocessor, and the import names of a guest that clang links. */
export function parseC(files: readonly EmittedFile[]): Parsed {
  const { path, text } = only(files);
  return inFolder({ [path]: text, 'main.c': `#include "${path}"\n` }, (at) => {
    const clang = (...args: string[]): string => {
      const flags = [...wasm32, '-std=c11', '-Wall', '-Wextra', '-Werror', '-Wno-deprecated-declarations', ...args, 'main.c'];
      const { status, stdout, stderr } = spawnSync('clang-14', flags, { cwd: at, encoding: 'utf8', maxBuffer: 2 ** 30 });
      if (status !== 0) throw new Error(`clang: ${/^.*(?:error|warning):.*$/m.exec(stderr)?.[0] ?? stderr}`);
      return stdout === '' ? stderr : stdout;
    };
    const tokens = clang('-fsyntax-only', '-Xclang', '-dump-tokens').matchAll(/^(\w+) '(.*)'\t.*Loc=</gm);
    const structure = [...tokens].map(([, kind, spelled]) => (kind === 'string_literal' ? mark : `${kind} ${spelled}`));
    const references = importedIn(clang('-fsyntax-only', '-Xclang', '-ast-dump')).map((name) => `(void (*)(void))${name},`);
    const table = `__attribute__((used)) void (*const all_imports[])(void) = {\n${references.join('\n')}\n};\n`;
    writeFileSync(join(at, 'main.c'), `#include "${path}"\n${table}`);
    clang('-Wl,--no-entry,--no-gc-sections', '-o', 'guest.wasm');
    const imports = typedImports(readFileSync(join(at, 'guest.wasm')));
    return { structure, strings: new Set(imports.flatMap((i) => [i.module, i.name])) };
  });
}

/** Names of the functions of a dumped tree that have an import name. */
function importedIn(tree: string): string[] {
  const names: string[] = [];
  let last = '';
  for (const line of tree.split('\n')) {
    last = /^\|-FunctionDecl .* (\w+) '/.exec(line)?.[1] ?? last;
    if (/^\| +[|`]-WebAssemblyImportNameAttr /.test(line)) names.push(last);
  }
  return names;
}
