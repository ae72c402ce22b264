import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../compat-policy/report/model.js';
import { reportFormats } from '../../../compat-policy/report/registry.js';
import { root } from '../../meta/imports.js';
import type { Files } from '../compat/fixtures.js';
import { fill, temporaryFolder, treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { runHere } from './in-process.js';
import { adding, commit, pong, releasedFiles, releasedFolder, removing, type Step } from './released.js';

/** Relative paths and defaults of the folder count. */
const checkIn = (folder: string, ...more: readonly string[]) => moltAbi(folder, ['check', '--abi', 'abi', ...more]);
const check = (folder: string, ...more: readonly string[]) => runHere(['check', '--abi', join(folder, 'abi'), ...more]);
const reportOf = async (folder: string, ...more: readonly string[]): Promise<CheckReport> =>
  JSON.parse((await check(folder, '--format', 'json', ...more)).out) as CheckReport;
const found = (report: CheckReport) => report.findings.map(({ severity, bump, rule, item }) => `${severity} ${bump} ${rule} ${item}`);

/** 1.0.0 is released; the candidate 1.1.0 is it with a patch. */
const changed = (patch: Files, base?: Files): string =>
  releasedFolder([
    { version: '1.0.0', released: '2026-01-10', ...(base ? { patch: base } : {}) },
    { version: '1.1.0', patch },
  ]);

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
    expect(trace).not.toMatch(/dist\/generator\/(emitters|narrow|wasm)\/|compat-policy\/witness\//);
  });
});

describe('a verdict', () => {
  it('case 48: same core signature, another meaning: signedness, exchanged parameters, input that became output', async () => {
    const param = (name: string, type: string, more = {}) => ({ name, type, ...more });
    const two = (first: object, second: object): Files => ({ 'api.json': { functions: { ping: { params: [first, second] as never } } } });
    const base = two(param('value', 'u32'), param('other', 'u32'));
    for (const patch of [
      two(param('value', 's32'), param('other', 'u32')),
      two(param('other', 'u32'), param('value', 'u32')),
      { 'api.json': { functions: { read: { params: [param('path', 'string'), param('data', 'bytes')] as never } } } },
    ]) {
      const report = await reportOf(changed(patch, base));
      expect(report.verdict, JSON.stringify(found(report))).toMatchObject({ pass: false, requiredBump: 'major' });
    }
  });

  it('case 49: a widened error domain is judged by what it declares, a result that may be absent is a break', async () => {
    const widen: Files = { 'api.json': { types: { errno: { cases: { ENEW: 99 } } } } };
    expect((await reportOf(changed(widen))).verdict).toMatchObject({ pass: false, requiredBump: 'major' });
    expect((await reportOf(changed(widen, { 'api.json': { types: { errno: { open: true } } } }))).verdict).toMatchObject({
      requiredBump: 'minor',
    });
  });

  it('case 50: a renumbered or renamed case is a break', async () => {
    expect((await reportOf(changed({ 'api.json': { types: { errno: { cases: { EIO: 6 } } } } }))).verdict).toMatchObject({
      requiredBump: 'major',
    });
    const renamed: Files = { 'api.json': { types: { errno: { cases: { EBUSY: null, EINUSE: 16 }, roles: { busy: 'EINUSE' } } } } };
    expect((await reportOf(changed(renamed))).verdict).toMatchObject({ pass: false, requiredBump: 'major' });
  });

  it('case 51: a capability that is newly required, and determinism that is lost, are breaks', async () => {
    const free: Files = { 'api.json': { functions: { ping: { capability: 'none', capabilityReason: 'Answers only.' } } } };
    const needed: Files = { 'api.json': { functions: { ping: { capability: 'demo.use', capabilityReason: null } } } };
    expect((await reportOf(changed(needed, free))).verdict).toMatchObject({ pass: false, requiredBump: 'major' });
    const random: Files = { 'api.json': { functions: { ping: { effects: { nondeterministic: true } } } } };
    expect((await reportOf(changed(random))).verdict).toMatchObject({ pass: false, requiredBump: 'major' });
  });

  it('case 52: the window is counted from the ledger to the date of the check, and nothing else', async () => {
    const marker = { in: '1.1.0', replacement: 'api.pong', removeIn: '2.0.0' };
    const steps = (last: string): Step[] => [
      { version: '1.0.0', released: '2026-01-10', patch: pong },
      { version: '1.1.0', released: '2026-02-10', patch: { 'api.json': { functions: { ping: { deprecated: marker } } } } },
      { version: '1.2.0', released: last },
      { version: '2.0.0', planned: '2027-03-01', patch: { 'api.json': { functions: { ping: { status: 'tombstone' } } } } },
    ];
    const rules = async (folder: string, ...more: string[]) => found(await reportOf(folder, ...more)).join('\n');
    const folder = releasedFolder(steps('2026-05-10'));
    expect(await rules(folder)).not.toMatch(/removed-before|without-deprecation/);
    expect(await rules(folder, '--as-of', '2027-02-09')).toMatch(/^error .*removed-before-days/m);
    expect(await rules(folder, '--as-of', '2027-02-10')).not.toContain('removed-before-days');
  });

  it('case 53: of a version against itself is empty', async () => {
    const folder = releasedFolder(adding);
    for (const version of ['1.0.0', '1.1.0']) {
      const report = JSON.parse(
        (await runHere(['diff', version, version, '--abi', join(folder, 'abi'), '--format', 'json'])).out,
      ) as CheckReport;
      expect(report.findings).toEqual([]);
    }
    expect((await reportOf(folder, '--against', '1.1.0')).findings).toEqual([]);
  });

  it('case 53: does not depend on time zone, locale, current folder, or the order of keys', async () => {
    const folder = releasedFolder(removing);
    commit(folder);
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    const plain = checkIn(folder, '--format', 'json', '--all-live').out;
    const again = (cwd: string, abi: string, env: NodeJS.ProcessEnv = {}) =>
      moltAbi(cwd, ['check', '--abi', abi, '--format', 'json', '--all-live'], env).out;
    for (const env of [
      { TZ: 'Pacific/Kiritimati' },
      { TZ: 'America/Adak', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      { LANG: 'C', LC_ALL: 'C' },
    ])
      expect(again(folder, 'abi', env)).toBe(plain);
    expect(again(join(folder, 'deep/er'), '../../abi')).toBe(plain);
    expect(again('/', join(folder, 'abi'))).toBe(plain);
    for (const name of readdirSync(join(folder, 'abi/1.1.0'))) {
      const path = join(folder, 'abi/1.1.0', name);
      const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      writeFileSync(path, JSON.stringify(Object.fromEntries(Object.entries(content).reverse())));
    }
    const rules = (text: string) => (JSON.parse(text) as CheckReport).findings.map(({ fingerprint, rule }) => `${rule} ${fingerprint}`);
    expect(rules(again(folder, 'abi'))).toEqual(rules(plain));
  });

  it('case 53: does not ask the clock', async () => {
    const folder = releasedFolder(removing);
    const clockless = `data:text/javascript,const real=Date;globalThis.Date=class extends real{constructor(...a){if(a.length===0)throw new Error('the clock was asked');super(...a)}static now(){throw new Error('the clock was asked')}}`;
    const { status, stdout } = spawnSync(process.execPath, ['--import', clockless, binary, 'check', '--abi', 'abi'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAIL/);
  });

  it('case 54: a limit ends a check with 6 and without a report', async () => {
    const folder = releasedFolder(adding);
    fill(folder, { 'abi/1.0.0/large.json': `"${'a'.repeat(17 * 1024 * 1024)}"` });
    for (const format of reportFormats) expect((await check(folder, '--format', format.name)).code).toBe(6);
    commit(folder);
    fill(folder, releasedFiles(adding));
    const { code, out } = await check(folder, '--against', 'git:HEAD', '--format', 'json');
    expect(code).toBe(6);
    expect(JSON.parse(out)).not.toHaveProperty('verdict');
  });

  it('case 54: a program that says more than is read gives no verdict', async () => {
    const folder = releasedFolder(adding);
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nexec yes\n', { mode: 0o755 });
    const { code, out, err } = moltAbi(folder, ['check', '--abi', 'abi', '--against', 'git:main'], { PATH: `${bin}:/usr/bin:/bin` });
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(err).toContain('reference/limit');
  });
});
