import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeFile, load, scripts } from '../../../generator/cli/load.js';
import { root } from '../../meta/imports.js';
import { temporaryFolder } from '../writer/folder.js';
import { moltAbi } from './binary.js';

const text = "const { sep } = require('node:path'); exports.where = [__filename, __dirname, sep]; exports.twice = (n) => 2 * n;";

describe('a file of the command', () => {
  const file = (): string => {
    const path = join(temporaryFolder(), 'a.js');
    writeFileSync(path, text);
    return path;
  };
  const twice = (path: string) => (load(path) as { twice: (n: number) => number }).twice(21);

  it('is loaded as a module of the older format', () => {
    const path = file();
    expect(load(path)).toMatchObject({ where: [path, join(path, '..'), '/'] });
  });

  /** What the engine makes of such a file. It has none of the next one, which lies elsewhere. */
  const kept = (): Buffer => {
    const path = file();
    twice(path);
    return scripts.get(path)?.createCachedData() ?? expect.fail('nothing was loaded');
  };

  it.each([
    ['is loaded with the code that was kept of it', (code: Buffer) => code, false],
    ['is compiled where the code is one of another engine', (code: Buffer) => code.fill(0x5a, 4, 12), true],
    ['is compiled where the code is cut off', (code: Buffer) => code.subarray(0, 40), true],
    ['is compiled where the code is empty', () => Buffer.alloc(0), true],
    ['is compiled where the code is something else', () => Buffer.from('{}'), true],
  ])('%s', (_, change, rejected) => {
    const path = file();
    writeFileSync(codeFile(path), change(kept()));
    expect(twice(path)).toBe(42);
    expect(scripts.get(path)?.cachedDataRejected).toBe(rejected);
  });
});

it('the command says the same with the code that was kept, without it, and with what is none', () => {
  const folder = temporaryFolder();
  for (const name of ['schemas', 'templates', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const name of ['package.json', 'dist/command', 'dist/runtime-glue', 'dist/surfaces'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  const codes = readdirSync(join(folder, 'dist/command')).filter((name) => name.endsWith('.code'));
  expect(codes).toHaveLength(3);
  const main = join(folder, 'dist/command/main.js');
  const said = () => moltAbi(root, ['check', '--abi', 'schemas/molt'], {}, main);
  const expected = said();
  expect(expected.code).toBe(0);
  for (const contents of ['', 'no code']) {
    for (const name of codes) writeFileSync(join(folder, 'dist/command', name), contents);
    expect(said()).toEqual(expected);
  }
  expect(readFileSync(main, 'utf8')).toContain('./program.js');
});
