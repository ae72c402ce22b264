import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './tools.js';

/** The header of wasi-libc, as C includes it. */
export const header = '#include <wasi/api.h>\n';

const clang = ['--target=wasm32-wasi', '-std=c11', '-Wall', '-Wextra', '-Werror'] as const;

/** What a source in C says of WASI, under the names of C. */
export interface HeaderNames {
  /** Names of typedefs: `__wasi_fd_t`. */
  readonly types: readonly string[];
  /** `__wasi_dirent_t.d_ino`, for structures and unions. */
  readonly fields: readonly string[];
  /** `__WASI_ERRNO_BADF`. */
  readonly constants: readonly string[];
  /** `__wasi_fd_read`. */
  readonly functions: readonly string[];
}

/** The part of a declaration that is looked at, in the tree that clang prints. */
interface Declaration {
  readonly kind: string;
  readonly name?: string;
  readonly inner?: readonly Declaration[];
}

const print = (folder: string, ...args: string[]): string =>
  execFileSync('clang-14', [...clang, ...args, 'names.c'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });

/** Reads the names from the tree of declarations and the macros of `names.c` in a folder. */
export function namesIn(folder: string): HeaderNames {
  const { inner = [] } = JSON.parse(print(folder, '-fsyntax-only', '-Xclang', '-ast-dump=json')) as Declaration;
  const declared = (kind: string) => inner.filter((d) => d.kind === kind && d.name?.startsWith('__wasi_'));
  const names = (kind: string) => declared(kind).map((d) => d.name ?? '');
  const fields = declared('RecordDecl').flatMap((record) =>
    (record.inner ?? []).filter((d) => d.kind === 'FieldDecl').map((field) => `${record.name}.${field.name}`),
  );
  const constants = [...print(folder, '-E', '-dM').matchAll(/^#define (__WASI_\w+)/gm)].map(([, name = '']) => name);
  return {
    types: names('TypedefDecl').sort(),
    fields: fields.sort(),
    constants: constants.sort(),
    functions: names('FunctionDecl').sort(),
  };
}

/** Those of some conditions in C that do not hold with the header included. */
export function refused(folder: string, conditions: readonly string[]): string[] {
  const asserted = conditions.map((condition) => `_Static_assert(${condition}, "");\n`);
  writeFileSync(join(folder, 'facts.c'), [header, ...asserted].join(''));
  const { status, stderr } = spawnSync('clang-14', [...clang, '-fsyntax-only', '-ferror-limit=0', 'facts.c'], {
    cwd: folder,
    encoding: 'utf8',
  });
  // The header is the first line of the source.
  const failed = [...stderr.matchAll(/^facts\.c:(\d+):\d+: error: static_assert failed/gm)].map(
    ([, line]) => conditions[Number(line) - 2] ?? '',
  );
  const errors = stderr.match(/: (fatal )?error: /g) ?? [];
  if (errors.length > failed.length || (status !== 0 && failed.length === 0)) throw new Error(stderr);
  return failed;
}

/** Links a module that holds the addresses of all these functions; gives its path. */
export function linkAll(folder: string, file: string): string {
  run(folder, 'clang-14', ...clang, '-nostartfiles', '-Wl,--no-entry,--export=every_function', '-o', 'all.wasm', file);
  return join(folder, 'all.wasm');
}
