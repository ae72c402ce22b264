import { describe, expect, test } from 'vitest';
import { emitHost } from '../../runtime/supply.js';

const wordsOf = async (abi: string): Promise<Record<'readme' | 'types', string>> => {
  const { files } = await emitHost(abi);
  const text = (path: string) => files.find((file) => file.path === path)?.text ?? '';
  return { readme: text('README.md'), types: text('wasi.d.ts') };
};
const none = 'This version of the ABI says of no function how the mode answers it.';

describe('what a package says of its deterministic mode', () => {
  test('is what the ABI answers, and what it leaves to hosts', async () => {
    const { readme, types } = await wordsOf('schemas/molt/1.5.0');
    for (const text of [readme, types]) {
      expect(text).toMatch(/it answers what can differ from run to run of .*`time`, .*`wasi.random-get`\./);
      expect(text).toMatch(/What can differ of `db`, .*`wasi.poll-oneoff` needs a host that is named in `hosts`/);
      expect(text).not.toContain(none);
    }
  });

  test('promises no answers where the ABI has none', async () => {
    const { readme, types } = await wordsOf('schemas/molt/1.4.0');
    for (const text of [readme, types]) expect(text).toContain(`${none} What can differ of \`time\`, `);
  });

  test('is that there is nothing to answer, where no function differs', async () => {
    const { readme } = await wordsOf('test/runtime/abis/values');
    expect(readme).toContain('No function is said to differ from run to run');
  });

  test('stands beside how to record a run', async () => {
    expect((await wordsOf('test/runtime/abis/values')).readme).toContain('/record` writes what a host was asked and answered to a log');
  });
});
