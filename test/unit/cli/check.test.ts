import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportFormats } from '../../../compat-policy/report/registry.js';
import { root } from '../../meta/imports.js';
import { fill, treeOf } from '../writer/folder.js';
import { moltAbi } from './binary.js';
import { check, checkIn, reportOf } from './checking.js';
import { adding, pong, releasedFiles, releasedFolder, removing, type Step } from './released.js';

describe('check', () => {
  it('passes an addition, fails a removal, and says so first and last', async () => {
    const passing = await check(releasedFolder(adding));
    expect(passing).toMatchObject({ code: 0, err: '' });
    expect(passing.out).toMatch(/^PASS: demo 1\.0\.0 -> demo 1\.1\.0, as of 2026-06-01\n[\s\S]*\nPASS: .*\n$/);
    const failing = checkIn(releasedFolder(removing));
    expect(failing).toMatchObject({ code: 1, err: '' });
    expect(failing.out).toMatch(/^FAIL: [\s\S]*error\[import-removed\][\s\S]*\nFAIL: .*\n$/);
    expect(failing.out).toMatch(/--> abi\/1\.1\.0\/api\.json:\d+:\d+\n/);
  });

  it('takes the highest folder that is not released as the candidate, and one that is named', async () => {
    const folder = releasedFolder([
      ...adding.slice(0, 1),
      { version: '1.1.0', released: '2026-02-10' },
      { version: '1.10.0' },
      { version: '1.9.0' },
    ]);
    expect(await reportOf(folder)).toMatchObject({
      baseline: { ref: '1.1.0', version: '1.1.0', date: '2026-02-10' },
      candidate: { version: '1.10.0' },
    });
    expect(await reportOf(folder, '--candidate', '1.9')).toMatchObject({
      baseline: { version: '1.1.0' },
      candidate: { ref: '1.9', version: '1.9.0' },
    });
    expect(await reportOf(join(folder, 'abi/1.9.0', '..', '..'), '--abi', join(folder, 'abi/1.9.0'))).toMatchObject({
      baseline: { version: '1.1.0' },
      candidate: { version: '1.9.0' },
    });
    expect(await reportOf(folder, '--against', 'v1.0')).toMatchObject({ baseline: { ref: 'v1.0', version: '1.0.0' } });
  });

  it('writes every format, the options naming exactly those that there are', async () => {
    const folder = releasedFolder(removing);
    const offered = /choices: (.*), default: "text"/.exec(moltAbi('.', ['check', '--help']).out.replace(/\s+/g, ' '))?.[1];
    expect(offered?.split(', ').map((name) => name.replaceAll('"', ''))).toEqual(
      expect.arrayContaining(reportFormats.map((format) => format.name)),
    );
    for (const { name } of reportFormats) {
      const { code, out, err } = await check(folder, '--format', name);
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out).toContain('import-removed');
    }
    expect((await check(folder, '--format', 'xml')).code).toBe(2);
  });

  it('writes a report to a file whole or not at all', async () => {
    const folder = releasedFolder(removing);
    writeFileSync(join(folder, 'report.json'), 'old');
    const ended = checkIn(folder, '--format', 'json', '--output', 'report.json');
    expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^FAIL: demo 1\.0\.0 -> demo 1\.1\.0: .*\n$/) });
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ verdict: { pass: false } });
    const before = treeOf(folder);
    expect(checkIn(folder, '--against', 'git:none', '--output', 'report.json').code).toBe(3);
    mkdirSync(join(folder, 'taken'));
    expect(checkIn(folder, '--output', 'taken')).toMatchObject({ code: 5, err: expect.stringContaining('io/write') });
    expect(checkIn(folder, '--output', 'no/such/folder')).toMatchObject({ code: 5 });
    expect({ ...treeOf(folder), 'taken/': undefined }).toEqual({ ...before, 'taken/': undefined });
  });

  it('places what is wrong with a waiver in the policy', async () => {
    const folder = releasedFolder(adding);
    const waiver = {
      id: 'W-1',
      rule: 'import-removed',
      item: 'function api.ping',
      fingerprint: '0123456789abcdef',
      reason: 'It leaks secrets to guests that must not have them.',
      advisory: 'ADV-1',
      approvers: ['ada', 'bo'],
      granted: '2026-05-01',
      expires: '2026-07-01',
    };
    fill(folder, { 'abi/policy.json': JSON.stringify({ waivers: [waiver] }, null, 2) });
    const { findings, verdict } = await reportOf(folder);
    expect(verdict).toMatchObject({ pass: false });
    expect(findings.find(({ rule }) => rule === 'waiver-unused')?.location).toMatchObject({
      file: 'abi/policy.json',
      pointer: '/waivers/0',
    });
  });

  it('runs witnesses where it is asked to', async () => {
    const folder = releasedFolder(removing);
    const witness = async (...more: string[]) =>
      (await reportOf(folder, ...more)).findings.find(({ rule }) => rule === 'import-removed')?.witness;
    expect(await witness()).toBeNull();
    expect(await witness('--witness')).toMatchObject({ outcome: 'LinkError' });
  });

  it('holds the candidate against every live release, and passes only if it passes against all', async () => {
    const steps: readonly Step[] = [
      { version: '1.0.0', released: '2026-01-10' },
      { version: '1.1.0', released: '2026-02-10', patch: pong },
      { version: '1.2.0' },
    ];
    const good = await reportOf(releasedFolder(steps), '--all-live');
    expect(good.verdict).toMatchObject({ pass: true });
    expect(good.matrix?.versions).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(good.findings.find(({ rule }) => rule === 'import-added')?.against).toEqual(['1.0.0']);
    const bad = releasedFolder([...steps.slice(0, 2), { version: '1.2.0', patch: { 'api.json': { functions: { ping: null } } } }]);
    const report = await reportOf(bad, '--all-live');
    expect(report.verdict).toMatchObject({ pass: false });
    expect(report.findings.find(({ rule }) => rule === 'import-removed')?.against).toEqual(['1.0.0', '1.1.0']);
    expect((await check(bad, '--all-live')).code).toBe(1);
  });

  it('an edited release fails the check even where nobody compares it', async () => {
    const steps: readonly Step[] = [{ version: '0.9.0', released: '2026-01-01' }, ...adding];
    const folder = releasedFolder(steps);
    expect((await check(folder)).code).toBe(0);
    const files = releasedFiles(steps);
    fill(folder, { 'abi/0.9.0/api.json': (files['abi/0.9.0/api.json'] ?? '').replace('Reads a file.', 'Reads.') });
    expect(checkIn(folder)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringMatching(/history\/digest-mismatch.*0\.9\.0[\s\S]*abi\/releases\.json:/),
    });
    const gone = releasedFolder(steps.slice(1));
    fill(gone, { 'abi/releases.json': files['abi/releases.json'] ?? '' });
    expect(await check(gone)).toMatchObject({ code: 3, out: '', err: expect.stringContaining('has no folder') });
  });

  it('ends with 2 for usage, 3 for schema, ledger and baseline, 5 for what cannot be read; never with 0', async () => {
    const folder = releasedFolder(adding);
    for (const date of ['2026-02-30', '2026-2-3', 'today', '2026-01-01T00:00:00Z'])
      expect(await check(folder, '--as-of', date)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('--as-of needs a day of the calendar'),
      });
    expect(await check(folder, '--against', 'next')).toMatchObject({ code: 0, err: expect.stringContaining('warning[reference/same]') });
    expect(await check(folder, '--against', 'next', '--candidate', 'next')).toMatchObject({ code: 0, err: '' });
    const undated = releasedFolder([...adding.slice(0, 1), { version: '1.1.0', planned: null }]);
    expect(await check(undated)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--as-of is needed') });
    expect((await check(undated, '--as-of', '2026-06-01')).code).toBe(0);
    expect(await check(releasedFolder(adding.slice(0, 1)))).toMatchObject({
      code: 3,
      err: expect.stringContaining('history/no-candidate'),
    });
    expect(await check(releasedFolder([{ version: '1.0.0' }]))).toMatchObject({
      code: 3,
      err: expect.stringContaining('reference/no-baseline'),
    });
    expect(await check(folder, '--against', '9.9.9')).toMatchObject({ code: 3, err: expect.stringContaining('history/unknown-version') });
    expect((await check(folder, '--policy', 'none.json')).code).toBe(5);
    expect(moltAbi(folder, ['check', '--abi', 'nowhere']).code).toBe(5);
    fill(folder, { 'abi/1.1.0/api.json': '{' });
    const broken = checkIn(folder, '--format', 'json');
    expect(broken).toMatchObject({ code: 3, err: '' });
    expect(JSON.parse(broken.out)).toMatchObject({ exit: 3, diagnostics: [{ file: 'abi/1.1.0/api.json' }] });
  });

  it('loads neither emitters nor the compiler of TypeScript nor other large libraries', async () => {
    // The bundle that ships has the same parts; as modules they can be told from each other.
    const modules = join(root, 'dist/generator/cli/main.js');
    const trace = spawnSync(process.execPath, ['--experimental-default-type=module', modules, 'check'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_DEBUG: 'module,esm' },
      maxBuffer: 1 << 28,
    }).stderr;
    expect(trace).toContain('compat-policy/verdict/judge.js');
    expect(trace).not.toMatch(/node_modules\/(typescript|handlebars|json-schema-to-typescript|chokidar)\//);
    expect(trace).not.toMatch(/ajv\/dist\/(core|compile|2020)/);
    expect(trace).not.toMatch(/dist\/generator\/(emitters|narrow|wasm)\/|dist\/runtime-glue\/|compat-policy\/witness\//);
  });
});
