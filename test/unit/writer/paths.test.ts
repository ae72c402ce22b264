import { describe, expect, it } from 'vitest';
import { checkPaths } from '../../../generator/emit/paths.js';

const faults = (...paths: string[]) => checkPaths(paths.map((path) => ({ path, text: '' })));

describe('checkPaths', () => {
  it.each([
    'ts-host/index.js',
    'c/molt.h',
    'a.b/c-d_e.json',
    'console.ts',
    'com10.txt',
    'nullable.ts',
    '.hidden',
    'ä/ö.txt',
    `${'a'.repeat(200)}/b`,
    '...a',
  ])('accepts %s', (path) => {
    expect(faults(path)).toEqual([]);
  });

  it.each([
    ['../x', '..'],
    ['a/../../x', '..'],
    ['./x', 'component .'],
    ['/etc/passwd', 'absolute'],
    ['\\\\server\\share', 'backslash'],
    ['a\\b', 'backslash'],
    ['C:/x', 'drive'],
    ['c:x', 'drive'],
    ['a\0b', 'control'],
    ['a\nb', 'control'],
    ['a\u0085b', 'control'],
    ['CON', 'device'],
    ['nul.txt', 'device'],
    ['a/Com1.tar.gz/b', 'device'],
    ['lpt9', 'device'],
    ['a./b', 'dot or a space'],
    ['a /b', 'dot or a space'],
    ['b.', 'dot or a space'],
    ['a//b', 'empty'],
    ['a/', 'empty'],
    ['', 'empty'],
    ['a'.repeat(201), '200 bytes'],
    ['ä'.repeat(101), '200 bytes'],
    ['ab:stream', 'Windows'],
    ['\ud800', 'Unicode'],
  ])('case 28: refuses %j', (path, why) => {
    const found = faults(path);
    expect(found.map((d) => d.code)).toEqual(['emit/path']);
    expect(found[0]?.message).toContain(why);
  });

  it('case 29: refuses paths that are one file where case is ignored or Unicode is normalised', () => {
    expect(faults('a/Foo.ts', 'A/foo.ts')[0]?.message).toContain('same file as "a/Foo.ts"');
    expect(faults('\u00e9', 'e\u0301')).toHaveLength(1);
    expect(faults('STRASSE', 'stra\u00dfe')).toHaveLength(1);
    expect(faults('x', 'x')[0]?.message).toContain('written twice');
    expect(faults('a/x', 'b/x', 'a/y')).toEqual([]);
  });

  it('case 29: refuses a file that is also a folder', () => {
    expect(faults('a', 'A/b')[0]?.message).toContain('folder of "A/b"');
  });
});
