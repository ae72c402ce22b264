import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Inspected, Plan } from '../../../generator/cli/guests/inspect.js';
import { censusOf, reportOf } from '../../../generator/cli/guests/judge.js';
import { runPool } from '../../../generator/cli/guests/pool.js';
import { scan, threadFile } from '../../../generator/cli/guests/scan.js';
import { compileSurfaces } from '../../../generator/cli/verify/surfaces.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { binary as moduleOf, section } from '../wasm/support.js';
import { fill, temporaryFolder } from '../writer/folder.js';
import { moltAbi } from './binary.js';
import { changed, check } from './checking.js';

const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];

/** A module that imports some of what the ABI of `test/compat/base.json` has, and another type or name now and then. */
function moduleNumber(i: number): Uint8Array {
  const types = section(1, 3, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 0, 0);
  const imports = [
    ...(i % 2 === 0 ? [[...text('env'), ...text('demo_ping'), 0, i % 10 === 0 ? 2 : 0]] : []),
    ...(i % 3 === 0 ? [[...text('env'), ...text('demo_read'), 0, 1]] : []),
    ...(i % 7 === 0 ? [[...text('env'), ...text(`own_${i}`), 0, 2]] : []),
  ];
  const bytes = moduleOf(types, section(2, imports.length, ...imports.flat()), section(0, ...text('number'), i & 0x7f, i >> 7));
  return i % 11 === 0 ? bytes.subarray(0, bytes.length - 1) : bytes;
}

/** 300 modules, and the plan by which 1.1.0 takes `demo_ping` away. */
function generated(): { readonly folder: string; readonly paths: readonly string[]; readonly plan: Plan } {
  const folder = changed({ 'api.json': { functions: { ping: null } } });
  mkdirSync(join(folder, 'dist'));
  const paths = Array.from({ length: 300 }, (_, i) => join(folder, 'dist', `${String(i).padStart(3, '0')}.wasm`));
  for (const [i, path] of paths.entries()) writeFileSync(path, moduleNumber(i));
  const [baseline, candidate] = compileSurfaces(nodeHost, join(folder, 'abi')).value ?? [];
  if (!baseline || !candidate) throw new Error('the ABI does not compile');
  return { folder, paths, plan: { baseline, candidate, concerns: { imports: [], modules: [], exports: [] }, releases: [baseline] } };
}

const textOf = (inspected: readonly Inspected[]): string => JSON.stringify(reportOf(inspected)) + censusOf(inspected);

describe('threads', () => {
  it('give the same report and census, byte by byte, however many there are', async () => {
    const { paths, plan } = generated();
    const alone = textOf(await scan(paths, plan, { threads: 1 }));
    for (const threads of [2, 4]) expect(textOf(await scan(paths, plan, { threads }))).toBe(alone);
    expect(reportOf(await scan(paths, plan))).toMatchObject({ modules: 300 });
  });

  it('are told of as they go on, to the last file', async () => {
    const { paths, plan } = generated();
    const told: number[] = [];
    await scan(paths, plan, { threads: 3, onDone: (done) => told.push(done) });
    expect(told.at(-1)).toBe(paths.length);
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
    expect(told.length).toBeGreaterThan(5);
  });

  it('of the built command find what one finds, also where it takes several', async () => {
    const { folder, paths, plan } = generated();
    // Two that are worth a thread each, of no bytes on the disk, and that are too large to be read.
    const large = ['x.wasm', 'y.wasm'].map((name) => join(folder, 'dist', name));
    for (const path of large) writeFileSync(path, '');
    for (const path of large) truncateSync(path, 300 * 1024 * 1024);
    const { code, out } = moltAbi(folder, ['check', '--abi', 'abi', '--guests', 'dist', '--census', 'census.jsonl', '--format', 'json']);
    expect(code).toBe(1);
    const { guests } = JSON.parse(out);
    const expected = reportOf(await scan(paths, plan, { threads: 1 }));
    expect(guests.broken).toHaveLength(expected.broken.length);
    expect(guests.unreadable).toHaveLength(expected.unreadable.length + large.length);
    expect(guests.notOnBaseline).toHaveLength(expected.notOnBaseline.length);
    const lines = readFileSync(join(folder, 'census.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).path)).toEqual([...paths, ...large].map((path) => path.slice(folder.length + 1)));
  });

  it('are a file that loads no compiler', () => {
    const source = readFileSync(threadFile, 'utf8');
    for (const name of ['ajv', 'typescript', 'handlebars', 'commander']) expect(source).not.toContain(`require("${name}")`);
    expect(source.length).toBeLessThan(200_000);
  });
});

/** A script of threads that end in every way at the tasks that say so. */
const script = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (tasks) => parentPort.postMessage(tasks.map((task) => {
  if (task.startsWith('exit')) process.exit(3);
  if (task.startsWith('throw')) throw new Error('no good');
  return 'did ' + task;
})));`;

describe('a pool', () => {
  const poolOf = (tasks: readonly string[], threads: number, entry?: string) => {
    const folder = temporaryFolder();
    fill(folder, { 'thread.mjs': script });
    return runPool<string, string>({
      entry: entry ?? join(folder, 'thread.mjs'),
      data: undefined,
      tasks,
      threads,
      lost: (task, why) => `lost ${task}: ${why}`,
      onDone: () => {},
    });
  };

  it.each([1, 3])('of %i loses the task at which a thread ends, and no other', async (threads) => {
    const tasks = ['a', 'exit', 'b', 'throw', 'c', 'd', 'exit 2', 'e'];
    expect(await poolOf(tasks, threads)).toEqual([
      'did a',
      'lost exit: it ended with code 3',
      'did b',
      'lost throw: no good',
      'did c',
      'did d',
      'lost exit 2: it ended with code 3',
      'did e',
    ]);
  });

  it('ends where threads only end: nothing hangs', async () => {
    await expect(
      poolOf(
        Array.from({ length: 50 }, (_, i) => `exit ${i}`),
        2,
      ),
    ).rejects.toThrow(/threads do not work: it ended with code 3/);
    await expect(poolOf(Array(50).fill('a'), 2, '/nowhere/thread.js')).rejects.toThrow(/threads do not work: Cannot find module/);
  });

  it('needs no thread for no task', async () => {
    expect(await poolOf([], 4)).toEqual([]);
  });

  it('leaves no thread behind', async () => {
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;
    const before = ports();
    await poolOf(['a', 'exit', 'b'], 3);
    expect(ports()).toBe(before);
  });
});

it('a module whose thread ends is unreadable, and the check fails', async () => {
  const { paths, plan } = generated();
  const folder = temporaryFolder();
  fill(folder, {
    'thread.mjs': `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (paths) => parentPort.postMessage(paths.map((path) => (path.endsWith('007.wasm') ? process.exit(9) : { fate: { kind: 'runs' } }))));`,
  });
  const report = reportOf(await scan(paths, plan, { threads: 2, entry: join(folder, 'thread.mjs') }));
  expect(report.unreadable).toEqual([
    { path: paths[7], rule: 'io/read', message: `cannot read ${paths[7]}: its thread ended: it ended with code 9` },
  ]);
});

it('no special file is waited for', async () => {
  const folder = changed({});
  mkdirSync(join(folder, 'dist'));
  symlinkSync('/dev/zero', join(folder, 'dist/endless.wasm'));
  const { code, out } = await check(folder, '--guests', join(folder, 'dist'));
  expect(code).toBe(1);
  expect(out).toContain('it is not a regular file');
});
