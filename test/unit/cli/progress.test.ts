import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../generator/cli/progress.js';
import { createTerminal } from '../../../generator/cli/terminal.js';
import { temporaryFolder } from '../writer/folder.js';
import { moltAbi } from './binary.js';

/** A terminal that keeps what errors say, and a clock that is set by hand. */
function screen(rewritesErr: boolean) {
  let text = '';
  let time = 0;
  const append = (more: string): void => {
    text += more;
  };
  const terminal = { ...createTerminal(process), rewritesErr, err: append };
  const progress = createProgress(terminal, () => time);
  const at = (ms: number): void => {
    time = ms;
  };
  return { progress, at, text: () => text };
}

describe('progress', () => {
  it('is one line that is rewritten, and gone at the end', () => {
    const { progress, at, text } = screen(true);
    at(400);
    progress.step('compiling abi/1.0.0');
    progress.step('emitting wat (1 of 2)');
    progress.end();
    expect(text()).toBe('\r\u001b[Kmolt-abi: compiling abi/1.0.0 ...\r\u001b[Kmolt-abi: emitting wat (1 of 2) ...\r\u001b[K');
  });

  it('is not shown for a short run, nor where no line can be rewritten', () => {
    const short = screen(true);
    short.at(299);
    short.progress.step('compiling');
    short.progress.end();
    const pipe = screen(false);
    pipe.at(10_000);
    pipe.progress.step('compiling');
    pipe.progress.end();
    expect([short.text(), pipe.text()]).toEqual(['', '']);
  });

  it('is nothing in a pipe', () => {
    expect(moltAbi(temporaryFolder(), ['gen']).err).toBe('');
  });
});
