import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emitters } from '../../../generator/emitters/registry.js';
import { fill, temporaryFolder, treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { demoFolder, fast } from './demo.js';

describe('gen', () => {
  it('compiles the ABI that comes with the tool where nothing is configured', () => {
    const folder = temporaryFolder();
    const { code, out, err } = moltAbi(folder, ['gen']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^molt \d+\.\d+\.\d+ \(\d+ imports.*\) -> molt-abi-out: ts-host \d+ files?, wat /);
    expect(out).toContain('Next: molt-abi-out/ts-host/README.md');
    expect(readdirSync(join(folder, 'molt-abi-out')).sort()).toEqual(['.molt-abi.json', ...emitters.map((emitter) => emitter.name)].sort());
    expect(moltAbi(folder, ['gen', '--check']).code).toBe(0);
  });

  it('compiles a version, says what it wrote, and writes nothing the second time', () => {
    const folder = demoFolder();
    const first = moltAbi(folder, ['gen', ...fast, '--abi-version', '1.0']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toBe('demo 1.0.0 (1 import) -> molt-abi-out: allowlist 1 file, manifest 1 file; 2 written, 0 unchanged\n');
    expect(moltAbi(folder, ['gen', ...fast, '--abi-version', 'v1.0.0']).out).toContain('0 written, 2 unchanged');
    expect(moltAbi(folder, ['gen', '--abi', 'abi/1.0.0', '--emit', 'manifest']).out).toContain(
      '1 unchanged, 1 removed (all of allowlist)\n',
    );
  });

  it('prints one JSON object for programs', () => {
    const folder = demoFolder();
    const { code, out, err } = moltAbi(folder, ['gen', ...fast, '--format', 'json', '--out', 'o/p']);
    const report = JSON.parse(out) as Record<string, unknown>;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Object.keys(report)).toEqual(['abi', 'version', 'digest', 'out', 'emitters', 'files', 'diagnostics', 'exit']);
    expect(report).toMatchObject({
      abi: 'demo',
      version: '1.1.0',
      out: 'o/p',
      emitters: ['allowlist', 'manifest'],
      diagnostics: [],
      exit: 0,
    });
    expect(report.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((report.files as { status: string }[]).map((file) => file.status)).toEqual(['new', 'new']);
  });

  it('case 39: checks: exit 0 on fresh output, exit 1 with the names on stale output, never a write', () => {
    const folder = demoFolder();
    const missing = moltAbi(folder, ['gen', ...fast, '--check']);
    expect(missing.code).toBe(1);
    expect(existsSync(join(folder, 'molt-abi-out'))).toBe(false);
    moltAbi(folder, ['gen', ...fast]);
    expect(moltAbi(folder, ['gen', ...fast, '--check'])).toMatchObject({
      code: 0,
      err: '',
      out: 'demo 1.1.0 (1 import): molt-abi-out is up to date (2 files)\n',
    });
    const before = treeOf(folder);
    const stale = moltAbi(folder, ['gen', ...fast, '--check', '--abi-version', '1.0.0']);
    expect(stale).toMatchObject({ code: 1, out: '' });
    expect(stale.err).toMatch(/io\/stale.*molt-abi-out\/manifest\/\S+ differs/);
    expect(treeOf(folder)).toEqual(before);
  });

  it('case 39: plans with --dry-run and writes nothing', () => {
    const folder = demoFolder();
    const before = treeOf(folder);
    const { code, out } = moltAbi(folder, ['gen', ...fast, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^new {6}molt-abi-out\/allowlist\/\S+\nnew {6}molt-abi-out\/manifest\/\S+\ndemo .* 2 to be written, 0 unchanged\n$/,
    );
    expect(treeOf(folder)).toEqual(before);
  });

  it('case 41: writes the same bytes whatever the locale, the time zone and the folder', () => {
    const folder = demoFolder();
    moltAbi(folder, ['gen', ...fast, '--out', 'a'], { LC_ALL: 'C', TZ: 'Asia/Kathmandu' });
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    moltAbi(join(folder, 'deep/er'), ['gen', '--abi', '../../abi', '--emit', 'manifest,allowlist', '--out', '../../b'], {
      LC_ALL: 'tr_TR.UTF-8',
      TZ: 'UTC',
    });
    expect(treeOf(join(folder, 'a'))).toEqual(treeOf(join(folder, 'b')));
  });

  it.each([
    [['--emit', 'manifset'], 2, 'Did you mean manifest?'],
    [['--target', 'wsai'], 2, 'Did you mean wasi?'],
    [['--target', 'browser'], 2, 'known are edge, wasi, all'],
    [['--out', ''], 2, '--out needs a value'],
    [['--chek'], 2, 'Did you mean --check?'],
    [['--format', 'yaml'], 2, 'Allowed choices are text, json'],
    [['--check', '--dry-run'], 2, 'cannot be used with'],
    [['surplus'], 2, 'too many arguments'],
    [['--abi-version', '9.9'], 3, 'known are 1.0.0, 1.1.0'],
    [['--abi', 'nowhere'], 5, 'nowhere'],
    [['--out', 'abi/1.0.0/abi.json'], 5, 'io/foreign'],
  ])('refuses %j with exit %i', (args, code, text) => {
    const folder = demoFolder();
    const before = treeOf(folder);
    const ended = moltAbi(folder, ['gen', ...fast, ...args]);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(text);
    expect(ended.err).not.toMatch(/^ +at /m);
    expect(treeOf(folder)).toEqual(before);
  });

  it('shows where the schema is wrong and leaves the output alone', () => {
    const folder = demoFolder();
    moltAbi(folder, ['gen', ...fast]);
    const log = join(folder, 'abi/1.1.0/log.json');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"u32"', '"u23"'));
    const before = treeOf(folder);
    const { code, err } = moltAbi(folder, ['gen', ...fast]);
    expect(code).toBe(3);
    expect(err).toContain('resolve/unknown-type');
    expect(err).toMatch(/--> abi\/1\.1\.0\/log\.json:\d+:\d+/);
    expect(treeOf(folder)).toEqual(before);
    const report = JSON.parse(moltAbi(folder, ['gen', ...fast, '--format', 'json']).out) as { exit: number; diagnostics: object[] };
    expect(report.exit).toBe(3);
    expect(report.diagnostics[0]).toMatchObject({ code: 'resolve/unknown-type', file: 'log.json' });
  });

  it('refuses a released version that was edited', () => {
    const folder = demoFolder();
    fill(folder, {
      'abi/releases.json': JSON.stringify({
        abi: 'demo',
        releases: [{ version: '1.0.0', date: '2026-01-01', digest: `sha256:${'0'.repeat(64)}`, previous: null }],
      }),
    });
    for (const args of [fast, ['--abi', 'abi/1.0.0', '--emit', 'manifest']]) {
      const { code, err } = moltAbi(folder, ['gen', ...args]);
      expect(code).toBe(3);
      expect(err).toContain('history/digest-mismatch');
    }
    expect(moltAbi(folder, ['gen', ...fast, '--abi-version', 'next']).out).toContain('candidate');
    expect(existsSync(join(folder, 'molt-abi-out/manifest'))).toBe(true);
  });

  it('case 36: lets one of several runs at a time write', async () => {
    const folder = demoFolder();
    const runs = Array.from({ length: 8 }, async (_, i) => {
      const child = spawn(process.execPath, [binary, 'gen', '--abi', `abi/1.${i % 2}.0`, '--emit', 'allowlist,manifest'], {
        cwd: folder,
        stdio: 'ignore',
      });
      const [code] = (await once(child, 'exit')) as [number];
      return code;
    });
    const codes = await Promise.all(runs);
    expect(codes.filter((code) => code !== 0 && code !== 5)).toEqual([]);
    expect(codes).toContain(0);
    const fresh = [0, 1].map(
      (minor) => moltAbi(folder, ['gen', '--abi', `abi/1.${minor}.0`, '--emit', 'allowlist,manifest', '--check']).code,
    );
    expect(fresh.sort()).toEqual([0, 1]);
    expect(readdirSync(join(folder, 'molt-abi-out')).sort()).toEqual(['.molt-abi.json', 'allowlist', 'manifest']);
  });

  it('case 40: keeps its exit code when nobody reads what it prints', () => {
    const folder = demoFolder();
    const run = (rest: string) =>
      spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" "${binary}" gen --abi abi --emit manifest --format json ${rest}`], {
        cwd: folder,
      });
    expect(run('| true').status).toBe(0);
    expect(run('--check >&-').status).toBe(0);
    rmSync(join(folder, 'molt-abi-out'), { recursive: true });
    expect(run('--check | true').status).toBe(1);
    expect(run('--check >&- 2>&-').status).toBe(1);
  });
});
