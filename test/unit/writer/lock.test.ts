import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../../generator/cli/writer/disk.js';
import { acquireLock, lockFolder } from '../../../generator/cli/writer/lock.js';
import { mayRun, type Owner, ownerOf, thisProcess, ticketOf } from '../../../generator/cli/writer/owner.js';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

/** A process that sleeps until it is killed, as the owner of a lock. */
async function sleeper(): Promise<{ readonly owner: Owner; readonly kill: () => Promise<unknown> }> {
  const script = `
    import('${new URL('../../../dist/generator/cli/writer/owner.js', import.meta.url).href}').then(({ thisProcess }) => {
      console.log(JSON.stringify(thisProcess));
      setInterval(() => {}, 1000);
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ended = once(child, 'exit');
  return {
    owner: JSON.parse(line.toString('utf8')) as Owner,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** A lock as a process leaves it that holds it. */
const lockOf = (owner: Owner) => ({ [`${lockFolder}/${ticketOf(owner)}`]: '' });

const dead = (): Owner => ({ ...thisProcess, pid: spawnSync(process.execPath, ['-v']).pid });

describe('case 36: the lock of a process that runs', () => {
  it('is refused, naming the process, until that has ended', async () => {
    const { owner, kill } = await sleeper();
    const out = temporaryFolder();
    fill(out, lockOf(owner));
    const before = treeOf(out);
    const result = await write(emitted({ a: '1' }), out);
    expect(result.diagnostics.map((d) => d.code)).toEqual(['io/locked']);
    expect(result.diagnostics[0]?.message).toContain(`process ${owner.pid} on ${hostname()}`);
    expect(treeOf(out)).toEqual(before);
    await kill();
    expect((await write(emitted({ a: '1' }), out)).diagnostics).toEqual([]);
    expect(Object.keys(treeOf(out))).toEqual(['.molt-abi.json', 'a']);
  });

  it('is refused to the same process too', async () => {
    const out = temporaryFolder();
    const lock = acquireLock(out, thisProcess, nodeDisk);
    expect((await write(emitted({ a: '1' }), out)).diagnostics.map((d) => d.code)).toEqual(['io/locked']);
    lock.value?.release();
    const runs = await Promise.all(['1', '2', '3'].map((text) => write(emitted({ a: text }), out)));
    expect(runs.filter((run) => run.value)).toHaveLength(1);
    expect(runs.flatMap((run) => run.diagnostics.map((d) => d.code))).toEqual(['io/locked', 'io/locked']);
  });

  it.each([
    ['on another host, which nobody here can ask', lockOf({ ...dead(), host: 'far\u001b away/../x' })],
    ['that this version cannot read', { [`${lockFolder}/who knows`]: '' }],
    ['that is a file', { [lockFolder]: '1 2\n' }],
  ])('is refused if it is one %s', async (_, there) => {
    const out = temporaryFolder();
    fill(out, there);
    const before = treeOf(out);
    const [fault] = (await write(emitted({ a: '1' }), out)).diagnostics;
    expect(fault?.code).toBe('io/locked');
    expect(fault?.message).not.toContain('\u001b');
    expect(fault?.help).toContain(join(out, lockFolder));
    expect(treeOf(out)).toEqual(before);
  });
});

describe('case 37: a lock that nobody holds any more', () => {
  it.each([
    ['a process that has ended', () => lockOf(dead())],
    ['a process whose id another one has now', () => lockOf({ ...thisProcess, pid: process.ppid, started: '1' })],
    ['a process whose id is ours now, as in a restarted container', () => lockOf({ ...thisProcess, started: '1' })],
    ['several that have ended', () => ({ ...lockOf(dead()), ...lockOf({ ...thisProcess, started: '1' }) })],
    ['one that ended before it had the lock', () => ({ [`${lockFolder}-${ticketOf(dead())}/x`]: '' })],
  ])('is reclaimed: of %s', async (_, there) => {
    const out = temporaryFolder();
    fill(out, there());
    expect((await write(emitted({ a: '1' }), out)).diagnostics).toEqual([]);
    expect(Object.keys(treeOf(out))).toEqual(['.molt-abi.json', 'a']);
  });

  it('is reclaimed if it is empty', async () => {
    const out = temporaryFolder();
    nodeDisk.makeFolder(join(out, lockFolder));
    expect((await write(emitted({ a: '1' }), out)).diagnostics).toEqual([]);
    expect(Object.keys(treeOf(out))).toEqual(['.molt-abi.json', 'a']);
  });

  it('is not given back by one who lost it', () => {
    const out = temporaryFolder();
    const first = acquireLock(out, { ...thisProcess, started: '1' }, nodeDisk).value;
    const second = acquireLock(out, thisProcess, nodeDisk).value;
    first?.release();
    expect(acquireLock(out, thisProcess, nodeDisk).diagnostics).toMatchObject([{ code: 'io/locked' }]);
    second?.release();
    expect(treeOf(out)).toEqual({});
  });
});

describe('an owner', () => {
  it('is read from its ticket', () => {
    for (const host of ['', 'a.b-c', 'häus/../\u0000', '日本']) {
      const owner = { pid: 7, started: '8', host };
      expect(ownerOf(ticketOf(owner))).toEqual(owner);
      expect(ticketOf(owner)).not.toBe(ticketOf(owner));
    }
    for (const ticket of ['', '0-1-000000000000-x', '1-1-000000000000-%', '1-1-00-x', '9999999999-1-000000000000-x'])
      expect(ownerOf(ticket)).toBeUndefined();
  });

  it('that has ended but is not reaped does not run', async () => {
    // The child ends when its input does, and that is after its parent has become a program that reaps nobody.
    const shell = spawn('sh', ['-c', '{ read line <&3; } & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    const [line] = (await once(shell.stdout as Readable, 'data')) as [Buffer];
    const zombie = Number(line.toString('utf8'));
    try {
      await expect.poll(() => readFileSync(`/proc/${shell.pid}/stat`, 'utf8')).toContain('(sleep)');
      (shell.stdio[3] as Writable).end();
      const started = readFileSync(`/proc/${zombie}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
      await expect.poll(() => mayRun({ ...thisProcess, pid: zombie, started })).toBe(false);
      expect(readFileSync(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ');
      expect(mayRun(thisProcess)).toBe(true);
    } finally {
      shell.kill('SIGKILL');
    }
    await once(shell, 'exit');
  });
});
