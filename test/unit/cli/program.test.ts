import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../../generator/cli/exit.js';
import { wantsColor } from '../../../generator/cli/terminal.js';
import type { Diagnostic } from '../../../generator/diagnostics/diagnostic.js';
import { embeddedAbi } from '../../../generator/installation.js';
import { temporaryFolder, treeOf } from '../writer/folder.js';
import { binary, moltAbi } from './binary.js';
import { demoFolder, fast } from './demo.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
const guest = fileURLToPath(new URL('../../guests/db-query.wasm', import.meta.url));

describe('the command', () => {
  it('prints help and its version, and exits 0', () => {
    expect(moltAbi('.', ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    const help = moltAbi('.', ['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const word of ['gen', 'lint', 'explain', 'Examples:', 'Exit codes:']) expect(help.out).toContain(word);
  });

  it('loads nothing heavy for help and version', () => {
    const heavy = /node_modules\/(typescript|ajv|handlebars|json-schema-to-typescript)\//;
    const loadedBy = (args: readonly string[]) =>
      spawnSync(process.execPath, [binary, ...args], { encoding: 'utf8', env: { ...process.env, NODE_DEBUG: 'module,esm' } }).stderr;
    for (const args of [['--version'], ['--help'], ['gen', '--help'], ['check', '--help']]) expect(loadedBy(args)).not.toMatch(heavy);
    expect(loadedBy(['gen', '--dry-run'])).toMatch(heavy);
  });

  it('helps who says nothing, or something unknown, and exits 2', () => {
    expect(moltAbi('.', [])).toMatchObject({ code: 2, err: expect.stringContaining('Usage: molt-abi') });
    expect(moltAbi('.', ['gne'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean gen?') });
    expect(moltAbi('.', ['gen', '--out'])).toMatchObject({ code: 2, err: expect.stringContaining('argument missing') });
  });

  it('shows examples that work when they are pasted', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(binary, join(folder, 'bin/molt-abi'));
    mkdirSync(join(folder, 'dist'));
    for (const path of ['app.wasm', 'dist/app.wasm']) copyFileSync(guest, join(folder, path));
    // As at the owner of an ABI: of the one that comes with the tool `check` says that none was named.
    writeFileSync(join(folder, 'molt-abi.config.json'), JSON.stringify({ abi: embeddedAbi }));
    for (const command of [[], ['gen'], ['lint'], ['check'], ['diff'], ['changelog'], ['explain'], ['verify'], ['stamp']]) {
      const examples =
        moltAbi('.', [...command, '--help'])
          .out.split('Examples:\n')[1]
          ?.match(/^ {2}\$ .*$/gm) ?? [];
      expect(examples.length).toBeGreaterThanOrEqual(2);
      for (const line of examples) {
        const ended = spawnSync('bash', ['-c', line.slice(4)], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` },
        });
        // Of a report that goes to a file one line is said.
        const said = / (--output|--census|-o) /.test(line) ? ended.stderr.replace(/^(PASS|molt|census|\S+\.wasm): .*\n/, '') : ended.stderr;
        expect(`${line} -> ${ended.status} ${said}`).toBe(`${line} -> 0 `);
      }
    }
  }, 180_000);

  it('reports a bug of ours without a stack, unless it is asked for one', () => {
    const crash = (debug: string) =>
      spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,process.cwd=()=>{throw new TypeError('boom\\nsecond')}`, binary, 'gen'],
        {
          encoding: 'utf8',
          env: { ...process.env, MOLT_ABI_DEBUG: debug },
        },
      );
    const quiet = crash('');
    expect(quiet.status).toBe(70);
    expect(quiet.stderr).toMatch(/^molt-abi: internal error: boom\nThis is a bug in molt-abi\. Please report it/);
    expect(quiet.stderr).not.toMatch(/^ +at /m);
    expect(crash('1').stderr).toMatch(/^ +at /m);
  });

  it('says so when the current folder is gone', () => {
    const folder = temporaryFolder();
    const ended = spawnSync('bash', ['-c', `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${binary}" gen`], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(ended.status).toBe(5);
    expect(ended.stderr).toContain('io/read');
  });

  it('ends with 5 when its output cannot be written', () => {
    expect(spawnSync('bash', ['-c', `"${process.execPath}" "${binary}" explain > /dev/full`]).status).toBe(5);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with %i and the tree as it was', async (signal, code) => {
    const folder = demoFolder();
    moltAbi(folder, ['gen', ...fast]);
    const before = treeOf(folder);
    // The second folder makes every later step of staging wait, so that the signal arrives in the midst of it.
    const slow = `data:text/javascript,const now=globalThis.setImmediate;globalThis.setImmediate=(f)=>{console.log('staged');return setTimeout(()=>now(f),5000)}`;
    const child = spawn(process.execPath, ['--import', slow, binary, 'gen', ...fast, '--abi-version', '1.0.0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(Object.keys(treeOf(folder)).some((path) => path.includes('.molt-abi-staging'))).toBe(true);
    child.kill(signal);
    const [status] = (await once(child, 'exit')) as [number];
    expect(status).toBe(code);
    expect(treeOf(folder)).toEqual(before);
  });
});

describe('explain', () => {
  it('prints an entry, all entries, and what was meant', () => {
    expect(moltAbi('.', ['explain', 'io/foreign'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('did not write') });
    const all = moltAbi('.', ['explain']);
    expect(all.code).toBe(0);
    expect(all.out).toMatch(/^history\/broken-chain +\S/m);
    expect(moltAbi('.', ['explain', 'io/foriegn'])).toEqual({
      code: 2,
      out: '',
      err: 'molt-abi: there is no diagnostic and no rule "io/foriegn". Did you mean io/foreign?\n',
    });
    expect(moltAbi('.', ['explain', '\u001b[31mx']).err).not.toContain('\u001b');
    expect(moltAbi('.', ['explain', 'toString']).code).toBe(2);
  });
});

describe('lint', () => {
  it('says when there is nothing to report, for one version or all', () => {
    const folder = demoFolder();
    expect(moltAbi(folder, ['lint', '--abi', 'abi'])).toEqual({ code: 0, out: 'demo 1.1.0 (1 import): nothing to report\n', err: '' });
    expect(moltAbi(folder, ['lint', '--abi', 'abi', '--abi-version', 'all']).out.split('\n')).toHaveLength(3);
  });

  it('prints what is wrong in each version, and exits by the gravest', () => {
    const folder = demoFolder();
    execFileSync('sed', ['-i', 's/u32/u23/', join(folder, 'abi/1.0.0/log.json')]);
    execFileSync('sed', ['-i', 's/"interface"/"interfaec"/', join(folder, 'abi/1.1.0/log.json')]);
    const { code, out } = moltAbi(folder, ['lint', '--abi', 'abi', '--abi-version', 'all']);
    expect(code).toBe(3);
    expect(out).toContain('resolve/unknown-type');
    expect(out).toContain('shape/');
    expect(out).toMatch(/\d+ errors?/);
    const report = JSON.parse(moltAbi(folder, ['lint', '--abi', 'abi', '--abi-version', 'all', '--format', 'json']).out) as {
      versions: { ok: boolean }[];
      exit: number;
    };
    expect(report).toMatchObject({ exit: 3, versions: [{ ok: false }, { ok: false }] });
  });
});

describe('exitCode', () => {
  const of = (code: string, severity: 'error' | 'warning' = 'error'): Diagnostic => ({
    code,
    severity,
    message: '',
    span: undefined,
    related: [],
    help: undefined,
  });

  it('is that of the gravest error; warnings do not count', () => {
    expect(exitCode([])).toBe(0);
    expect(exitCode([of('io/write', 'warning')])).toBe(0);
    expect(exitCode([of('io/stale'), of('parse/syntax')])).toBe(3);
    expect(exitCode([of('parse/syntax'), of('parse/depth')])).toBe(6);
    expect(exitCode([of('parse/depth'), of('io/write'), of('io/stale')])).toBe(5);
    expect(exitCode([of('io/write'), of('no/such-code')])).toBe(70);
  });
});

describe('wantsColor', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('with %j on a terminal: %s gives %s', (env, terminal, color) => {
    expect(wantsColor(env, terminal)).toBe(color);
  });
});
