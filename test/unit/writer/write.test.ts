import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { write } from '../../../generator/cli/writer/write.js';
import { emitted, fill, temporaryFolder, treeOf } from './folder.js';

const codes = (result: { readonly diagnostics: readonly { readonly code: string }[] }) => result.diagnostics.map((d) => d.code);

async function generated(files: Record<string, string>) {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  expect(codes(await write(emitted(files), out))).toEqual([]);
  return { folder, out };
}

/** Runs `write` and holds it to having changed nothing. */
async function refused(files: Record<string, string>, folder: string, out: string) {
  const before = treeOf(folder);
  const result = await write(emitted(files), out);
  expect(result.value).toBeUndefined();
  expect(treeOf(folder)).toEqual(before);
  return result;
}

describe('write', () => {
  it('writes all files and a record of them, and nothing else', async () => {
    const { out } = await generated({ 'wat/a.wat': 'A', 'c/b.h': 'B' });
    const { '.molt-abi.json': record, ...rest } = treeOf(out);
    expect(rest).toEqual({ 'c/': '', 'c/b.h': 'B', 'wat/': '', 'wat/a.wat': 'A' });
    expect(JSON.parse(record ?? '').files).toEqual({
      'c/b.h': 'df7e70e5021544f4834bbee64a9e3789febc4be81470df629cad6ddb03320a5c',
      'wat/a.wat': '559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd',
    });
  });

  it('case 38: leaves unchanged files alone, rewrites changed ones and removes those that are gone', async () => {
    const { out } = await generated({ 'a/keep': '1', 'a/change': '1', 'gone/away': '1' });
    const old = new Date(1_000_000_000_000);
    utimesSync(join(out, 'a/keep'), old, old);
    const result = await write(emitted({ 'a/keep': '1', 'a/change': '2', 'a/new': '3' }), out);
    const { '.molt-abi.json': _, ...rest } = treeOf(out);
    expect(rest).toEqual({ 'a/': '', 'a/keep': '1', 'a/change': '2', 'a/new': '3' });
    expect(statSync(join(out, 'a/keep')).mtime).toEqual(old);
    expect(result.value?.steps.map((s) => `${s.status} ${s.path}`)).toEqual([
      'changed a/change',
      'unchanged a/keep',
      'new a/new',
      'removed gone/away',
      'changed .molt-abi.json',
    ]);
  });

  it('writes nothing at all the second time', async () => {
    const { out } = await generated({ a: '1' });
    const old = new Date(1_000_000_000_000);
    for (const name of ['a', '.molt-abi.json']) utimesSync(join(out, name), old, old);
    await write(emitted({ a: '1' }), out);
    expect(statSync(join(out, 'a')).mtime).toEqual(old);
    expect(statSync(join(out, '.molt-abi.json')).mtime).toEqual(old);
  });

  it('case 38: keeps foreign files that are not in the way', async () => {
    const { out } = await generated({ 'a/b': '1' });
    fill(out, { 'a/mine': 'M', mine: 'M' });
    await write(emitted({ c: '1' }), out);
    expect(treeOf(out)).toMatchObject({ 'a/mine': 'M', mine: 'M', c: '1' });
    expect(treeOf(out)).not.toHaveProperty('a/b');
  });

  it('case 38: refuses to replace or to remove a file that was changed by hand', async () => {
    const { folder, out } = await generated({ a: '1', b: '1' });
    writeFileSync(join(out, 'a'), 'hand');
    writeFileSync(join(out, 'b'), 'hand');
    const result = await refused({ a: '2', c: '3' }, folder, out);
    expect(codes(result)).toEqual(['io/modified', 'io/modified']);
    expect(result.diagnostics.map((d) => d.message).join()).toContain(join(out, 'b'));
  });

  it('writes a file again that was deleted', async () => {
    const { out } = await generated({ a: '1', b: '1' });
    rmSync(join(out, 'a'));
    expect(codes(await write(emitted({ a: '1', b: '1' }), out))).toEqual([]);
    expect(treeOf(out)).toMatchObject({ a: '1' });
  });

  it('takes over a file with the right content that no record lists', async () => {
    const { out } = await generated({ a: '1' });
    rmSync(join(out, '.molt-abi.json'));
    expect(codes(await write(emitted({ a: '1' }), out))).toEqual([]);
    expect(JSON.parse(treeOf(out)['.molt-abi.json'] ?? '').files).toHaveProperty('a');
  });

  it.each([
    ['a file', { a: 'foreign' }],
    ['a folder', { 'a/x': 'foreign' }],
    ['a file for a folder', { c: 'foreign' }],
    ['a record that is none', { '.molt-abi.json': '{}' }],
    ['a record that leads out', { '.molt-abi.json': JSON.stringify({ files: { '../victim': '0'.repeat(64) } }) }],
  ])('refuses foreign things in the way: %s', async (_, there) => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    fill(out, there);
    expect(codes(await refused({ a: '1', b: '2', 'c/d': '3' }, folder, out))).toEqual(['io/foreign']);
  });

  it('case 28: refuses a path that leads out before anything is made', async () => {
    const folder = temporaryFolder();
    expect(codes(await refused({ a: '1', '../b': '2' }, folder, join(folder, 'out')))).toEqual(['emit/path']);
    for (const own of ['.MOLT-ABI.json', '.molt-abi.lock/x', '.molt-abi-staging'])
      expect(codes(await refused({ [own]: '1' }, folder, join(folder, 'out')))).toEqual(['emit/path']);
  });

  it('case 29: refuses two files that are one where case is ignored before anything is made', async () => {
    const folder = temporaryFolder();
    expect(codes(await refused({ 'a/Name': '1', 'A/name': '2' }, folder, join(folder, 'out')))).toEqual(['emit/path']);
  });

  it('case 30: refuses an output folder that is a link or a file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'out'));
    writeFileSync(join(folder, 'file'), '');
    expect(codes(await refused({ a: '1' }, folder, join(folder, 'out')))).toEqual(['io/outside']);
    expect(codes(await refused({ a: '1' }, folder, join(folder, 'file')))).toEqual(['io/foreign']);
  });

  it('case 30: refuses links inside the output folder: to a folder, to a file, to nothing, and hard links', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    fill(folder, { 'away/x': 'safe', target: 'safe' });
    mkdirSync(out);
    symlinkSync('../away', join(out, 'dir'));
    symlinkSync('../target', join(out, 'file'));
    symlinkSync('../nowhere', join(out, 'dangling'));
    linkSync(join(folder, 'target'), join(out, 'hard'));
    for (const path of ['dir/x', 'file', 'dangling', 'hard']) {
      const result = await refused({ [path]: 'evil', ok: '1' }, folder, out);
      expect(codes(result)).toEqual(['io/outside']);
    }
  });

  it('case 30: does not follow a link when it removes', async () => {
    const { folder, out } = await generated({ 'a/b': '1' });
    rmSync(join(out, 'a'), { recursive: true });
    fill(folder, { 'away/b': '1' });
    symlinkSync('../away', join(out, 'a'));
    expect(codes(await refused({ c: '1' }, folder, out))).toEqual(['io/outside']);
    expect(readFileSync(join(folder, 'away/b'), 'utf8')).toBe('1');
  });
});
