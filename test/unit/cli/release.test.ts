import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../compat-policy/verdict/policy.js';
import { readLedger } from '../../../generator/history/ledger.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { runHere } from './in-process.js';
import { adding, releasedFolder, removing } from './released.js';

const release = (folder: string, ...args: readonly string[]) => runHere(['release', '--abi', join(folder, 'abi'), ...args]);
const ledger = (folder: string) => readFileSync(join(folder, 'abi/releases.json'), 'utf8');
const entries = (folder: string) => readLedger(nodeHost, join(folder, 'abi')).value?.entries;

describe('release', () => {
  it('appends a candidate that passes, with the windows in force, and freezes it', async () => {
    const folder = releasedFolder(adding);
    const { code, out, err } = await release(folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^demo 1\.1\.0 is released as of 2026-06-01: .*releases\.json has its digest sha256:[0-9a-f]{64}\.\n/);
    expect(out).toContain('copy that folder to a higher version');
    expect(entries(folder)).toMatchObject([
      { version: '1.0.0', date: '2026-01-10' },
      { version: '1.1.0', date: '2026-06-01', windows: defaultPolicy.windows },
    ]);
    expect(treeOf(join(folder, 'abi'))['.molt-abi.lock/']).toBeUndefined();
    const file = join(folder, 'abi/1.1.0/api.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('Answers.', 'Replies.'));
    expect((await runHere(['lint', '--abi', join(folder, 'abi'), '--abi-version', '1.1.0'])).code).toBe(3);
  });

  it('begins the ledger of an ABI, and takes the date that it is given', async () => {
    const folder = releasedFolder([{ version: '1.0.0' }]);
    const { code, out } = await release(folder, '--date', '2026-07-01');
    expect(code).toBe(0);
    expect(out).toContain('It was planned for 2026-06-01.');
    expect(entries(folder)).toMatchObject([{ version: '1.0.0', date: '2026-07-01', previous: null }]);
  });

  it('writes nothing where the check fails, and says why', async () => {
    const folder = releasedFolder(removing);
    const before = ledger(folder);
    const { code, out, err } = await release(folder);
    expect(code).toBe(1);
    expect(out).toContain('removed-without-deprecation');
    expect(err).toContain('Nothing was released.');
    expect(ledger(folder)).toBe(before);
  });

  it('writes nothing with --dry-run', async () => {
    const folder = releasedFolder(adding);
    const before = treeOf(folder);
    const { code, out } = await release(folder, '--dry-run');
    expect({ code, out }).toEqual({ code: 0, out: 'demo 1.1.0 could be released on 2026-06-01. Nothing was written.\n' });
    expect(treeOf(folder)).toEqual(before);
  });

  it('tells programs what was done', async () => {
    const folder = releasedFolder(adding);
    const { released, exit } = JSON.parse((await release(folder, '--format', 'json')).out);
    expect(exit).toBe(0);
    expect(released).toMatchObject({ abi: 'demo', version: '1.1.0', date: '2026-06-01', planned: '2026-06-01' });
  });

  it.each([
    ['there is no date', [{ version: '1.0.0', planned: null }], [], 2, 'release/no-date'],
    ['the date is none', adding, ['--date', '2026-02-30'], 2, 'usage/option'],
    ['the date is before the newest release', adding, ['--date', '2026-01-09'], 3, 'release/out-of-order'],
    ['there is no candidate', adding.slice(0, 1), [], 3, 'history/no-candidate'],
  ] as const)('writes nothing where %s', async (_, steps, args, exit, code) => {
    const folder = releasedFolder(steps);
    const before = treeOf(folder);
    const { code: ended, err } = await release(folder, ...args);
    expect(err).toContain(code);
    expect(ended).toBe(exit);
    expect(treeOf(folder)).toEqual(before);
  });

  it('is not for one version, nor for the ABI of the tool unless it is named', async () => {
    const folder = releasedFolder(adding);
    expect(await runHere(['release', '--abi', join(folder, 'abi/1.1.0')])).toMatchObject({ code: 2 });
    const unnamed = moltAbi(folder, ['release', '--dry-run']);
    expect(unnamed.code).toBe(2);
    expect(unnamed.err).toContain('--abi');
  });

  it('keeps the old ledger where it cannot write', async () => {
    const folder = releasedFolder(adding);
    const before = ledger(folder);
    writeFileSync(join(folder, 'abi', `releases.json.${process.pid}.tmp`), 'somebody else');
    const { code, err } = await release(folder);
    expect(code).toBe(5);
    expect(err).toContain('io/write');
    expect(ledger(folder)).toBe(before);
  });

  it('is won by one of two that run at the same time', async () => {
    const folder = releasedFolder(adding);
    const once = () =>
      new Promise<number | null>((done) => {
        spawn(process.execPath, [binary, 'release', '--abi', 'abi'], { cwd: folder, stdio: 'ignore' }).on('close', done);
      });
    const codes = await Promise.all([once(), once()]);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(codes.filter((code) => code === 3 || code === 5)).toHaveLength(1);
    expect(entries(folder)?.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
  });
});
