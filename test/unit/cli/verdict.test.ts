import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../compat-policy/report/model.js';
import { reportFormats } from '../../../compat-policy/report/registry.js';
import type { Files } from '../compat/fixtures.js';
import { fill, temporaryFolder } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { changed, check, checkIn, found, reportOf } from './checking.js';
import { runHere } from './in-process.js';
import { adding, commit, pong, releasedFiles, releasedFolder, removing, type Step } from './released.js';

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
