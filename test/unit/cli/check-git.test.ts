import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fill, temporaryFolder } from '../writer/folder.js';
import { moltAbi } from './binary.js';
import { adding, commit, git, releasedFiles, releasedFolder, removing } from './released.js';

/** A repository whose ABI, below `schemas/x`, has a release and a candidate that adds a function. */
function repository(): string {
  const folder = temporaryFolder();
  fill(folder, releasedFiles(adding, 'schemas/x'));
  commit(folder);
  git(folder, 'tag', 'v1');
  return folder;
}

const check = (folder: string, against: string, ...more: readonly string[]) =>
  moltAbi(folder, ['check', '--abi', 'schemas/x', '--format', 'json', `--against=${against}`, ...more]);
const versions = (out: string) => {
  const { baseline, candidate } = JSON.parse(out) as Record<string, { version: string; ref: string }>;
  return `${baseline?.ref} ${baseline?.version} -> ${candidate?.version}`;
};

describe('check --against git:', () => {
  it('reads the ABI as it was in a revision, from wherever the command runs', () => {
    const folder = repository();
    fill(folder, { 'schemas/x/1.0.0/abi.json': 'broken since', 'schemas/x/releases.json': '{}' });
    git(folder, 'commit', '-qam', 'break it');
    for (const [ref, version] of [
      ['git:v1', '1.0.0'],
      ['git:v1:schemas/x', '1.0.0'],
      ['git:HEAD~1:schemas/x/1.1.0', '1.1.0'],
      ['git:refs/tags/v1^{commit}:schemas/x/1.0.0/abi.json', '1.0.0'],
    ] as const) {
      const ended = check(folder, ref, '--candidate=git:v1');
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(versions(ended.out)).toBe(`${ref} ${version} -> 1.1.0`);
    }
    const inside = moltAbi(join(folder, 'schemas'), [
      'check',
      '--abi',
      'x',
      '--against',
      'git:v1',
      '--candidate',
      'git:v1',
      '--format',
      'json',
    ]);
    expect(versions(inside.out)).toBe('git:v1 1.0.0 -> 1.1.0');
    const { findings } = JSON.parse(inside.out) as { findings: { location: { file: string } }[] };
    expect(findings.map(({ location }) => location.file)).toContain('schemas/x/1.1.0/api.json');
  });

  it('takes the tag where a branch has its name, and the branch where it is named in full', () => {
    const folder = repository();
    git(folder, 'checkout', '-q', '-b', 'v1');
    fill(folder, { 'schemas/x/1.0.0/abi.json': 'broken on the branch' });
    git(folder, 'commit', '-qam', 'break it');
    git(folder, 'checkout', '-q', 'main');
    expect(check(folder, 'git:v1').code).toBe(0);
    expect(check(folder, 'git:refs/heads/v1').code).toBe(3);
  });

  it('finds what a release lost since, in the ledger of the revision', () => {
    const folder = temporaryFolder();
    fill(folder, releasedFiles(removing, 'schemas/x'));
    commit(folder);
    const ended = check(folder, 'git:HEAD');
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('"import-removed"');
  });

  it('case 44: a reference that looks like an option never reaches git', () => {
    const folder = repository();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'git'), `#!/bin/sh\ntouch ${folder}/spawned\n`);
    chmodSync(join(bin, 'git'), 0o755);
    for (const ref of ['--output=x', '--upload-pack=touch x', 'git:--output=x', 'git:-c', 'git:a b', 'git:\u0007'])
      expect(moltAbi(folder, ['check', '--abi', 'schemas/x', `--against=${ref}`], { PATH: bin })).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('usage/option'),
      });
    expect(readdirSync(folder)).not.toContain('spawned');
    expect(readdirSync(folder)).not.toContain('x');
  });

  it('case 45: a missing tag, a shallow clone, no git, no repository, a missing path: exit 3 with the reason, never a pass', () => {
    const folder = repository();
    const expectation = (ref: string, why: RegExp, at = folder, env = {}) => {
      const { code, out, err } = moltAbi(at, ['check', '--abi', 'schemas/x', '--against', ref], env);
      expect({ code, out, err }).toMatchObject({ code: 3, out: '', err: expect.stringMatching(why) });
    };
    expectation('git:v9', /reference\/unavailable.*no revision "v9"[\s\S]*git fetch --tags/);
    expectation('git:v1:nowhere', /revision "v1" has no "nowhere"/);
    expectation('git:v1', /git is not installed/, folder, { PATH: join(folder, 'nothing') });
    expectation('git:v1', /not in a git repository/, releasedRoot());
    expectation('git:v1^{tree}', /no revision/);
    expectation('git:^v1', /no revision/);

    git(folder, 'commit', '-q', '--allow-empty', '-m', 'later');
    const clone = temporaryFolder();
    git(clone, 'clone', '-q', '--depth', '1', '--no-tags', `file://${folder}`, '.');
    expectation('git:v1', /shallow[\s\S]*fetch-depth: 0/, clone);
    expectation('git:HEAD~1', /shallow/, clone);
  });

  it('case 45: a partial clone fetches nothing and says what is missing', () => {
    const folder = repository();
    fill(folder, { 'schemas/x/1.0.0/abi.json': 'broken since' });
    git(folder, 'commit', '-qam', 'later');
    git(folder, 'config', 'uploadpack.allowFilter', 'true');
    const clone = temporaryFolder();
    git(clone, 'clone', '-q', '--filter=blob:none', `file://${folder}`, '.');
    const { code, out, err } = check(clone, 'git:v1', '--candidate=schemas/x/1.1.0');
    expect({ code, err }).toMatchObject({ code: 3, err: '' });
    expect(out).toContain('missing in this clone');
  });

  it('case 45: links and submodules on the way are told', () => {
    const folder = repository();
    symlinkSync('schemas', join(folder, 'link'));
    symlinkSync('1.0.0', join(folder, 'schemas/x/1.0.1'));
    const other = repository();
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', other, 'module');
    commit(folder, 'links');
    expect(check(folder, 'git:HEAD:link/x').out).toContain('symbolic link');
    expect(check(folder, 'git:HEAD:module/schemas/x').out).toContain('submodule');
    expect(check(folder, 'git:HEAD:module/schemas/x').code).toBe(3);
    expect(versions(check(join(folder, 'module'), 'git:HEAD').out)).toBe('git:HEAD 1.0.0 -> 1.1.0');
  });

  it('case 46: nothing that a repository is configured to run is run', () => {
    const folder = repository();
    const marker = join(folder, 'executed');
    const script = join(folder, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\ncat\n`);
    chmodSync(script, 0o755);
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit', 'fsmonitor-watchman'])
      writeFileSync(join(folder, '.git/hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    writeFileSync(join(folder, '.git/info/attributes'), '*.json diff=evil filter=evil textconv=evil\n');
    writeFileSync(
      join(folder, '.git/config'),
      `[core]
  repositoryformatversion = 0
  bare = false
  fsmonitor = ${script}
  hooksPath = .git/hooks
  pager = ${script}
  sshCommand = ${script}
  editor = ${script}
  askPass = ${script}
  gitProxy = ${script}
[alias]
  rev-parse = !${script}
  ls-tree = !${script}
  cat-file = !${script}
[diff]
  external = ${script}
[diff "evil"]
  textconv = ${script}
  command = ${script}
[filter "evil"]
  smudge = ${script}
  clean = ${script}
  process = ${script}
  required = true
[pager]
  ls-tree = ${script}
  rev-parse = ${script}
[credential]
  helper = !${script}
[remote "origin"]
  url = ext::${script}
  promisor = true
  partialclonefilter = blob:none
  uploadpack = ${script}
[extensions]
  partialClone = origin
[protocol]
  allow = always
[protocol "ext"]
  allow = always
`,
    );
    expect(check(folder, 'git:v1')).toMatchObject({ code: 0, err: '' });
    expect(check(folder, 'git:main:schemas/x').code).toBe(0);
    expect(check(folder, 'git:absent').code).toBe(3);
    expect(check(folder, 'git:1111111111111111111111111111111111111111').code).toBe(3);
    expect(existsSync(marker)).toBe(false);
  });

  it('case 46: objects are read as they are, whatever is said to replace them; nothing is written into the repository', () => {
    const folder = repository();
    const original = git(folder, 'rev-parse', 'HEAD:schemas/x/1.0.0/abi.json').trim();
    writeFileSync(join(folder, 'other'), 'not an ABI');
    git(folder, 'replace', original, git(folder, 'hash-object', '-w', 'other').trim());
    const before = readdirSync(join(folder, '.git')).sort();
    expect(check(folder, 'git:v1').code).toBe(0);
    expect(readdirSync(join(folder, '.git')).sort()).toEqual(before);
  });

  it('is not led astray by what a hook of another repository set', () => {
    const folder = repository();
    const other = temporaryFolder();
    fill(other, { file: 'content' });
    commit(other);
    const env = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, '.git/index') };
    expect(moltAbi(folder, ['check', '--abi', 'schemas/x', '--against', 'git:v1'], env).code).toBe(0);
  });
});

/** A folder like `repository()` that is none. */
function releasedRoot(): string {
  const folder = temporaryFolder();
  fill(folder, releasedFiles(adding, 'schemas/x'));
  return folder;
}

it('a baseline in git that does not compile, or was edited after its release, is no baseline', () => {
  const folder = releasedFolder(adding);
  fill(folder, { 'abi/1.0.0/abi.json': '{' });
  commit(folder);
  fill(folder, releasedFiles(adding));
  const broken = moltAbi(folder, ['check', '--abi', 'abi', '--against', 'git:HEAD']);
  expect(broken).toMatchObject({ code: 3, out: '' });
  expect(broken.err).toContain('git:HEAD:abi/1.0.0/abi.json:1:');

  const edited = releasedFolder(adding);
  const files = releasedFiles(adding);
  fill(edited, { ...files, 'abi/1.0.0/api.json': (files['abi/1.0.0/api.json'] ?? '').replace('Reads a file.', 'Reads.') });
  commit(edited);
  fill(edited, files);
  expect(moltAbi(edited, ['check', '--abi', 'abi', '--against', 'git:HEAD'])).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringContaining('history/digest-mismatch'),
  });
});
