import { expect, test } from 'vitest';
import { allowlist } from '../../../generator/emitters/allowlist/index.js';
import { compileCase, compileFolder, contextFor, emitted } from './corpus.js';

const linesOf = async (folder: string): Promise<string[]> => {
  const [file] = await emitted(allowlist, compileFolder(folder));
  return (file?.text ?? '').split('\n').slice(0, -1);
};

test('functions and their aliases, each once, and nothing that new guests are not to use', async () => {
  expect(await linesOf('test/corpus/deprecated')).toEqual(['demo_fresh', 'demo_new', 'demo_old', 'demo_param']);
});

test('nothing but functions', async () => {
  expect(await linesOf('test/corpus/memory')).toEqual([]);
});

test('a name that the file cannot hold is left out and reported', async () => {
  const lowered = compileCase('odd-names');
  const { diagnostics } = await allowlist.emit(lowered, contextFor(lowered));
  expect(diagnostics.map((d) => [d.code, d.severity, d.message.replace('which cannot hold the name ', '')])).toEqual(
    [
      ['alias', 'al"ias\\u000a*/'],
      ['alias', '#al'],
      ['empty', ''],
      ['f18', '#hash'],
      ['f19', ' lead'],
      ['f20', 'trail '],
      ['f7', 'new\\u000aline'],
    ].map(([item, name]) => ['emit/unlisted', 'warning', `odd.${item} is not in the list for wasm-ld, ${name}`]),
  );
});

test('the list of Molt has every host function of its guests', async () => {
  const lines = await linesOf('schemas/molt/1.4.0');
  expect(lines).toContain('molt_socket_recv_host');
  expect(lines).toContain('molt_call_indirect13');
  expect(lines).toEqual([...lines].sort());
});
