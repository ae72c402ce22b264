import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, nodeDisk } from '../../../generator/cli/writer/disk.js';
import { hashOf } from '../../../generator/cli/writer/record.js';
import { recover, write } from '../../../generator/cli/writer/write.js';
import { after, before, changing, deadOwner, dyingAt, interrupted, Killed, prepared, wholeTree } from './faults.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

const owner = deadOwner();
const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }) => result.diagnostics.map((d) => d.code);

/** A folder in which a run was killed right before it would have removed its journal: all is new, and can be undone. */
async function cutShort() {
  const { folder, out } = await prepared();
  let killed = false;
  const { disk } = interrupted(changing, ({ name, path }) => {
    killed ||= name === 'removeFile' && path.endsWith('journal.json');
    if (killed) throw new Killed();
  });
  await expect(write(emitted(after), out, { disk, owner })).rejects.toThrow(Killed);
  expect(existsSync(join(out, '.molt-abi-staging/journal.json'))).toBe(true);
  return { folder, out };
}

const tree = (out: string) =>
  Object.fromEntries(Object.entries(treeOf(out)).filter(([path]) => path === '.molt-abi.json' || !path.startsWith('.molt-abi')));

describe('case 31: a file that somebody changed after a run was killed', () => {
  it.each([
    ['one that was replaced', 'a/change', 'io/modified'],
    ['one that was new', 'c/d/new', 'io/foreign'],
    ['one that was removed', 'b/gone', 'io/modified'],
    ['one that no run has to do with', 'a/mine', undefined],
  ])('is not lost: %s', async (_, path, code) => {
    const { out } = await cutShort();
    fill(out, { [path]: 'by hand' });
    const old = { ...(await wholeTree(before)), [path]: 'by hand', ...(path.startsWith('c') && { 'c/': '', 'c/d/': '' }) };
    expect(codes(await recover(out))).toEqual([]);
    expect(treeOf(out)).toEqual(old);
    expect(codes(await write(emitted(after), out))).toEqual(code ? [code] : []);
    expect(treeOf(out)[path]).toBe('by hand');
  });

  it('comes back if it was deleted', async () => {
    const { out } = await cutShort();
    for (const path of ['a/change', 'c/d/new']) unlinkSync(join(out, path));
    expect(codes(await recover(out))).toEqual([]);
    expect(treeOf(out)).toEqual(await wholeTree(before));
  });

  it('is not reached through a link that was put in the way', async () => {
    const { folder, out } = await cutShort();
    renameSync(join(out, 'a'), join(folder, 'moved'));
    symlinkSync('../moved', join(out, 'a'));
    const moved = treeOf(join(folder, 'moved'));
    expect(codes(await recover(out))).toEqual([]);
    expect(treeOf(join(folder, 'moved'))).toEqual(moved);
    expect(codes(await write(emitted(after), out))).toEqual(['io/outside']);
  });
});

const hash = (text: string) => hashOf(Buffer.from(text));
const journal = (changes: unknown, folders: unknown = [], format: unknown = 1) => JSON.stringify({ format, changes, folders });

describe('a journal that cannot be used', () => {
  const whole = journal([{ path: 'a', before: hash('1'), after: hash('2') }]);
  it.each([
    ['is torn', whole.slice(0, 40)],
    ['is empty', ''],
    ['has NULs for content', '\0'.repeat(200)],
    ['is no object', '[]'],
    ['has no changes', '{"format":1,"folders":[]}'],
    ['has no format', '{"changes":[],"folders":[]}'],
    ['is of a later format', journal([], [], 2)],
    ['leads out by a change', journal([{ path: '../victim', after: hash('safe') }])],
    ['leads out by an absolute path', journal([{ path: '/victim', after: hash('safe') }])],
    ['leads out by a folder', journal([], ['../empty'])],
    ['names the lock', journal([{ path: '.molt-abi.lock/x', after: hash('safe') }])],
    ['names itself', journal([{ path: '.MOLT-abi-staging/journal.json', before: hash('x') }])],
    ['has a hash that is none', journal([{ path: 'a', before: 'x' }])],
    ['has a change of nothing', journal([{ path: 'a' }])],
    ['has a list for a change', journal([[]])],
    ['has lost the old file', journal([{ path: 'a', before: hash('0'), after: hash('1') }])],
  ])('%s: it is told, and nothing is changed', async (_, text) => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    await write(emitted({ a: '1' }), out);
    fill(folder, { victim: 'safe', 'out/.molt-abi-staging/journal.json': text });
    mkdirSync(join(folder, 'empty'));
    const standing = treeOf(folder);
    for (const run of [() => recover(out), () => write(emitted({ a: '2' }), out)]) {
      const result = await run();
      expect(codes(result)).toEqual(['io/journal']);
      expect(result.diagnostics[0]?.message).toMatch(/journal\.json (is no journal|is of format 2|cannot be undone: the old .*a is lost)/);
      expect(treeOf(folder)).toEqual(standing);
    }
  });

  it('a staging folder that is a link is not followed', async () => {
    const folder = temporaryFolder();
    fill(folder, { 'away/x': 'safe', 'out/b': '' });
    symlinkSync('../away', join(folder, 'out/.molt-abi-staging'));
    const standing = treeOf(folder);
    expect(codes(await write(emitted({ a: '1' }), join(folder, 'out')))).toEqual(['io/outside']);
    expect(treeOf(folder)).toEqual(standing);
  });

  it('a kept file that is a link is not taken for the old one', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    fill(folder, { secret: 'S', 'out/.molt-abi-staging/journal.json': journal([{ path: 'a', before: hash('S') }]) });
    symlinkSync('../../secret', join(out, '.molt-abi-staging/old-0'));
    expect(codes(await recover(out))).toEqual([]);
    expect(treeOf(folder)).toEqual({ 'out/': '', secret: 'S' });
  });

  it('one that comes with a clone removes only files whose content it knows', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    fill(out, { mine: 'M', '.molt-abi-staging/journal.json': journal([{ path: 'mine', after: hash('other') }], ['x']) });
    expect(codes(await write(emitted({ a: '1' }), out))).toEqual([]);
    expect(treeOf(out)).toMatchObject({ a: '1', mine: 'M' });
  });
});

/** The real disk as one that ignores case and keeps it, as those of macOS and Windows do. */
function ignoringCase(real: Disk = nodeDisk): Disk {
  /** The path as it is spelled on the disk, as far as it is there. */
  const spelled = (path: string): string =>
    path.split('/').reduce((at, name) => {
      const parent = at === '' ? '/' : at;
      const there = existsSync(parent) ? real.list(parent).find((entry) => entry.toLowerCase() === name.toLowerCase()) : undefined;
      return `${at}/${there ?? name}`.replace('//', '/');
    });
  return {
    ...real,
    look: (path) => real.look(spelled(path)),
    read: (path) => real.read(spelled(path)),
    list: (path) => real.list(spelled(path)),
    create: (path, bytes) => real.create(spelled(path), bytes),
    makeFolder: (path) => (real.look(spelled(path)).kind === 'folder' ? undefined : real.makeFolder(spelled(path))),
    rename: (from, to) => real.rename(spelled(from), spelled(to)),
    keep: (from, to) => real.keep(spelled(from), spelled(to)),
    removeFile: (path) => real.removeFile(spelled(path)),
    removeTree: (path) => real.removeTree(spelled(path)),
    removeEmptyFolder: (path) => real.removeEmptyFolder(spelled(path)),
    syncFiles: async () => {},
    syncFolder: () => {},
  };
}

describe('a name that only changes its case', () => {
  it.each([
    ['with the same content', '1'],
    ['with other content', '2'],
  ])('is changed where case is ignored, %s, or not at all if the run is killed', async (_, text) => {
    const disk = ignoringCase();
    const old = { 'x/Name': '1', y: '1' };
    const fresh = { 'x/name': text, y: '2' };
    const trees = [await wholeTree(old), await wholeTree(fresh)];
    for (let k = 1; ; k++) {
      const out = join(temporaryFolder(), 'out');
      expect(codes(await write(emitted(old), out, { disk }))).toEqual([]);
      const dying = dyingAt(k, changing, disk);
      await write(emitted(fresh), out, { disk: dying.disk, owner }).catch(() => {});
      if (dying.operations() < k) {
        expect(k).toBeGreaterThan(20);
        expect(treeOf(out)).toEqual(trees[1]);
        break;
      }
      expect(codes(await recover(out, { disk }))).toEqual([]);
      expect(trees, `kill at ${k}`).toContainEqual(tree(out));
      expect(codes(await write(emitted(fresh), out, { disk }))).toEqual([]);
      expect(treeOf(out), `kill at ${k}`).toEqual(trees[1]);
    }
  });

  it('is refused if the file was changed by hand', async () => {
    const disk = ignoringCase();
    const out = join(temporaryFolder(), 'out');
    await write(emitted({ Name: '1' }), out, { disk });
    writeFileSync(join(out, 'Name'), 'by hand');
    expect(codes(await write(emitted({ name: '1' }), out, { disk }))).toEqual(['io/modified']);
    expect(readFileSync(join(out, 'Name'), 'utf8')).toBe('by hand');
  });
});
