import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { write } from '../../../generator/cli/writer/write.js';
import { interrupted, wholeTree } from './faults.js';
import { emitted, temporaryFolder, treeOf } from './folder.js';

const many = (text: string, count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i % 7}/${i}`, text]));
const old = many('old', 300);
const fresh = { ...many('fresh', 290), 'new/file': 'new' };
let oldTree: Record<string, string>;
let newTree: Record<string, string>;

beforeAll(async () => {
  [oldTree, newTree] = [await wholeTree(old), await wholeTree(fresh)];
});

/** Calls `write` of the build, and ends with 0 if it was done. */
const script = (out: string) => `
  const { write } = await import(${JSON.stringify(new URL('../../../dist/generator/cli/writer/write.js', import.meta.url).href)});
  const { value } = await write(${JSON.stringify(emitted(fresh))}, ${JSON.stringify(out)});
  process.exitCode = value ? 0 : 5;`;

const start = (out: string) => spawn(process.execPath, ['--input-type=module', '-e', script(out)], { stdio: 'inherit' });

const staged = (out: string): number => {
  const staging = join(out, '.molt-abi-staging');
  return existsSync(staging) ? readdirSync(staging).length : 0;
};

/** Points in time: the lock is taken, so many files are staged, the tree has begun to change. */
const points: readonly (readonly [string, (out: string) => boolean])[] = [
  ['when it has locked the folder', (out) => existsSync(join(out, '.molt-abi.lock'))],
  ['when it has begun to stage', (out) => staged(out) > 0],
  ['when it has staged half', (out) => staged(out) > 150],
  ['when it has staged nearly all', (out) => staged(out) > 280],
  ['when it changes the tree', (out) => existsSync(join(out, '.molt-abi-staging/journal.json'))],
];

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('case 32: %s', (signal, code) => {
  it.each(points)('%s leaves a whole tree and nothing else', { timeout: 60_000 }, async (_, reached) => {
    const out = join(temporaryFolder(), 'out');
    await write(emitted(old), out, { disk: interrupted([], () => {}).disk });
    const child = start(out);
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    while (!reached(out) && child.exitCode === null) await delay(1);
    child.kill(signal);
    const [exit] = await ended;
    // The signal that comes when the tree is being changed comes too late: the run is done.
    expect([code, 0]).toContain(exit);
    expect(treeOf(out)).toEqual(exit === 0 ? newTree : oldTree);
  });

  it('removes a folder that the run made', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'deep/out');
    const child = start(out);
    const ended = once(child, 'exit') as Promise<[number | null]>;
    while (staged(out) === 0 && child.exitCode === null) await delay(1);
    child.kill(signal);
    expect((await ended)[0]).toBe(code);
    expect(treeOf(folder)).toEqual({});
  });
});
