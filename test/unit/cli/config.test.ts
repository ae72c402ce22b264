import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../generator/cli/config.js';
import { fill, temporaryFolder } from '../writer/folder.js';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  fill(folder, { '.git/HEAD': '', ...files });
  return folder;
}
const read = (files: Record<string, string>, from = '') => readConfig(join(folderWith(files), from));

describe('readConfig', () => {
  it('is empty where there is none', () => {
    expect(read({ 'package.json': '{"name":"moltAbi"}' })).toEqual({ value: {}, diagnostics: [] });
  });

  it('reads molt-abi.config.json, with paths relative to it', () => {
    const folder = folderWith({
      'molt-abi.config.json': JSON.stringify({
        $schema: 'x',
        abi: './abi',
        abiVersion: 'next',
        target: 'wasi',
        emit: ['wat', 'c'],
        out: '../gen',
        strictHost: true,
      }),
      'deep/er/x': '',
    });
    expect(readConfig(join(folder, 'deep/er')).value).toEqual({
      abi: join(folder, 'abi'),
      abiVersion: 'next',
      target: ['wasi'],
      emit: ['wat', 'c'],
      out: join(folder, '../gen'),
      strictHost: true,
    });
  });

  it('reads moltAbi of package.json, after molt-abi.config.json', () => {
    const packageJson = '{"scripts":{"a":"1","a":"2"},"moltAbi":{"emit":"wat, c"}}';
    expect(read({ 'package.json': '{"moltAbi":{"emit":"wat, c"}}' }).value).toEqual({ emit: ['wat', 'c'] });
    expect(read({ 'package.json': packageJson, 'molt-abi.config.json': '{}' }).value).toEqual({});
  });

  it('looks no higher than the repository or the package', () => {
    const folder = temporaryFolder();
    fill(folder, {
      'molt-abi.config.json': '{"out":"planted"}',
      'repo/.git/HEAD': '',
      'repo/x/y': '',
      'package/package.json': '{}',
      'bare/x': '',
    });
    for (const from of ['repo/x', 'package', 'bare']) expect(readConfig(join(folder, from)).value).toEqual({});
  });

  it.each([
    ['{"abi":"a","ot":"b"}', 'usage/config', 'has no key "ot"', 'Did you mean out?'],
    ['{"__proto__":{"out":"x"}}', 'usage/config', 'has no key "__proto__"', 'Known keys'],
    ['{"toString":"x"}', 'usage/config', 'has no key', 'Known keys'],
    ['{"strictHost":"yes"}', 'usage/config', 'true or false', ''],
    ['{"emit":[1]}', 'usage/config', 'list of names', ''],
    ['{"out":""}', 'usage/config', 'not empty', ''],
    ['[]', 'usage/config', 'is not an object', ''],
    ['{"out":"a","out":"b"}', 'parse/duplicate-key', '', ''],
    ['module.exports = {}', 'parse/syntax', '', ''],
    ['', 'parse/empty', '', ''],
  ])('refuses %s', (text, code, message, help) => {
    const { value, diagnostics } = read({ 'molt-abi.config.json': text });
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toContain(message);
    expect(diagnostics[0]?.help ?? '').toContain(help);
    expect(diagnostics[0]?.span?.file).toBe('molt-abi.config.json');
  });

  it('case 43: executes nothing', () => {
    expect(read({ 'molt-abi.config.js': 'throw 1', 'molt-abi.config.mjs': 'throw 1', '.molt-abirc': '{"out":"x"}' }).value).toEqual({});
  });
});
