import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Home, type Located, locate, locateBaseline, locateCandidate } from '../../../generator/cli/check/locate.js';
import { parseRef } from '../../../generator/cli/check/ref.js';
import { type ReadContents, treeHost } from '../../../generator/cli/check/tree-host.js';
import type { Host } from '../../../generator/source/host.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { releasedFiles, releasedFolder, type Step } from './released.js';

const seed = Number(process.env.FC_SEED) || undefined;
const read = (text: string) => parseRef(text, '--against').value;
const refused = (text: string): string =>
  parseRef(text, '--against')
    .diagnostics.map((d) => `${d.code} ${d.message}`)
    .join();

describe('a reference', () => {
  it.each([
    ['1.2.3', { kind: 'release', wanted: '1.2.3' }],
    ['v1.2', { kind: 'release', wanted: '1.2' }],
    ['2', { kind: 'release', wanted: '2' }],
    ['1.2.3-rc.1+build.5', { kind: 'release', wanted: '1.2.3-rc.1' }],
    ['latest', { kind: 'release', wanted: 'latest' }],
    ['next', { kind: 'release', wanted: 'next' }],
    ['./1.2.3', { kind: 'path', path: './1.2.3' }],
    ['some/abi/', { kind: 'path', path: 'some/abi' }],
    ['some/abi/abi.json', { kind: 'path', path: 'some/abi' }],
    ['abi.json', { kind: 'path', path: '.' }],
    ['some/other-abi.json', { kind: 'path', path: 'some/other-abi.json' }],
    ['git:main', { kind: 'git', revision: 'main', path: undefined }],
    ['git:v1.0~2^{commit}:a/b', { kind: 'git', revision: 'v1.0~2^{commit}', path: 'a/b' }],
    ['git:HEAD:a/b/abi.json', { kind: 'git', revision: 'HEAD', path: 'a/b' }],
    ['npm:@scope/name@1.2.3', { kind: 'npm', name: '@scope/name', version: '1.2.3', path: undefined }],
    ['npm:name', { kind: 'npm', name: 'name', version: undefined, path: undefined }],
    ['npm:name@1.2.3:schemas/x', { kind: 'npm', name: 'name', version: '1.2.3', path: 'schemas/x' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('takes the branch that another one follows', () => {
    for (const text of ['git:@{u}', 'git:main@{upstream}', 'git:main@{push}']) expect(read(text)).toMatchObject({ kind: 'git' });
  });

  it.each([
    '--output=x',
    '--upload-pack=touch x',
    '-1',
    'git:--output=x',
    'git:-x',
    'git:',
    'git:a b',
    'git:main:../x',
    'git:main:/etc',
    'git:main:',
    'git:a\u0000b',
    'a\nb',
    '',
    ' ',
    'npm:--x@1.0.0',
    'npm:Name@1.0.0',
    'npm:../x@1.0.0',
    'npm:name@latest',
    'npm:name@^1',
    'npm:name@1.0.0 --x',
    'npm:name@1.0.0:..',
    `git:${'a'.repeat(2000)}`,
    'git:main@{yesterday}',
    'git:@{1}',
    'git:main@{2026-01-01}:abi',
  ])('case 44: %j is refused as usage', (text) => {
    expect(refused(text)).toMatch(/^usage\/option --against does not take "/);
  });

  test('case 44: nothing that goes to another program can be an option', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
        fc.constantFrom('', 'git:', 'npm:', 'git:a:', 'npm:a@1.0.0:'),
        (text, prefix) => {
          const ref = read(prefix + text);
          const words = ref?.kind === 'git' ? [ref.revision] : ref?.kind === 'npm' ? [ref.name, ref.version ?? ''] : [];
          for (const word of words) expect(word).toMatch(/^(?!-)[^\p{Cc}\s]*$/u);
          if (ref && 'path' in ref && ref.path !== undefined && ref.kind !== 'path')
            expect(`/${ref.path}/`).not.toMatch(/\/\.\.?\/.|\\|^\/\//);
        },
      ),
      { ...(seed === undefined ? {} : { seed }), numRuns: 2000 },
    );
  });
});

describe('versions', () => {
  const steps = (...versions: readonly (string | readonly [string, string])[]): Step[] =>
    versions.map((v) => (typeof v === 'string' ? { version: v } : { version: v[0], released: v[1] }));
  const inMemory = (host: Host, version: string): Located => ({
    ref: version,
    host,
    abi: 'abi',
    origin: undefined,
    found: { folder: `abi/${version}`, version, released: false },
  });
  const baselineOf = (made: readonly Step[], candidate: string) => {
    const { value, diagnostics } = locateBaseline(inMemory(memoryHost(releasedFiles(made)), candidate));
    return value?.found.version ?? diagnostics.map((d) => d.code).join();
  };

  it('case 47: are ordered by semver 2.0: numbers as numbers, pre-releases before what they lead to', () => {
    const many = steps(
      ['1.9.0', '2026-01-01'],
      ['1.10.0-rc.1', '2026-01-15'],
      ['1.10.0', '2026-02-01'],
      ['1.11.0-rc.1', '2026-02-10'],
      '1.11.0',
    );
    expect(baselineOf(many, '1.11.0')).toBe('1.10.0');
    expect(baselineOf(many, '1.10.0')).toBe('1.9.0');
    expect(baselineOf(many, '1.10.0-rc.1')).toBe('1.9.0');
    expect(baselineOf(many, '1.9.0')).toBe('reference/no-baseline');
  });

  it('without a ledger are folders, and the newest below the candidate is the baseline', () => {
    const folders = steps('0.9.0', '0.10.0', '0.11.0');
    expect(baselineOf(folders, '0.11.0')).toBe('0.10.0');
    const { diagnostics } = locateBaseline(inMemory(memoryHost(releasedFiles(folders)), '0.11.0'));
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['reference/no-ledger', 'warning']]);
  });

  it('between the newest release and the candidate are told, since nothing else would speak of them', () => {
    const folder = releasedFolder(steps(['1.9.0', '2026-01-01'], '1.10.0', '1.11.0-rc.1', '1.11.0'));
    const { value, diagnostics } = locateCandidate({ abi: `${folder}/abi`, folder: process.cwd() });
    expect(value?.found.version).toBe('1.11.0');
    expect(diagnostics.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['reference/passed-over', '1.10.0'],
      ['reference/passed-over', '1.11.0-rc.1'],
    ]);
    const other = releasedFolder(steps('1.8.0', ['1.9.0', '2026-01-01'], '1.10.0'));
    expect(locateCandidate({ abi: `${other}/abi`, folder: process.cwd() }).diagnostics).toEqual([]);
  });

  it('are chosen by their role: the newest release as the old one, the candidate as the new one', async () => {
    const folder = releasedFolder(steps(['1.9.0', '2026-01-01'], ['1.10.0', '2026-02-01'], '1.11.0'));
    const home: Home = { abi: `${folder}/abi`, folder: process.cwd() };
    const found = async (text: string, role: 'baseline' | 'candidate') => {
      const ref = read(text);
      const { value, diagnostics } = ref ? await locate(ref, role, home) : { value: undefined, diagnostics: [] };
      return value?.found.version ?? diagnostics.map((d) => `${d.code} ${d.help}`).join();
    };
    expect(await found(`${folder}/abi`, 'baseline')).toBe('1.10.0');
    expect(await found(`${folder}/abi`, 'candidate')).toBe('1.11.0');
    expect(await found(`${folder}/abi/1.9.0/abi.json`, 'candidate')).toBe('1.9.0');
    expect(await found('latest', 'candidate')).toBe('1.10.0');
    expect(await found('next', 'baseline')).toBe('1.11.0');
    expect(await found('v1', 'baseline')).toBe('1.10.0');
    expect(await found('1.9.0+exp.sha', 'baseline')).toBe('1.9.0');
    expect(await found('1.8', 'baseline')).toMatch(/^history\/unknown-version/);
    expect(await found('main', 'baseline')).toMatch(/^reference\/unavailable .*git:main/);
  });
});

describe('a tree of a revision', () => {
  const asked: string[][] = [];
  const contents: ReadContents = (files) => {
    asked.push(files.map(({ path }) => path));
    return new Map(files.map(({ id }) => [id, new TextEncoder().encode(id)]));
  };
  const file = (path: string, size = 1) => ({ path, kind: 'file' as const, id: `id of ${path}`, size });
  const host = treeHost(
    [file('a/x.json'), file('a/y.json'), file('a/big.txt', 1e9), { ...file('a/link.json'), kind: 'other' }, file('z.json')],
    contents,
  );

  it('is a file system whose folders are read at once', () => {
    expect(host.list('')).toEqual(['a', 'z.json']);
    expect(host.list('a/.')).toEqual(['big.txt', 'link.json', 'x.json', 'y.json']);
    expect(['a', '/a/', 'a/x.json', 'a/link.json', 'b'].map(host.kind)).toEqual(['folder', 'folder', 'file', 'other', 'missing']);
    expect(host.realPath('./a/x.json')).toBe('/a/x.json');
    expect(new TextDecoder().decode(host.readFile('a/x.json'))).toBe('id of a/x.json');
    host.readFile('a/y.json');
    expect(asked).toEqual([['a/x.json', 'a/y.json']]);
  });

  it('gives neither links nor what is too large nor what is not there', () => {
    const code = (path: string, most?: number) => {
      try {
        return host.readFile(path, most);
      } catch (cause) {
        return (cause as NodeJS.ErrnoException).code;
      }
    };
    expect([code('a/link.json'), code('a/big.txt', 1000), code('a'), code('b')]).toEqual(['EINVAL', 'EFBIG', 'EISDIR', 'ENOENT']);
  });
});
