import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guestFiles } from '../../../generator/cli/guests/files.js';
import { alternativesOf, fits, segmentsOf, TooManyAlternatives } from '../../../generator/cli/guests/pattern.js';
import { temporaryFolder } from '../writer/folder.js';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

/** Whether a name fits a pattern of one segment. */
function matches(pattern: string, name: string): boolean {
  const [segment] = segmentsOf(pattern);
  if (segment === undefined || segment === 'any-depth') throw new Error('not one segment');
  return 'literal' in segment ? segment.literal === name : fits(name, segment.parts);
}

describe('a pattern', () => {
  it.each([
    ['*.wasm', 'a.wasm', true],
    ['*.wasm', '.wasm', false],
    ['.*', '.wasm', true],
    ['?.wasm', '😀.wasm', true],
    ['?', 'ab', false],
    ['a*b*c', 'aXbYbc', true],
    ['\\*.wasm', '*.wasm', true],
    ['\\*.wasm', 'a.wasm', false],
    ['[ab].wasm', 'a.wasm', false],
    ['[ab]*', '[ab].wasm', true],
    ['a\\', 'a\\', true],
  ])('%s on %s is %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it('fits what a regular expression of the same meaning fits', () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', 'b', '.', '日', '😀'), minLength: 1, maxLength: 8 })
      .filter((text) => text[0] !== '.');
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '日'), minLength: 1, maxLength: 8 });
    const sound = pattern.filter((text) => text !== '.' && text !== '**');
    fc.assert(
      fc.property(name, sound, (text, wanted) => {
        const source = wanted.replaceAll('.', '\\.').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
        expect(matches(wanted, text)).toBe(new RegExp(`^${source}$`, 'u').test(text));
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('takes no longer than the product of both lengths', () => {
    expect(matches(`${'*a'.repeat(100)}*b`, 'a'.repeat(20_000))).toBe(false);
  });

  it.each([
    ['{a,b}.wasm', ['a.wasm', 'b.wasm']],
    ['{a,b{1,2}}/{,x}c', ['a/c', 'a/xc', 'b1/c', 'b1/xc', 'b2/c', 'b2/xc']],
    ['{a}', ['{a}']],
    ['{a,b', ['{a,b']],
    ['a,b}', ['a,b}']],
    ['{a,{b}', ['{a,{b}']],
    ['{x{a,b}', ['{xa', '{xb']],
    ['\\{a,b}', ['\\{a,b}']],
    ['{a\\,b,c}', ['a\\,b', 'c']],
  ])('%s stands for %j', (pattern, expected) => {
    expect(alternativesOf(pattern)).toEqual(expected);
  });

  it('does not stand for endless alternatives', () => {
    expect(() => alternativesOf('{a,b}'.repeat(200))).toThrow(TooManyAlternatives);
  });
});

function tree(...paths: readonly string[]): string {
  const folder = temporaryFolder();
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  return folder;
}

function filesIn(folder: string, ...patterns: readonly string[]): readonly string[] {
  const { value, diagnostics } = guestFiles(patterns.map((pattern) => join(folder, '/') + pattern));
  expect(diagnostics).toEqual([]);
  return (value ?? []).map((path) => path.slice(folder.length + 1));
}

describe('the files of --guests', () => {
  const paths = ['a.wasm', 'd/b.wasm', 'd/e/c.wasm', 'd/e/note.txt', '.hidden/x.wasm', 'd/.x.wasm'];

  it.each([
    ['**/*.wasm', ['a.wasm', 'd/b.wasm', 'd/e/c.wasm']],
    ['*.wasm', ['a.wasm']],
    ['d/**', ['d/b.wasm', 'd/e/c.wasm', 'd/e/note.txt']],
    ['**/e/**/c.wasm', ['d/e/c.wasm']],
    ['**/**/c.wasm', ['d/e/c.wasm']],
    ['{d/,}?.wasm', ['a.wasm', 'd/b.wasm']],
    ['d', ['d/b.wasm', 'd/e/c.wasm']],
    ['d/./b.wasm', ['d/b.wasm']],
    ['d//e/../b.wasm', ['d/e/../b.wasm']],
    ['.hidden/*.wasm', ['.hidden/x.wasm']],
    ['d/.x.wasm', ['d/.x.wasm']],
    ['*/note.txt', []],
  ])('%s are %j', (pattern, expected) => {
    const folder = tree(...paths);
    if (expected.length > 0) expect(filesIn(folder, pattern)).toEqual(expected);
    else expect(guestFiles([`${folder}/${pattern}`]).value).toBe(undefined);
  });

  it('are each there once, by code point, whatever the order of the patterns', () => {
    const folder = tree('b.wasm', 'ü.wasm', '\u{10000}.wasm', '\uffee.wasm', 'B.wasm');
    const names = ['B.wasm', 'b.wasm', 'ü.wasm', '\uffee.wasm', '\u{10000}.wasm'];
    expect(filesIn(folder, '*.wasm', 'b.wasm', '.', '{b,b}.wasm')).toEqual(names);
    expect(filesIn(folder, '{b,b}.wasm', '**')).toEqual(names);
  });

  it('are those that exist by the name of a pattern, whatever it would mean', () => {
    const folder = tree('[a]*?{b,c}.wasm', 'ab.wasm', '{d,e}/x.wasm', 'a\nb\u001b[31m.wasm', '-x.wasm', ' .wasm');
    expect(filesIn(folder, '[a]*?{b,c}.wasm')).toEqual(['[a]*?{b,c}.wasm']);
    expect(filesIn(folder, '{d,e}')).toEqual(['{d,e}/x.wasm']);
    expect(filesIn(folder, '*')).toContain('a\nb\u001b[31m.wasm');
  });

  it('are found by links to files, and not beyond links to folders', () => {
    const folder = tree('d/a.wasm');
    symlinkSync('.', join(folder, 'd/loop'));
    symlinkSync('d/a.wasm', join(folder, 'link.wasm'));
    symlinkSync('nowhere', join(folder, 'gone.wasm'));
    // The one that leads nowhere is told when it is read.
    expect(filesIn(folder, '**/*.wasm')).toEqual(['d/a.wasm', 'gone.wasm', 'link.wasm']);
    expect(filesIn(folder, 'd/loop/loop/*.wasm')).toEqual(['d/loop/loop/a.wasm']);
  });

  it.each(['none/**/*.wasm', 'a.wasm/*.wasm', 'x.wasm', '', ' ', 'a\0b', '{x,y}.wasm'])('are none for %j, which is an error', (pattern) => {
    const folder = tree('a.wasm');
    const { value, diagnostics } = guestFiles([`${folder}/a.wasm`, pattern.trim() === '' ? pattern : `${folder}/${pattern}`]);
    expect(value).toBe(undefined);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)[0]).toMatch(/^usage\/option --guests names no file: /);
  });

  it('cannot be told where a folder cannot be listed, which is an error', () => {
    const folder = tree('a.wasm');
    symlinkSync('round', join(folder, 'round'));
    const { value, diagnostics } = guestFiles([`${folder}/{.,round}/*.wasm`]);
    expect(value).toBe(undefined);
    expect(diagnostics.map(({ code }) => code)).toEqual(['io/read']);
  });

  it('are refused for too many braces', () => {
    expect(guestFiles(['{a,b}'.repeat(200)]).diagnostics[0]?.message).toMatch(/braces that stand for more than 1000 patterns/);
  });
});
