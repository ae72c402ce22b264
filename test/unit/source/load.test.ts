import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../../generator/source/host.js';
import { limits } from '../../../generator/source/limits.js';
import { load } from '../../../generator/source/load.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { parse } from '../../../generator/source/parse.js';

const codes = (host: Host, folder: string) => load(host, folder).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe('in memory', () => {
  test('finds the JSON files in code-point order, wherever the folder is', () => {
    const files = { 'b.json': '1', 'a/z.json': '2', 'a.json': '3', 'abi.json': '{}', 'readme.md': '', '\uff5e.json': '4', '😀.json': '5' };
    const expected = ['a.json', 'a/z.json', 'abi.json', 'b.json', '\uff5e.json', '😀.json'];
    for (const folder of ['x', '/x', 'x/y', '.', '', './x/', 'x/../x']) {
      const below = Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`${folder}/${name}`.replace(/^\//, folder.startsWith('/') ? '/' : ''), text]),
      );
      const loaded = load(memoryHost(below), folder);
      expect(loaded.diagnostics).toEqual([]);
      expect(loaded.value?.files.map(({ name }) => name)).toEqual(expected);
    }
  });

  test('a missing folder, a file and a folder without abi.json', () => {
    const host = memoryHost({ 'a/x.json': '{}', 'b/c/abi.json': '{}' });
    expect(codes(host, 'nowhere')).toEqual(['io/read: cannot read nowhere: there is no such folder']);
    expect(codes(host, 'a/x.json')).toEqual(['io/read: cannot read a/x.json: it is not a folder']);
    expect(codes(host, 'b')).toEqual(['io/read: cannot read b/abi.json: there is no such file, so the folder is no ABI version']);
  });

  test('limits', () => {
    const files = (n: number, name: (i: number) => string) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`x/${name(i)}`, '{}']));
    const abi = { 'x/abi.json': '{}' };
    expect(codes(memoryHost({ ...abi, 'x/a/b/c/d.json': '{}' }), 'x')).toEqual([]);
    expect(codes(memoryHost({ ...abi, 'x/a/b/c/d/e.json': '{}' }), 'x')).toEqual([
      'parse/limit: more than 3 levels of folders below the ABI',
    ]);
    expect(codes(memoryHost({ ...abi, ...files(limits.files - 1, (i) => `${i}.json`) }), 'x')).toEqual([]);
    expect(codes(memoryHost({ ...abi, ...files(limits.files, (i) => `${i}.json`) }), 'x')).toEqual([
      `parse/limit: more than ${limits.files} JSON files below the ABI`,
    ]);
    const half = new Uint8Array(limits.fileBytes);
    expect(codes(memoryHost({ ...abi, 'x/a.json': half, 'x/b.json': half }), 'x')).toEqual([
      `parse/limit: more than ${limits.totalBytes} bytes of JSON below the ABI`,
    ]);
    expect(load(memoryHost({ ...abi, 'x/a.json': new Uint8Array(limits.fileBytes + 1) }), 'x').diagnostics).toMatchObject([
      { code: 'parse/size', span: { file: 'a.json' } },
    ]);
  });

  test('parse reports the first fault of every file and shares the number of values', () => {
    const loaded = load(memoryHost({ 'x/abi.json': '{', 'x/b.json': '[1,]', 'x/c.json': '3' }), 'x').value;
    expect(loaded && parse(loaded).diagnostics.map(({ code, span }) => `${code} ${span?.file}`)).toEqual([
      'parse/syntax abi.json',
      'parse/syntax b.json',
    ]);
    const bytes = new TextEncoder().encode(`[${'0,'.repeat(limits.jsonValues / 2)}0]`);
    const large = parse({ folder: 'x', files: ['a', 'b', 'c'].map((name) => ({ name, bytes })) });
    expect(large.diagnostics.map(({ code, span }) => `${code} ${span?.file}`)).toEqual(['parse/limit b', 'parse/limit c']);
  });
});

describe('on disk', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'molt-load-'));
    mkdirSync(join(folder, 'abi/sub'), { recursive: true });
    writeFileSync(join(folder, 'abi/abi.json'), '{}');
    writeFileSync(join(folder, 'secret.json'), '{}');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const said = () => codes(nodeHost, `${folder}/abi`).map((line) => line.replaceAll(folder, ''));

  test('reads plain files, hard links and links within the folder', () => {
    writeFileSync(join(folder, 'abi/sub/a.json'), '1');
    linkSync(join(folder, 'abi/sub/a.json'), join(folder, 'abi/hard.json'));
    symlinkSync('sub/a.json', join(folder, 'abi/soft.json'));
    expect(load(nodeHost, `${folder}/abi`).value?.files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ['abi.json', '{}'],
      ['hard.json', '1'],
      ['soft.json', '1'],
      ['sub/a.json', '1'],
    ]);
  });

  test('refuses what leaves the folder', () => {
    symlinkSync('../secret.json', join(folder, 'abi/out.json'));
    symlinkSync('..', join(folder, 'abi/sub/up'));
    expect(said()).toEqual([
      'parse/outside: /abi/out.json is a link that leaves the folder',
      'parse/outside: /abi/sub/up is a link to a folder',
    ]);
  });

  test('the folder itself may be a link', () => {
    symlinkSync('abi', join(folder, 'alias'));
    expect(load(nodeHost, `${folder}/alias`).diagnostics).toEqual([]);
  });

  test('refuses dangling and circular links and pipes without waiting', () => {
    symlinkSync('nowhere.json', join(folder, 'abi/a.json'));
    symlinkSync('b.json', join(folder, 'abi/b.json'));
    execFileSync('mkfifo', [join(folder, 'abi/c.json')]);
    expect(said()).toEqual([
      'io/read: cannot read /abi/a.json: it is a link that leads nowhere',
      'io/read: cannot read /abi/b.json: its links form a circle',
      'io/read: cannot read /abi/c.json: it is not a regular file',
    ]);
    expect(() => nodeHost.readFile(join(folder, 'abi/c.json'))).toThrow('not a regular file');
  });

  test('a path with NUL is no file', () => {
    expect(load(nodeHost, `${folder}/\0`).diagnostics).toMatchObject([{ code: 'io/read' }]);
  });
});
