import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../generator/source/node-host.js';
import { temporaryFolder, treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('init', () => {
  it('makes an ABI that has nothing to report, generates, and passes its own CI', () => {
    const folder = join(temporaryFolder(), 'My Games!');
    mkdirSync(folder);
    const { code, out, err } = moltAbi(folder, ['init']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const path of ['abi/1.0.0/abi.json', 'abi/1.0.0/greet.json', 'molt-abi.config.json', '.github/workflows/abi.yml'])
      expect(out).toContain(`new      ${path}\n`);
    expect(json(join(folder, 'abi/1.0.0/abi.json')).abi).toBe('my-games');
    expect(moltAbi(folder, ['gen']).out).toMatch(/^my-games 1\.0\.0 \(1 import\) -> generated: /);
    // The workflow runs what it says, with this build in place of the published package.
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'npx'), '#!/bin/sh\n[ "$1" = --yes ] || exit 9\nshift 2\nexec molt-abi "$@"\n');
    chmodSync(join(bin, 'npx'), 0o755);
    symlinkSync(binary, join(bin, 'molt-abi'));
    const commands = [...readFileSync(join(folder, '.github/workflows/abi.yml'), 'utf8').matchAll(/- run: (npx .*)$/gm)].map(
      (m) => m[1] as string,
    );
    expect(commands).toHaveLength(2);
    for (const command of commands)
      expect(spawnSync('sh', ['-c', command], { cwd: folder, env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } }).status).toBe(0);
    expect(moltAbi(folder, ['lint']).out).toBe('my-games 1.0.0 (1 import): nothing to report\n');
  });

  it('takes a folder that it makes, and a name; editors find the schema where the package is installed', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'there/node_modules/molt-abi/schemas'), { recursive: true });
    writeFileSync(join(folder, 'there/node_modules/molt-abi/schemas/abi.schema.json'), '{}');
    expect(moltAbi(folder, ['init', 'new/place', '--name', 'Greet_2']).out).toContain('  cd new/place\n');
    const made = json(join(folder, 'new/place/abi/1.0.0/abi.json'));
    expect({ ...made, interfaces: 0 }).toMatchObject({ abi: 'Greet_2', package: 'greet_2-host' });
    expect(made).not.toHaveProperty('$schema');
    expect(moltAbi(folder, ['init', 'there', '--format', 'json']).code).toBe(0);
    const { $schema } = json(join(folder, 'there/abi/1.0.0/greet.json'));
    expect(nodeHost.kind(join(folder, 'there/abi/1.0.0', $schema))).toBe('file');
    expect(moltAbi(join(folder, 'there'), ['lint']).out).toContain('nothing to report');
  });

  it('writes nothing over what is there, and nothing at all then', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'molt-abi.config.json'), '{}');
    const before = treeOf(folder);
    const { code, err } = moltAbi(folder, ['init']);
    expect(code).toBe(5);
    expect(err).toContain('error[io/exists]: molt-abi.config.json is there already');
    expect(treeOf(folder)).toEqual(before);
  });

  it('leaves nothing behind where it may not write everything', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.github'), 'a file where a folder would be');
    const { code, out } = moltAbi(folder, ['init', '.', '--format', 'json']);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ files: [], exit: 5, diagnostics: [{ code: 'io/write' }] });
    expect(existsSync(join(folder, 'abi'))).toBe(false);
    expect(existsSync(join(folder, 'molt-abi.config.json'))).toBe(false);
  });

  it.each(['2fast', 'a--b', '../x', 'a"b', ''])('refuses the name %j', (name) => {
    const folder = temporaryFolder();
    expect(moltAbi(folder, ['init', '.', '--name', name])).toMatchObject({ code: 2, err: expect.stringContaining('--name') });
    expect(treeOf(folder)).toEqual({});
  });
});
