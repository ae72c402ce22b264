import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { jsonFilesOf } from '../../../generator/cli/check/tar.js';
import { Unavailable } from '../../../generator/cli/check/unavailable.js';
import { fill, temporaryFolder } from '../writer/folder.js';
import { moltAbi } from './binary.js';
import { adding, releasedFiles } from './released.js';

const seed = Number(process.env.FC_SEED) || undefined;

interface Entry {
  readonly path: string;
  readonly text?: string;
  /** `0`: a file; `2`: a link; `x`: records for the next entry. */
  readonly type?: string;
  readonly prefix?: string;
  /** Said in place of the true size. */
  readonly size?: string;
}

/** A tar archive, as `npm pack` writes them. */
function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, text = '', type = '0', prefix = '', size }) => {
    const content = Buffer.from(text, 'utf8');
    const header = Buffer.alloc(512);
    header.write(path, 0, 100, 'utf8');
    header.write(size ?? content.length.toString(8).padStart(11, '0'), 124, 'latin1');
    header.write(' '.repeat(8), 148, 'latin1');
    header.write(type, 156, 'latin1');
    header.write('ustar\u000000', 257, 'latin1');
    header.write(prefix, 345, 155, 'utf8');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const packed = (entries: readonly Entry[]): Buffer => gzipSync(tar(entries));
const record = (text: string): string => {
  const rest = ` path=${text}\n`;
  const length = [1, 2, 3].map((digits) => Buffer.byteLength(rest) + digits).find((n) => String(n).length === n - Buffer.byteLength(rest));
  return `${length}${rest}`;
};
const why = (archive: Uint8Array): string => {
  try {
    return JSON.stringify(Object.keys(jsonFilesOf(archive)));
  } catch (cause) {
    if (cause instanceof Unavailable) return cause.why;
    throw cause;
  }
};

describe('the archive of a package', () => {
  it('gives its JSON files, with long paths, and nothing else', () => {
    const archive = packed([
      { path: 'package/package.json', text: '{}' },
      { path: 'package/index.js', text: 'throw 1' },
      { path: 'x.json', prefix: 'package/deep', text: '[1]' },
      { path: 'PaxHeader', type: 'x', text: record('package/länger/y.json') },
      { path: 'package/cut', text: '2' },
      { path: 'package/link.json', type: '2' },
    ]);
    const files = jsonFilesOf(archive);
    expect(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['package.json', '{}'],
      ['deep/x.json', '[1]'],
      ['länger/y.json', '2'],
    ]);
  });

  it('is refused where it lies, leads outside, or is not what it should be', () => {
    expect(why(packed([{ path: 'package/../../x.json' }]))).toContain('it holds the path');
    expect(why(packed([{ path: '/etc/x.json' }]))).toContain('it holds the path');
    expect(why(packed([{ path: 'package\\x.json' }]))).toContain('it holds the path');
    expect(why(packed([{ path: 'package/x.json', size: '00000777777' }]))).toContain('cut short');
    expect(why(packed([{ path: 'package/x.json', size: 'ffffffffffff' }]))).toContain('a number');
    expect(why(packed([{ path: 'x', type: 'L', text: 'y' }]))).toContain('of a kind');
    expect(why(packed([{ path: 'x', type: 'x', text: '99 path=a\n' }]))).toContain('record');
    expect(why(Buffer.from('no archive'))).toContain('not gzip');
    const damaged = tar([{ path: 'package/x.json', text: '{}' }]);
    damaged[3] = 0x41;
    expect(why(gzipSync(damaged))).toContain('damaged');
    expect(
      why(
        packed([
          { path: 'package/__proto__', type: 'x', text: record('p/__proto__/x.json') },
          { path: 'y', text: '1' },
        ]),
      ),
    ).toBe('["__proto__/x.json"]');
  });

  it('case 54: that unpacks to more than the limit is not read', () => {
    expect(why(gzipSync(Buffer.alloc(257 * 1024 * 1024)))).toContain('more than');
  });

  test('whatever it holds is read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.array(fc.record({ at: fc.nat(1023), byte: fc.nat(255) })), (bytes, flips) => {
        const archive = tar([{ path: 'package/x.json', text: '{}' }]);
        for (const { at, byte } of flips) archive[at] = byte;
        expect(typeof why(gzipSync(archive))).toBe('string');
        expect(typeof why(gzipSync(bytes))).toBe('string');
      }),
      { ...(seed === undefined ? {} : { seed }), numRuns: 200 },
    );
  });
});

describe('check --against npm:', () => {
  const inPackage = (files: Record<string, string>, at: string) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${at}/${path}`, text]));
  const manifest = (version: string) => JSON.stringify({ name: '@demo/abi', version });

  function project(installed: string): string {
    const folder = temporaryFolder();
    fill(folder, {
      ...releasedFiles(adding),
      ...inPackage(
        { ...releasedFiles(adding, 'schemas/demo'), 'package.json': manifest(installed), 'index.js': 'throw 1' },
        'node_modules/@demo/abi',
      ),
      'sub/file': '',
    });
    return folder;
  }
  const check = (folder: string, ref: string, env: NodeJS.ProcessEnv = {}, cwd = folder) =>
    moltAbi(cwd, ['check', '--abi', join(folder, 'abi'), '--against', ref, '--format', 'json'], env);

  /** An `npm` that writes down what it is asked, and packs what it is told to. */
  function fakeNpm(folder: string, body: string): NodeJS.ProcessEnv {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> ${folder}/asked\n${body}\n`);
    chmodSync(join(bin, 'npm'), 0o755);
    return { PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`, TMPDIR: join(folder, 'tmp') };
  }

  it('reads the package that is installed if it is exactly that version, from any folder below', () => {
    const folder = project('2.0.0');
    for (const [ref, cwd] of [
      ['npm:@demo/abi@2.0.0'],
      ['npm:@demo/abi'],
      ['npm:@demo/abi@2.0.0:schemas/demo/1.0.0'],
      ['npm:@demo/abi@2.0.0', join(folder, 'sub')],
    ] as const) {
      const { code, out, err } = check(folder, ref, {}, cwd);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect((JSON.parse(out) as { baseline: unknown }).baseline).toMatchObject({ ref, version: '1.0.0' });
    }
    expect(check(folder, 'npm:@demo/abi@2.0.0:nowhere').code).toBe(3);
    fill(folder, inPackage(releasedFiles(adding, 'schemas/second'), 'node_modules/@demo/abi'));
    expect(check(folder, 'npm:@demo/abi').out).toContain('holds 2 ABIs');
  });

  it('fetches another version without running its scripts, and leaves nothing behind', () => {
    const folder = project('2.0.0');
    fill(folder, { 'tmp/file': '' });
    const files = Object.entries(releasedFiles(adding, 'package/abi')).map(([path, text]) => ({ path, text }));
    writeFileSync(join(folder, 'archive'), packed([{ path: 'package/package.json', text: manifest('2.1.0') }, ...files]));
    const env = fakeNpm(
      folder,
      `for word in "$@"; do to=$word; [ "$last" = --pack-destination ] && cp ${folder}/archive "$to/x.tgz"; last=$word; done`,
    );
    const { code, out, err } = check(folder, 'npm:@demo/abi@2.1.0', env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((JSON.parse(out) as { baseline: unknown }).baseline).toMatchObject({ ref: 'npm:@demo/abi@2.1.0', version: '1.0.0' });
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/^pack --ignore-scripts .*-- @demo\/abi@2\.1\.0$/m);
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['file']);
  });

  it('case 45: what cannot be fetched is no baseline: no registry, no such version, no npm', () => {
    const folder = project('2.0.0');
    fill(folder, { 'tmp/file': '' });
    const said = (body: string, env = fakeNpm(folder, body)) => {
      const { code, out } = check(folder, 'npm:@demo/abi@3.0.0', env);
      return `${code} ${(JSON.parse(out) as { diagnostics: { code: string; message: string }[] }).diagnostics.map((d) => `${d.code} ${d.message}`).join()}`;
    };
    expect(said('echo "npm error code ENOTFOUND" >&2; exit 1')).toMatch(/^3 reference\/unavailable .*ENOTFOUND/);
    expect(said('echo "npm ERR! code E404" >&2; exit 1')).toMatch(/^3 .*the registry has no @demo\/abi@3\.0\.0/);
    expect(said('exit 0')).toMatch(/^3 .*cannot be fetched/);
    expect(said('', { PATH: join(folder, 'nothing') })).toMatch(/^3 .*npm cannot be run/);
    expect(check(folder, 'npm:absent').code).toBe(3);
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['file']);
  });
});
