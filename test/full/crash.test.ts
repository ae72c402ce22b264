import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binary, moltAbi } from '../unit/cli/binary.js';
import { demoFolder } from '../unit/cli/demo.js';
import { treeOf } from '../unit/writer/folder.js';
import { type Call, eachOf, type Injection, mayChange, type Traced, traced } from './strace.js';

/** All points take some minutes; a usual run takes all for kills and every third for the rest. */
const every = process.env.MOLT_ABI_NIGHTLY === '1' ? 1 : 3;

/** The run that is cut short removes a file with its folder, makes a new one in a new folder, and changes two. */
const first = ['gen', '--abi', 'abi', '--abi-version', '1.0.0', '--emit', 'allowlist,manifest,wat', '--out', 'out'];
const second = ['gen', '--abi', 'abi', '--abi-version', '1.1.0', '--emit', 'allowlist,manifest,c', '--out', 'out'];
/** Files that it stages, in the order of writing. */
const staged = ['new-1', 'new-2', 'new-3', 'journal.new'].map((name) => `out/.molt-abi-staging/${name}`);

type Tree = Record<string, string>;
const own = mkdtempSync(join(tmpdir(), 'molt-abi-crash-'));
let copies = 0;
let oldTree: Tree;
let newTree: Tree;
let whole: Traced;

/** A copy of the project in which `first` was run. */
function project(): string {
  const copy = join(own, `copy-${++copies}`);
  cpSync(join(own, 'project'), copy, { recursive: true });
  return copy;
}

const outOf = (folder: string): Tree => treeOf(join(folder, 'out'));
const isUnfinished = (folder: string) => existsSync(join(folder, 'out/.molt-abi-staging'));
/** The tree without the lock of a process that was killed. */
const unlocked = (folder: string): Tree =>
  Object.fromEntries(Object.entries(outOf(folder)).filter(([path]) => !path.startsWith('.molt-abi.lock')));

const concernsOut = ({ text }: Call) => /\bout["/>]/.test(text);

/** What may be done to each call of the second run that changes the output folder, and to each opening and write of a staged file. */
function points(what: string, step = 1): Injection[] {
  const changing = whole.calls.filter((call) => call.main && call.name !== 'openat' && concernsOut(call) && mayChange(call));
  const all = [
    ...changing.map(({ name: call, ordinal }) => ({ call, ordinal, what })),
    ...['openat', 'write'].flatMap((call) => staged.map((_, i) => ({ call, ordinal: i + 1, what, paths: staged }))),
  ];
  return all.filter((_, i) => i % step === 0);
}

/** Runs `second` in a fresh copy with something injected. */
async function inject({ paths, ...injection }: Injection): Promise<{ folder: string; ended: Traced; at: string }> {
  const folder = project();
  const at = `${injection.what} at ${injection.call} ${injection.ordinal}`;
  const open = paths && { paths: paths.flatMap((path) => [path, join(folder, path)]) };
  return { folder, at, ended: await traced(folder, [binary, ...second], { ...injection, ...open }) };
}

beforeAll(async () => {
  cpSync(demoFolder(), join(own, 'project'), { recursive: true });
  expect(moltAbi(join(own, 'project'), first).code).toBe(0);
  const folder = project();
  oldTree = outOf(folder);
  whole = await traced(folder, [binary, ...second]);
  expect(whole).toMatchObject({ code: 0, err: '' });
  newTree = outOf(folder);
  expect(newTree).not.toEqual(oldTree);
}, 60_000);
afterAll(() => rmSync(own, { recursive: true, force: true }));

describe('case 31: SIGKILL at every call that changes the output folder', () => {
  it('is told by --check, undone by a run that writes nothing, and made good by the next', { timeout: 600_000 }, async () => {
    const kills = points('signal=SIGKILL');
    expect(kills.length).toBeGreaterThan(25);
    const left = { nothing: 0, staging: 0, journal: 0 };
    await eachOf(kills, async (kill) => {
      const { folder, ended, at } = await inject(kill);
      expect([ended.code, ended.signal], at).toEqual([null, 'SIGKILL']);
      left[existsSync(join(folder, 'out/.molt-abi-staging/journal.json')) ? 'journal' : isUnfinished(folder) ? 'staging' : 'nothing']++;

      const standing = outOf(folder);
      const check = moltAbi(folder, [...second, '--check']);
      expect(outOf(folder), at).toEqual(standing);
      if (isUnfinished(folder)) expect(check, at).toMatchObject({ code: 1, out: '', err: expect.stringContaining('io/unfinished') });

      expect(moltAbi(folder, ['gen', '--abi', 'nowhere', '--out', 'out']).code, at).toBe(5);
      expect([oldTree, newTree], at).toContainEqual(unlocked(folder));
      expect(moltAbi(folder, second), at).toMatchObject({ code: 0, err: '' });
      expect(outOf(folder), at).toEqual(newTree);
    });
    for (const count of Object.values(left)) expect(count).toBeGreaterThan(2);
  });
});

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('case 32: %s at calls that change the output folder', (signal, code) => {
  it(`ends with ${code} and the old tree, or comes too late`, { timeout: 600_000 }, async () => {
    let stopped = 0;
    await eachOf(points(`signal=${signal}`, every), async (point) => {
      const { folder, ended, at } = await inject(point);
      expect([code, 0], at).toContain(ended.code);
      expect(outOf(folder), at).toEqual(ended.code === 0 ? newTree : oldTree);
      if (ended.code === code) stopped++;
    });
    expect(stopped).toBeGreaterThan(2);
  });
});

/** Has the system refuse each of some calls, and holds the run to exit 5 and the old tree, or to the new one if it is done. */
async function refused(injections: readonly Injection[], errno: string): Promise<number> {
  let failed = 0;
  await eachOf(injections, async (injection) => {
    const { folder, ended, at } = await inject(injection);
    expect([0, 5], at).toContain(ended.code);
    if (ended.code === 5) {
      failed++;
      expect(ended.err, at).toMatch(new RegExp(`io/(write|read).*\\bout\\b.*\\(${errno}\\)`));
      expect(unlocked(folder), at).toEqual(oldTree);
    } else {
      expect(moltAbi(folder, second).code, at).toBe(0);
      expect(outOf(folder), at).toEqual(newTree);
    }
  });
  return failed;
}

describe.each([
  ['case 33', 'ENOSPC', 1],
  ['case 33', 'EDQUOT', every],
  ['case 33', 'EIO', every],
  ['case 34', 'EACCES', every],
  ['case 34', 'EROFS', every],
] as const)('%s: %s at calls that change the output folder', (_, errno, step) => {
  it('ends with exit 5 and the old tree', { timeout: 600_000 }, async () => {
    const injections = points(`error=${errno}`, step);
    expect(await refused(injections, errno)).toBeGreaterThan(injections.length / 2);
  });
});

describe('case 33: EIO at an fsync', () => {
  it('ends with exit 5 and the old tree', { timeout: 600_000 }, async () => {
    const paths = [...staged, 'out', 'out/.molt-abi-staging', 'out/c', 'out/manifest'];
    const injections = paths.map((path) => ({ call: 'fsync', ordinal: 1, what: 'error=EIO', paths: [path] }));
    expect(await refused(injections, 'EIO')).toBe(injections.length);
  });
});

describe('case 39: --check and --dry-run', () => {
  it.each([
    ['of a stale folder', async () => project(), [1, 0], true],
    [
      'of a fresh folder',
      async () => {
        const folder = project();
        expect(moltAbi(folder, second).code).toBe(0);
        return folder;
      },
      [0, 0],
      true,
    ],
    ['of an unfinished run', async () => (await inject({ call: 'rmdir', ordinal: 1, what: 'signal=SIGKILL' })).folder, [1, 1], false],
    [
      'of a folder that is not there',
      async () => {
        const folder = project();
        rmSync(join(folder, 'out'), { recursive: true });
        return folder;
      },
      [1, 0],
      false,
    ],
  ] as const)('make no call that could write: %s', { timeout: 60_000 }, async (_, make, codes, looksInside) => {
    const folder = await make();
    for (const [i, option] of ['--check', '--dry-run'].entries()) {
      const { code, calls } = await traced(folder, [binary, ...second, option]);
      expect(code).toBe(codes[i]);
      // The trace is of a run that read its schema and looked at what is there, not of one that gave up early.
      const opened = (file: RegExp) => calls.some(({ name, text }) => name === 'openat' && file.test(text));
      expect(calls.length).toBeGreaterThan(50);
      expect(opened(/abi\.json"/)).toBe(true);
      expect(opened(/\bout[/"]/)).toBe(looksInside);
      const files = calls.filter(({ name, text }) => name === 'write' && !/^\d+<(pipe|socket|anon_inode|\/dev\/)/.test(text));
      expect([...files, ...calls.filter(mayChange)].filter(({ text }) => !text.includes('"/dev/'))).toEqual([]);
    }
  });
});

describe('case 35: folders for temporary files elsewhere', () => {
  it('are not used: nothing outside the output folder is changed', async () => {
    const { code, calls } = await traced(project(), [binary, ...second], undefined, {
      TMPDIR: '/dev/shm',
      TMP: '/dev/shm',
      TEMP: '/dev/shm',
    });
    expect(code).toBe(0);
    const changing = calls.filter((call) => mayChange(call) && !call.text.includes('"/dev/null"'));
    expect(changing.length).toBeGreaterThan(30);
    expect(changing.filter((call) => !concernsOut(call))).toEqual([]);
  });
});
