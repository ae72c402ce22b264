import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cComment, cString } from '../../../generator/emit/text/c.js';
import { docLines } from '../../../generator/emit/text/visible.js';
import { inFolder } from '../tools.js';
import { sampled, seed, special } from './texts.js';

test.each([
  ['clang-14', ['--target=wasm32', '-ffreestanding', '-std=c11']],
  ['gcc', ['-std=c11', '-trigraphs']],
] as const)(`%s sees exactly the declarations that were meant, and the exact bytes of every string, seed ${seed}`, (compiler, args) => {
  const texts = sampled(1000, 0, special);
  const source = texts
    .map((text, i) => {
      const bytes = [...new TextEncoder().encode(text)];
      const checks = bytes.slice(0, 8).map((byte, at) => `(unsigned char)${cString(text)}[${at}] == ${byte}`);
      return `${cComment(docLines(text))}\nextern int item${i};\n_Static_assert(sizeof(${cString(text)}) == ${bytes.length + 1}, "${i}");\nint bytes${i}(void) { return ${['1', ...checks].join(' && ')}; }\n`;
    })
    .join('');
  inFolder({ 'main.c': source }, (at) => {
    execFileSync(compiler, [...args, '-Wall', '-Wextra', '-Werror', '-fsyntax-only', 'main.c'], { cwd: at, stdio: 'pipe' });
    const code = execFileSync(compiler, [...args, '-E', '-P', 'main.c'], { cwd: at, encoding: 'utf8' });
    expect(code.match(/extern int item\d+;/g)).toHaveLength(texts.length);
  });
});
