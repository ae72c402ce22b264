import { expect, test } from 'vitest';
import { c } from '../../generator/emitters/c/index.js';
import { compileCase, emitted } from '../unit/emitters/corpus.js';
import { inFolder, run } from './tools.js';

/** Headers whose macros and functions a name could meet. */
const headers = `assert ctype dirent errno fcntl fenv inttypes limits locale math poll stdarg stdio stdlib string strings
  sys/socket sys/stat time unistd wchar wctype`.split(/\s+/);
/** These change the language of C and are not, or not so, in C++. */
const headersOfC = ['complex', 'iso646', 'stdatomic', 'tgmath'];
const strict = ['-Wall', '-Wextra', '-Werror', '-fsyntax-only'];

const source = (names: readonly string[], header: string): string =>
  [...names.map((name) => `#include <${name}.h>`), `#include "${header}"`, ''].join('\n');

test('case 12: a header full of reserved words stands after the headers of the library', async () => {
  const [header] = await emitted(c, compileCase('reserved-words'));
  if (!header) throw new Error('no header');
  const files = {
    [header.path]: header.text,
    'main.c': source([...headers, ...headersOfC], header.path),
    'main.cpp': source(headers, header.path),
  };
  const compile = () =>
    inFolder(files, (at) => {
      run(at, 'clang-14', '--target=wasm32-wasi', '-std=c11', ...strict, 'main.c');
      run(at, 'gcc', '-std=gnu11', ...strict, 'main.c');
      run(at, 'g++', '-std=c++17', ...strict, 'main.cpp');
      run(at, 'g++', '-std=c++20', ...strict, 'main.cpp');
    });
  expect(compile).not.toThrow();
});
