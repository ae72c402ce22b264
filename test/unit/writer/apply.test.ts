import { existsSync, linkSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { write } from '../../../generator/cli/writer/write.js';
import { after, interrupted, prepared } from './faults.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }) => result.diagnostics.map((d) => d.code);

/** A disk on which `swap` happens when everything is staged, and so after files were compared. */
const swapping = (swap: () => void) => interrupted(['syncFiles'], swap).disk;

describe('a file that is swapped after it was compared', () => {
  it.each([
    ['case 38: changed by hand', 'io/modified', (out: string) => writeFileSync(join(out, 'a/change'), 'by hand')],
    [
      'case 38: a file to be removed that was changed by hand',
      'io/modified',
      (out: string) => writeFileSync(join(out, 'b/gone'), 'by hand'),
    ],
    ['case 38: deleted', 'io/modified', (out: string) => unlinkSync(join(out, 'a/change'))],
    ['case 38: a file where a new one would go', 'io/foreign', (out: string) => fill(out, { 'c/new': 'mine' })],
    [
      'case 30: a symbolic link for a file',
      'io/outside',
      (out: string) => {
        unlinkSync(join(out, 'a/change'));
        symlinkSync('../../victim', join(out, 'a/change'));
      },
    ],
    [
      'case 30: a symbolic link for a folder',
      'io/outside',
      (out: string) => {
        renameSync(join(out, 'a'), join(out, '../moved'));
        symlinkSync('../moved', join(out, 'a'));
      },
    ],
    ['case 30: a hard link', 'io/outside', (out: string) => linkSync(join(out, 'a/change'), join(out, '../second-name'))],
  ])('%s: nothing is written', async (_, code, swap) => {
    const { folder, out } = await prepared();
    fill(folder, { victim: 'safe' });
    let swapped: Record<string, string> = {};
    const disk = swapping(() => {
      swap(out);
      swapped = Object.fromEntries(
        Object.entries(treeOf(folder)).filter(([path]) => !path.startsWith('out/.molt-abi-') && !path.startsWith('out/.molt-abi.lock')),
      );
    });
    expect(codes(await write(emitted(after), out, { disk }))).toEqual([code]);
    expect(treeOf(folder)).toEqual(swapped);
    expect(swapped).toMatchObject({ victim: 'safe' });
  });

  it('case 30: the output folder itself, for a link to another', async () => {
    const { folder, out } = await prepared();
    fill(folder, { 'other/x': 'safe' });
    let swaps = 0;
    const { disk } = interrupted(['rename'], ({ path }) => {
      if (!path.includes('.molt-abi.lock') || swaps++ > 0) return;
      renameSync(out, `${out}-moved`);
      symlinkSync('other', out);
    });
    expect((await write(emitted(after), out, { disk })).value).toBeUndefined();
    expect(treeOf(join(folder, 'other'))).toEqual({ x: 'safe' });
  });
});

describe('apply', () => {
  it('removes the folders that it empties and no others', async () => {
    const { out } = await prepared();
    fill(out, { 'b/mine': 'M' });
    expect(codes(await write(emitted({ 'a/same': '1' }), out))).toEqual([]);
    const { '.molt-abi.json': _, ...rest } = treeOf(out);
    expect(rest).toEqual({ 'a/': '', 'a/same': '1', 'b/': '', 'b/mine': 'M' });
  });

  it('case 30: works below a parent folder that is a link, which the caller chose', async () => {
    const folder = temporaryFolder();
    fill(folder, { 'real/x': '' });
    symlinkSync('real', join(folder, 'link'));
    expect(codes(await write(emitted({ 'a/b': '1' }), join(folder, 'link/out')))).toEqual([]);
    expect(existsSync(join(folder, 'real/out/a/b'))).toBe(true);
    rmSync(join(folder, 'link'));
  });
});
