import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fill, temporaryFolder, treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { demoFolder, fast } from './demo.js';

/** The ABI of tests with another name for its one interface, or with further functions. */
function demoWith(change: { readonly interface?: string; readonly functions?: Record<string, object> }): string {
  const folder = demoFolder();
  const path = join(folder, 'abi/1.1.0/log.json');
  const log = JSON.parse(readFileSync(path, 'utf8')) as { functions: Record<string, object> };
  writeFileSync(path, JSON.stringify({ ...log, ...change, functions: { ...log.functions, ...change.functions } }));
  return folder;
}

describe('case 28: a name that would make a bad path', () => {
  it.each(['../x', '/etc/x', 'a/b', 'log.', 'x'.repeat(300), '..', 'a\\b', 'a\u0000b'])(
    '%j is refused before anything is written',
    (name) => {
      const folder = demoWith({ interface: name });
      const before = treeOf(folder);
      const { code, err } = moltAbi(folder, ['gen', '--abi', 'abi', '--emit', 'all']);
      expect(code).toBe(3);
      expect(err).toMatch(/^error\[(shape|emit|resolve)\//);
      expect(err).toMatch(/--> abi\/1\.1\.0\/log\.json:1:\d+/);
      expect(treeOf(folder)).toEqual(before);
    },
  );

  it.each(['con', 'CON', 'aux', 'nul', 'com1'])('%j, a device on Windows, makes no file of that name', (name) => {
    const folder = demoWith({ interface: name });
    const before = treeOf(folder);
    const { code, err } = moltAbi(folder, ['gen', '--abi', 'abi', '--emit', 'ts-host,wat,c,manifest']);
    if (code === 0) {
      const components = Object.keys(treeOf(join(folder, 'molt-abi-out'))).flatMap((path) => path.split('/'));
      expect(components.length).toBeGreaterThan(10);
      expect(components.filter((component) => /^(con|aux|nul|com1)(\.|$)/i.test(component))).toEqual([]);
    } else {
      expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('device name on Windows') });
      expect(treeOf(folder)).toEqual(before);
    }
  });
});

describe('case 39: --check and --dry-run of an unfinished run', () => {
  it('tell it, with what to do, and leave it', () => {
    const folder = demoFolder();
    expect(moltAbi(folder, ['gen', ...fast]).code).toBe(0);
    fill(folder, { 'molt-abi-out/.molt-abi-staging/new-0': 'half' });
    const before = treeOf(folder);
    for (const option of ['--check', '--dry-run']) {
      expect(moltAbi(folder, ['gen', ...fast, option])).toEqual({
        code: 1,
        out: '',
        err: 'error[io/unfinished]: molt-abi-out holds an unfinished run\n  = help: If no other run is at work, run `molt-abi gen`: it puts the folder right before it writes.\n\n1 error\n',
      });
      expect(treeOf(folder)).toEqual(before);
    }
    expect(moltAbi(folder, ['gen', ...fast]).out).toContain('0 written, 2 unchanged');
    expect(existsSync(join(folder, 'molt-abi-out/.molt-abi-staging'))).toBe(false);
    expect(moltAbi(folder, ['gen', ...fast, '--check']).code).toBe(0);
  });
});

describe('case 30: an output folder that leads out', () => {
  it.each([
    ['it is a link', 'out', 'out'],
    ['a folder in it is one', 'out/manifest', 'out'],
  ])('is refused if %s', (_, link, out) => {
    const folder = demoFolder();
    mkdirSync(join(folder, 'out-parent'));
    fill(folder, { 'victim/abi-manifest.json': 'safe' });
    if (link.includes('/')) mkdirSync(join(folder, 'out'));
    symlinkSync(join(folder, 'victim'), join(folder, link));
    const before = treeOf(folder);
    const { code, err } = moltAbi(folder, ['gen', ...fast, '--out', out]);
    expect({ code, err }).toMatchObject({ code: 5, err: expect.stringContaining(`${link} is a symbolic link`) });
    expect(treeOf(folder)).toEqual(before);
  });
});

describe('case 40: output that nobody reads', () => {
  it.each([
    ['a full terminal', '>/dev/full', 5],
    ['a closed standard output', '>&-', 0],
    ['a closed standard error', '2>&-', 0],
    ['a reader that has gone', '| true', 0],
  ])('%s does not keep the files from being written', (_, rest, exit) => {
    const folder = demoFolder();
    const { status } = spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" "${binary}" gen ${fast.join(' ')} ${rest}`], {
      cwd: folder,
    });
    expect(status).toBe(exit);
    expect(moltAbi(folder, ['gen', ...fast, '--check']).code).toBe(0);
  });
});

describe('case 42: names that look like numbers', () => {
  it('come in the order of their code points, not of their values', () => {
    const like = { params: [], capability: 'none', capabilityReason: 'A test.', since: '1.0.0', doc: 'A test.' };
    const names = ['2', '10', '1', 'a', '-1'];
    const functions = Object.fromEntries(names.map((name, i) => [`f-${'abcde'[i]}`, { import: name, ...like }]));
    const folder = demoWith({ functions });
    const { code, err } = moltAbi(folder, ['gen', '--abi', 'abi', '--emit', 'manifest,allowlist']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const allowed = readFileSync(join(folder, 'molt-abi-out/allowlist/allowed-undefined.txt'), 'utf8');
    const lines = allowed.split('\n').filter((line) => names.includes(line));
    expect(lines).toEqual(['-1', '1', '10', '2', 'a']);
  });
});

describe('case 43: configuration beside an untrusted schema', () => {
  it('is read as JSON and never run', () => {
    const folder = demoFolder();
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`;
    const names = [
      'molt-abi.config.js',
      'molt-abi.config.cjs',
      'molt-abi.config.mjs',
      'molt-abi.config.ts',
      '.molt-abirc',
      '.molt-abirc.js',
    ];
    fill(
      folder,
      Object.fromEntries(
        names.flatMap((name) => [
          [name, evil],
          [`abi/${name}`, evil],
          [`abi/1.1.0/${name}`, evil],
        ]),
      ),
    );
    fill(folder, { 'abi/package.json': '{"moltAbi":{"out":"../planted"}}', '.env': 'NODE_OPTIONS=--require=./x.cjs' });
    expect(moltAbi(folder, ['gen', ...fast])).toMatchObject({ code: 0, err: '' });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(existsSync(join(folder, 'planted'))).toBe(false);
    fill(folder, { 'molt-abi.config.json': evil });
    expect(moltAbi(folder, ['gen', ...fast]).code).toBe(3);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});

describe('case 34: the output folder', () => {
  it('cannot be below a file', () => {
    const folder = temporaryFolder();
    fill(folder, { file: 'F' });
    const { code, err } = moltAbi(folder, ['gen', '--emit', 'manifest', '--out', 'file/out']);
    expect({ code, err }).toMatchObject({
      code: 5,
      err: expect.stringMatching(/io\/(write|read).*file\/out.*not a directory \(ENOTDIR\)/),
    });
    expect(treeOf(folder)).toEqual({ file: 'F' });
  });
});
