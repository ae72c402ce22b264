import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDisk } from '../../../generator/cli/writer/disk.js';
import { stagingFolder } from '../../../generator/cli/writer/journal.js';
import { lockFolder } from '../../../generator/cli/writer/lock.js';
import { ownerOf, ticketOf } from '../../../generator/cli/writer/owner.js';
import { recover, write } from '../../../generator/cli/writer/write.js';
import { deadOwner, wholeTree } from './faults.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

const rounds = process.env.MOLT_ABI_NIGHTLY === '1' ? 2000 : 200;
const writers = 8;

/** A process that calls `write` of the build whenever it is told to, and answers with the codes of what went wrong. */
const script = `
  import { write } from ${JSON.stringify(new URL('../../../dist/generator/cli/writer/write.js', import.meta.url).href)};
  process.on('message', async ({ files, out }) => {
    const { value, diagnostics } = await write(files, out);
    process.send({ done: value !== undefined, codes: diagnostics.map((d) => d.code) });
  });
  process.send('ready');`;

/** What the n-th writer makes: files that all have, some with its own content, and some that it alone has. */
const outputOf = (n: number): Record<string, string> => ({
  same: 'same',
  'a/one': `one of ${n}`,
  'a/two': `two of ${n}`,
  [`own-${n}/deep/file`]: 'mine',
  ...(n % 2 === 0 && { 'even/file': 'even' }),
});

/** So many files that a writer is still at work when it is killed, on a fast disk too. */
const largeOf = (n: number): Record<string, string> => ({
  ...outputOf(n),
  ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`large/${i}`, `${i} of ${n}`])),
});

interface Answer {
  readonly done: boolean;
  readonly codes: readonly string[];
}

const start = (file: string) => fork(file, { stdio: 'inherit' });

describe('case 36: eight runs at once with differing output', () => {
  const children: ChildProcess[] = [];
  const own = mkdtempSync(join(tmpdir(), 'molt-abi-writers-'));
  const file = join(own, 'writer.mjs');

  beforeAll(async () => {
    writeFileSync(file, script);
    children.push(...Array.from({ length: writers }, () => start(file)));
    await Promise.all(children.map((child) => once(child, 'message')));
  });
  afterAll(() => {
    for (const child of children) child.kill();
    rmSync(own, { recursive: true, force: true });
  });

  const send = (child: ChildProcess, files: Record<string, string>, out: string) =>
    child.send({ out, files: Object.entries(files).map(([path, text]) => ({ path, text })) });

  it('leave the whole output of one that says it was done; the others say that they were locked out', { timeout: 900_000 }, async () => {
    const wholes = await Promise.all(children.map((_, n) => wholeTree(outputOf(n))));
    const stale = deadOwner();
    const out = join(temporaryFolder(), 'out');
    const won = new Set<number>();
    let refused = 0;
    for (let round = 0; round < rounds; round++) {
      // Every fourth time all of them find the lock of a process that was killed.
      if (round % 4 === 3) fill(out, { [`${lockFolder}/${ticketOf(stale)}`]: '' });
      const answers = await Promise.all(
        children.map(async (child, n) => {
          send(child, outputOf(n), out);
          const [answer] = (await once(child, 'message')) as [Answer];
          return answer;
        }),
      );
      const winners = answers.flatMap(({ done }, n) => (done ? [n] : []));
      const losers = answers.filter(({ done }) => !done);
      expect(winners.length, `round ${round}`).toBeGreaterThan(0);
      expect(losers.map(({ codes }) => codes)).toEqual(losers.map(() => ['io/locked']));
      expect(
        winners.map((n) => wholes[n]),
        `round ${round}`,
      ).toContainEqual(treeOf(out));
      for (const n of winners) won.add(n);
      refused += losers.length;
    }
    expect(won.size).toBeGreaterThan(1);
    expect(refused).toBeGreaterThan(rounds);
  });

  it('leave a whole tree if the one that writes is killed', { timeout: 900_000 }, async () => {
    const wholes = await Promise.all(children.map((_, n) => wholeTree(largeOf(n))));
    const out = join(temporaryFolder(), 'out');
    await write(emitted(largeOf(0)), out);
    const staging = join(out, stagingFolder);
    let unfinished = 0;
    for (let round = 0; round < rounds / 8; round++) {
      const each = children.map(ended);
      const ends = Promise.all(each);
      for (const [n, child] of children.entries()) send(child, largeOf(n), out);
      const victim = await holderOf(out, children, ends);
      // The others stand still until it is seen what was left, since the next one to take the lock finishes or undoes it.
      const others = children.filter((_, n) => n !== victim);
      for (const other of others) other.kill('SIGSTOP');
      // At any moment, and every other time while it writes.
      if (round % 2 === 0) await delay(round % 10);
      else await holds(() => existsSync(staging), each[victim] as Promise<void>);
      const killed = once(children[victim] as ChildProcess, 'exit');
      children[victim]?.kill('SIGKILL');
      await killed;
      if (existsSync(staging)) unfinished++;
      for (const other of others) other.kill('SIGCONT');
      await ends;
      expect((await recover(out)).diagnostics).toEqual([]);
      const tree = Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => !path.startsWith('.molt-abi.lock')));
      expect(wholes, `round ${round}`).toContainEqual(tree);
      const next = start(file);
      children[victim] = next;
      await once(next, 'message');
    }
    expect(unfinished).toBeGreaterThan(0);
  });
});

/** When a process has answered, or has been killed. */
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      child.off('message', done).off('exit', done);
      resolve();
    };
    child.on('message', done).on('exit', done);
  });

/** The index of the process that has the lock of a folder, as soon as one has; the first if they ended before that was seen. */
async function holderOf(out: string, children: readonly ChildProcess[], ends: Promise<unknown>): Promise<number> {
  const lock = join(out, lockFolder);
  let holder = -1;
  await holds(() => {
    const pids = ticketsIn(lock).map((ticket) => ownerOf(ticket)?.pid);
    holder = children.findIndex(({ pid }) => pids.includes(pid));
    return holder !== -1;
  }, ends);
  return Math.max(0, holder);
}

/** None where the folder is not there, which another process may remove at any time. */
function ticketsIn(lock: string): readonly string[] {
  try {
    return nodeDisk.list(lock);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    return [];
  }
}

/** When something holds, or can no longer. */
async function holds(condition: () => boolean, end: Promise<unknown>): Promise<void> {
  let over = false;
  void end.then(() => {
    over = true;
  });
  while (!over && !condition()) await new Promise(setImmediate);
}
