import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../generator/cli/writer/disk.js';
import { plan } from '../../../generator/cli/writer/plan.js';
import { recover, write } from '../../../generator/cli/writer/write.js';
import { after, before, changing, deadOwner, dyingAt, everything, interrupted, Killed, prepared, wholeTree } from './faults.js';
import { emitted, temporaryFolder, treeOf } from './folder.js';

const owner = deadOwner();
const quick = interrupted([], () => {}).disk;
const nightly = process.env.MOLT_ABI_NIGHTLY === '1';

/** A folder with `before` in which a run that writes `after` is killed at the k-th operation; undefined if it ends before that. */
async function killedAt(k: number, names: readonly (keyof Disk)[] = changing): Promise<string | undefined> {
  const { out } = await prepared();
  const { disk, operations } = dyingAt(k, names);
  const ended = await write(emitted(after), out, { disk, owner }).catch((cause: unknown) => cause);
  if (operations() < k) {
    expect(ended).toMatchObject({ diagnostics: [] });
    return undefined;
  }
  expect(ended).toBeInstanceOf(Killed);
  return out;
}

/** Calls `use` for every k at which a run can be killed. Returns how many there are. */
async function everyKill(use: (out: string, k: number) => Promise<void>, names = changing): Promise<number> {
  for (let k = 1; ; k++) {
    const out = await killedAt(k, names);
    if (out === undefined) return k - 1;
    await use(out, k);
  }
}

/** The tree without what belongs to an unfinished run. */
const tree = (out: string) =>
  Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => path === '.molt-abi.json' || !path.startsWith('.molt-abi')));

describe('case 31: a run that is killed at any operation', { timeout: nightly ? 1_800_000 : 120_000 }, () => {
  it('is finished by the next run, whatever it left', async () => {
    const whole = await wholeTree(after);
    const kills = await everyKill(async (out, k) => {
      expect((await write(emitted(after), out, { disk: quick })).diagnostics, `kill at ${k}`).toEqual([]);
      expect(treeOf(out), `kill at ${k}`).toEqual(whole);
    }, everything);
    expect(kills).toBeGreaterThan(100);
  });

  it('leaves the old or the new tree once what it left is undone, and nothing else', async () => {
    const [old, fresh] = [await wholeTree(before), await wholeTree(after)];
    const ends = { old: 0, new: 0 };
    await everyKill(async (out, k) => {
      expect((await recover(out, { disk: quick })).diagnostics, `kill at ${k}`).toEqual([]);
      const now = tree(out);
      expect([old, fresh], `kill at ${k}`).toContainEqual(now);
      ends[now['a/change'] === 'old' ? 'old' : 'new']++;
      expect(existsSync(join(out, '.molt-abi-staging'))).toBe(false);
    });
    expect(ends.old).toBeGreaterThan(20);
    expect(ends.new).toBeGreaterThan(0);
  });

  it('is told by a comparison, which changes nothing', async () => {
    let told = 0;
    await everyKill(async (out, k) => {
      const standing = treeOf(out);
      const { disk } = interrupted(changing, () => {
        throw new Error('a comparison changed something');
      });
      const codes = plan(emitted(after), out, disk).diagnostics.map((d) => d.code);
      expect(treeOf(out)).toEqual(standing);
      const left = existsSync(join(out, '.molt-abi-staging'));
      expect(codes, `kill at ${k}`).toEqual(left ? ['io/unfinished'] : []);
      if (left) told++;
    });
    expect(told).toBeGreaterThan(20);
  });

  it('leaves the old tree if the next run fails', async () => {
    const old = await wholeTree(before);
    const fresh = await wholeTree(after);
    await everyKill(async (out, k) => {
      writeFileSync(join(out, 'case-new'), 'foreign');
      const result = await write(emitted({ ...after, 'case-new': '5' }), out, { disk: quick });
      expect(result.diagnostics.map((d) => d.code)).toEqual(['io/foreign']);
      const { 'case-new': _, ...now } = treeOf(out);
      expect([old, fresh], `kill at ${k}`).toContainEqual(now);
    });
  });

  it('may be followed by one that is killed too, at any operation', async () => {
    const whole = await wholeTree(after);
    const trees = [await wholeTree(before), whole];
    const step = nightly ? 1 : 3;
    let pairs = 0;
    for (let k = 1; ; k += step) {
      let ended = false;
      for (let j = 1 + (((k - 1) / step) % step); ; j += step) {
        const out = await killedAt(k);
        if (out === undefined) {
          ended = true;
          break;
        }
        const { disk, operations } = dyingAt(j);
        await write(emitted(after), out, { disk, owner }).catch(() => {});
        if (operations() < j) break;
        pairs++;
        await recover(out, { disk: quick });
        expect(trees, `kills at ${k} and ${j}`).toContainEqual(tree(out));
        expect((await write(emitted(after), out, { disk: quick })).diagnostics).toEqual([]);
        expect(treeOf(out), `kills at ${k} and ${j}`).toEqual(whole);
        // Of thousands of pairs the folders would take longer to remove than a hook may.
        rmSync(out, { recursive: true, force: true });
      }
      if (ended) break;
    }
    expect(pairs).toBeGreaterThan(nightly ? 2000 : 200);
  });

  it('may have been the first one into a folder', async () => {
    const whole = await wholeTree(after);
    for (let k = 1; ; k++) {
      const out = join(temporaryFolder(), 'deep/out');
      const { disk, operations } = dyingAt(k);
      await write(emitted(after), out, { disk, owner }).catch(() => {});
      if (operations() < k) break;
      await recover(out, { disk: quick });
      // The folder itself may stay, without a file.
      const left = existsSync(out) ? tree(out) : {};
      expect([{}, whole]).toContainEqual(left);
      expect((await write(emitted(after), out, { disk: quick })).diagnostics).toEqual([]);
      expect(treeOf(out), `kill at ${k}`).toEqual(whole);
    }
  });
});
