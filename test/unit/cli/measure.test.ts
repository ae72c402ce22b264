import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chooseHosts } from '../../../generator/cli/measure/hosts.js';
import { assemble } from '../wasm/support.js';
import { temporaryFolder } from '../writer/folder.js';
import { binary } from './binary.js';
import { runHere } from './in-process.js';

const guest = new URL('../../guests/edge-sales.wasm', import.meta.url).pathname;
const codesOf = (err: string): string[] => [...err.matchAll(/^(?:error|warning)\[(.*?)\]/gm)].map(([, code]) => code ?? '');

afterEach(() => vi.unstubAllEnvs());

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe('molt-abi measure', () => {
  test('refuses a module that imports what the ABI does not have', async () => {
    const app = file('app.wasm', assemble('(module (import "env" "nothing" (func)))'));
    const { code, out, err } = await runHere(['measure', app]);
    expect([code, out, codesOf(err)]).toEqual([4, '', ['wasm/unlisted-import']]);
  });

  test.each([
    ['a file that is not there', () => ['none.wasm'], 5, ['io/read']],
    ['a file that is no module', () => [file('app.wasm', 'text')], 4, ['wasm/not-a-module']],
    ['a folder as output, before it measures', () => ['none.wasm', '--output', temporaryFolder()], 5, ['io/write']],
    [
      'an output in no folder, before it measures',
      () => ['none.wasm', '--output', join(temporaryFolder(), 'none/report')],
      5,
      ['io/write'],
    ],
    ['no runs', () => [guest, '--runs', '0'], 2, ['usage/option']],
    ['runs that are no number', () => [guest, '--runs', '1e3'], 2, ['usage/option']],
    ['a target that is not known', () => [guest, '--target', 'wsi'], 2, ['usage/option']],
    ['a host that is not known', () => [guest, '--host', 'nod'], 2, ['usage/option']],
    ['a host of a target that is not measured', () => [guest, '--target', 'wasi', '--host', 'workerd'], 2, ['usage/option']],
    ['an export that takes parameters', () => [guest, '--call', 'molt_stream_new'], 2, ['usage/option']],
    ['a budget with a key that is not known', () => [guest, '--budget', file('budget.json', '{"size": 1}')], 3, ['measure/unknown-key']],
    ['a budget that is not JSON', () => [guest, '--budget', file('budget.json', '{')], 3, ['parse/syntax']],
    ['a baseline of another kind', () => [guest, '--baseline', file('old.json', '{}')], 3, ['measure/baseline']],
  ])('refuses %s', async (_, args, exit, codes) => {
    const { code, out, err } = await runHere(['measure', ...args()]);
    // Beside what is refused, a host that this machine lacks is told.
    const refused = codesOf(err).filter((of) => of !== 'measure/left-out');
    expect([code, out, refused]).toEqual([exit, '', codes]);
  });

  test('leaves an older report as it is, and nothing beside it, where it measures nothing', async () => {
    const output = file('report.json', 'older');
    expect((await runHere(['measure', 'none.wasm', '--output', output])).code).toBe(5);
    expect([readFileSync(output, 'utf8'), readdirSync(join(output, '..'))]).toEqual(['older', ['report.json']]);
  });

  test('tells all that is wrong at once', async () => {
    const { code, err } = await runHere([
      'measure',
      guest,
      '--budget',
      file('budget.json', '{"raw": -1}'),
      '--baseline',
      'none.json',
      '--target',
      'x',
    ]);
    expect([code, codesOf(err).sort()]).toEqual([5, ['io/read', 'measure/bad-value', 'usage/option']]);
  });

  test('measures sizes alone where no target has all that a module imports', async () => {
    const app = file(
      'app.wasm',
      assemble(`(module
        (import "env" "molt_gpu_webgpu_dispatch_host" (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_open" (func (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32))))`),
    );
    const { code, out, err } = await runHere(['measure', app, '--format', 'json']);
    expect([code, codesOf(err)]).toEqual([0, ['measure/left-out']]);
    expect(JSON.parse(out)).toMatchObject({ hosts: [], glue: [], leftOut: [], size: { importModules: [{}, {}] }, pass: true });
  });

  test('does not pass a limit of what was not measured', async () => {
    const app = file('app.wasm', assemble('(module)'));
    const budget = file('budget.json', '{"brotli": 1000, "ratio": {"compile": 2}}');
    const { code, out, err } = await runHere(['measure', app, '--target', 'edge', '--workerd', 'none', '--budget', budget]);
    expect([code, codesOf(err)]).toEqual([1, ['measure/left-out', 'measure/not-judged']]);
    expect(out).toContain('No times on edge: workerd was not found');
    expect(out).toContain('FAIL: ');
  });

  test('ends its processes and removes its files when it is interrupted', async () => {
    const folder = temporaryFolder();
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const browser = join(folder, 'browser.sh');
    writeFileSync(browser, `#!/bin/sh\necho $$ > '${folder}/pid'\nsleep 600 &\nwait\n`);
    chmodSync(browser, 0o755);
    const args = ['measure', guest, '--target', 'browser', '--host', 'chromium', '--browser', browser];
    const child = spawn(process.execPath, [binary, ...args], { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await vi.waitUntil(() => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8') !== '', { timeout: 20_000 });
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(temporary)).toEqual([]);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    // The group of the browser is gone, with what it started.
    await vi.waitUntil(() => !isAlive(-pid), { timeout: 10_000 });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('hosts', () => {
  const programs = { chromium: '/none/chromium', workerd: '/none/workerd' };

  test('that are not there are left out, and it is said how to get them', () => {
    const { value, diagnostics } = chooseHosts(['browser', 'edge', 'wasi'], undefined, programs);
    expect(diagnostics).toEqual([]);
    expect(value?.hosts.map(({ kind }) => kind.name)).toEqual(['node']);
    expect(value?.leftOut).toEqual([
      { target: 'browser', host: 'chromium', why: expect.stringContaining('--browser') },
      { target: 'edge', host: 'workerd', why: expect.stringContaining('npm install --save-dev workerd') },
    ]);
  });

  test('that are asked for and are not there are an error', () => {
    const { value, diagnostics } = chooseHosts(['browser', 'edge', 'wasi'], ['node', 'chromium', 'workerd'], programs);
    expect([value, diagnostics.map(({ code, severity }) => [code, severity])]).toEqual([
      undefined,
      [
        ['measure/no-host', 'error'],
        ['measure/no-host', 'error'],
      ],
    ]);
  });

  test('are looked for where the environment says, and nowhere else then', () => {
    vi.stubEnv('MOLT_ABI_WORKERD', '/none/workerd');
    vi.stubEnv('MOLT_ABI_CHROMIUM', '/none/chromium');
    expect(chooseHosts(['browser', 'edge'], undefined, {}).value?.hosts).toEqual([]);
    vi.stubEnv('MOLT_ABI_WORKERD', undefined);
    expect(chooseHosts(['browser', 'edge'], undefined, {}).value?.hosts.map(({ kind }) => kind.name)).toEqual(['workerd']);
  });

  test('run the targets that they are known for, and others have none', () => {
    const { value } = chooseHosts(['console', 'wasi'], undefined, {});
    expect(value?.leftOut).toEqual([{ target: 'console', host: null, why: 'no host is known that runs console' }]);
    expect(chooseHosts(['edge', 'wasi'], ['node'], programs).value).toMatchObject({ hosts: [{}], leftOut: [] });
  });
});
