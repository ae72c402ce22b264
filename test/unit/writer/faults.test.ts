import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../../generator/cli/exit.js';
import { nodeDisk } from '../../../generator/cli/writer/disk.js';
import { recover, write } from '../../../generator/cli/writer/write.js';
import { after, changing, deadOwner, type Errno, everything, interrupted, prepared, refusal, wholeTree } from './faults.js';
import { emitted, temporaryFolder, treeOf } from './folder.js';

const quick = interrupted([], () => {}).disk;
/** A run that is over in one test still holds, if it could not give it back, the lock of a process that has ended. */
const owner = deadOwner();

/** A disk that refuses the k-th operation, or all from then on, and the path at which it first did. */
function refusing(k: number, code: Errno, names: typeof changing, forEver = false) {
  const refused: string[] = [];
  const { disk } = interrupted(names, ({ n, name, path }) => {
    if (n !== k && !(forEver && n > k)) return;
    refused.push(path);
    throw refusal(code, name, path);
  });
  return { disk, refused };
}

/** Refuses every operation in turn, once, and holds the outcome to exit 5 and the old tree, or exit 0 and the new one. */
async function everyRefusal(code: Errno, names = changing): Promise<{ failed: number; done: number }> {
  const [old, fresh] = [(await prepared()).out, await wholeTree(after)];
  const oldTree = treeOf(old);
  const count = { failed: 0, done: 0 };
  for (let k = 1; ; k++) {
    const { out } = await prepared();
    const { disk, refused } = refusing(k, code, names);
    const result = await write(emitted(after), out, { disk, owner });
    if (refused.length === 0) return count;
    const at = `${code} at operation ${k}, ${refused[0]}`;
    if (result.value) {
      // What tidies up after the new tree stands may fail; what is left then is no output, and the next run removes it.
      count.done++;
      expect((await write(emitted(after), out, { disk: quick })).diagnostics, at).toEqual([]);
      expect(treeOf(out), at).toEqual(fresh);
      continue;
    }
    count.failed++;
    expect(exitCode(result.diagnostics), at).toBe(5);
    expect(result.diagnostics[0]?.message, at).toContain(refused[0]);
    expect(result.diagnostics[0]?.message, at).toContain(`(${code})`);
    const { '.molt-abi.lock/': _, ...now } = treeOf(out);
    expect(now, at).toEqual(oldTree);
  }
}

describe.each(['ENOSPC', 'EDQUOT', 'EIO'] as const)('case 33: %s', (code) => {
  it('at any operation ends the run with exit 5 and the old tree', { timeout: 60_000 }, async () => {
    const { failed, done } = await everyRefusal(code, code === 'EIO' ? everything : changing);
    expect(failed).toBeGreaterThan(code === 'EIO' ? 100 : 30);
    expect(done).toBeLessThan(10);
  });

  it('from any operation on leaves a tree that the next run puts right', { timeout: 60_000 }, async () => {
    const [{ out: old }, fresh] = [await prepared(), await wholeTree(after)];
    const trees = [treeOf(old), fresh];
    for (let k = 1; ; k++) {
      const { out } = await prepared();
      const { disk, refused } = refusing(k, code, changing, true);
      const result = await write(emitted(after), out, { disk, owner });
      if (refused.length === 0) break;
      if (!result.value) expect(exitCode(result.diagnostics)).toBe(5);
      await recover(out, { disk: quick });
      const now = Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => !path.startsWith('.molt-abi.lock')));
      expect(trees, `${code} from operation ${k} on`).toContainEqual(now);
    }
  });
});

describe.each(['EACCES', 'EROFS', 'ENAMETOOLONG'] as const)('case 34: %s', (code) => {
  it('at any operation ends the run with exit 5, the path, and the old tree', { timeout: 60_000 }, async () => {
    expect((await everyRefusal(code)).failed).toBeGreaterThan(30);
  });
});

/** Runs `write` of the build in a process that has no rights of the superuser. */
function writeAsNobody(out: string) {
  const script = `
    const { write } = await import(${JSON.stringify(new URL('../../../dist/generator/cli/writer/write.js', import.meta.url).href)});
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    const { diagnostics } = await write([{ path: 'a', text: '1' }], ${JSON.stringify(out)});
    console.log(JSON.stringify(diagnostics.map(({ code, message }) => ({ code, message }))));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { code: string; message: string }[];
}

describe('case 34: missing rights, for real', () => {
  it.each([
    ['a folder that may not be written', 'out', 0o555, 0o755],
    ['a parent folder that may not be written', 'parent/out', 0o755, 0o555],
    ['a parent folder that may not be entered', 'parent/out', 0o755, 0o600],
  ])('%s is named with the reason', (_, path, mode, parentMode) => {
    const folder = temporaryFolder();
    const out = join(folder, path);
    const isParent = path.includes('/');
    mkdirSync(isParent ? join(folder, 'parent') : out);
    chmodSync(isParent ? join(folder, 'parent') : out, isParent ? parentMode : mode);
    chmodSync(folder, 0o755);
    const found = writeAsNobody(out);
    expect(found).toHaveLength(1);
    expect(found[0]?.code).toMatch(/^io\/(write|read)$/);
    expect(found[0]?.message).toContain(out);
    expect(found[0]?.message).toContain('permission denied (EACCES)');
    chmodSync(isParent ? join(folder, 'parent') : out, 0o755);
    expect(existsSync(join(out, 'a'))).toBe(false);
    expect(treeOf(folder)).toEqual(isParent ? { 'parent/': '' } : { 'out/': '' });
  });
});

describe('case 35: another file system', () => {
  it('is never reached: files move only inside the output folder', async () => {
    const { out } = await prepared();
    const touched: string[] = [];
    const { disk } = interrupted(changing, ({ path }) => void touched.push(path));
    const watched = {
      ...disk,
      rename: (from: string, to: string) => {
        touched.push(from, to);
        disk.rename(from, to);
      },
      keep: (from: string, to: string) => {
        touched.push(from, to);
        disk.keep(from, to);
      },
    };
    expect((await write(emitted(after), out, { disk: watched })).diagnostics).toEqual([]);
    expect(touched.length).toBeGreaterThan(50);
    expect(touched.filter((path) => path !== out && !path.startsWith(`${out}/`))).toEqual([]);
  });
});

describe('a file system without hard links', () => {
  it('keeps old files by copies', async () => {
    const { out } = await prepared();
    let kept = 0;
    const copying = {
      ...nodeDisk,
      keep: (from: string, to: string) => {
        kept++;
        nodeDisk.create(to, readFileSync(from));
      },
      rename: (from: string, to: string) => {
        if (to.endsWith('a/change')) throw refusal('EIO', 'rename', to);
        nodeDisk.rename(from, to);
      },
    };
    const old = treeOf(out);
    expect((await write(emitted(after), out, { disk: copying })).diagnostics.map((d) => d.code)).toEqual(['io/write']);
    expect(kept).toBeGreaterThan(3);
    expect(treeOf(out)).toEqual(old);
  });
});
