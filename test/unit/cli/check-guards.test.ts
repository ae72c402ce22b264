import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moltAbi } from './binary.js';
import { releasedFolder, removing, type Step } from './released.js';

const steps: readonly Step[] = [
  { version: '1.0.0', released: '2026-01-10' },
  { version: '1.1.0', released: '2026-02-10' },
  { version: '1.2.0' },
];

const check = (folder: string, ...more: string[]) => moltAbi(folder, ['check', '--abi', 'abi', ...more]);

describe('a verdict is refused', () => {
  it('on a version and a newer one', () => {
    const { code, err } = check(releasedFolder(steps), '--candidate', '1.0.0', '--against', '1.1.0');
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('error[reference/newer]') });
  });

  it('on two ABIs', () => {
    const folder = releasedFolder(steps);
    cpSync(join(folder, 'abi/1.0.0'), join(folder, 'other'), { recursive: true });
    const file = join(folder, 'other/abi.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"demo"', '"foreign"'));
    const { code, err } = check(folder, '--against', 'other');
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('"other" is the ABI foreign, and the candidate is demo') });
  });

  it('where the ledger lost an entry that the baseline has', () => {
    const folder = releasedFolder(steps);
    cpSync(join(folder, 'abi'), join(folder, 'before'), { recursive: true });
    const ledger = join(folder, 'abi/releases.json');
    const content = JSON.parse(readFileSync(ledger, 'utf8')) as { releases: unknown[] };
    expect(check(folder, '--against', 'before').code).toBe(0);
    writeFileSync(ledger, JSON.stringify({ ...content, releases: content.releases.slice(0, -1) }));
    const { code, err } = check(folder, '--against', 'before');
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('error[reference/rewritten]') });
  });
});

describe('--output', () => {
  it('replaces a regular file, and nothing else', () => {
    const folder = releasedFolder(steps);
    writeFileSync(join(folder, 'report.txt'), 'old');
    writeFileSync(join(folder, 'target'), 'kept');
    symlinkSync('target', join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    expect(check(folder, '--output', 'report.txt').code).toBe(0);
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toContain('PASS');
    for (const [output, why] of [
      ['link', 'it is a link'],
      ['folder', 'it is a folder'],
      ['', 'names none'],
      ['report.txt/below', 'cannot write report.txt/below'],
    ] as const)
      expect(check(folder, '--output', output)).toMatchObject({ code: 5, err: expect.stringContaining(why) });
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('kept');
  });

  it('never replaces what was compared', () => {
    const folder = releasedFolder(steps);
    for (const file of ['abi/releases.json', 'abi/1.2.0/abi.json']) {
      const before = readFileSync(join(folder, file), 'utf8');
      expect(check(folder, '--output', file)).toMatchObject({ code: 5, err: expect.stringContaining('part of the ABI') });
      expect(readFileSync(join(folder, file), 'utf8')).toBe(before);
    }
  });
});

it('what is wrong with a policy is told at its path', () => {
  const folder = releasedFolder(steps);
  writeFileSync(join(folder, 'abi/policy.json'), '{ "waiverDay": 3 }');
  expect(check(folder)).toMatchObject({ code: 3, err: expect.stringContaining('--> abi/policy.json:1:') });
  expect(check(folder, '--policy', 'abi/releases.json')).toMatchObject({ code: 3, err: expect.stringContaining('--> abi/releases.json:') });
});

it('a lost ledger does not make a break the first release', () => {
  const folder = releasedFolder(removing);
  rmSync(join(folder, 'abi/releases.json'));
  const { code, err } = moltAbi(folder, ['release', '--abi', 'abi', '--date', '2026-06-01']);
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('release/out-of-order') });
  expect(existsSync(join(folder, 'abi/releases.json'))).toBe(false);
});
