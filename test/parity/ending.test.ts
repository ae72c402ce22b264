import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { binary, moltAbi } from '../unit/cli/binary.js';
import { fileOf, hostFile, parity, reportOf, root } from './host-file.js';

const folders: string[] = [];
const running = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const hosts: number[] = [];
afterAll(() => {
  for (const pid of hosts.filter(running)) process.kill(pid, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const never = 'no answer came, and nothing is under way that could bring one';
/** What keeps a process from ending. */
const timer = 'setInterval(() => {}, 1e6);';
const server = "import { createServer } from 'node:net'; const server = createServer().listen(0, '127.0.0.1');";
const waits = 'new Promise(() => {})';

describe('molt-abi parity, of a host of which nothing is left to wait for', { timeout: 120_000 }, () => {
  test.each([
    ['answers nothing', `export const run = () => ${waits};`, 1, `seen     "${never}"`],
    ['never is loaded', `await ${waits};`, 2, `cannot be loaded: ${never}`],
    ['throws when it is loaded', 'throw new Error("no port");', 2, 'cannot be loaded: no port'],
    ['does not close', 'export const run = () => 0, close = () => { throw new Error("busy"); };', 2, 'failed to close: busy'],
    ['never is made', `export const createHost = () => ${waits};`, 1, `seen     "${never}"`],
    ['is not made', 'export const createHost = () => { throw new Error("no database"); };', 1, 'seen     "no database"'],
  ])('a host that %s has not passed: Node would end with 0', (_, text, code, told) => {
    const ended = moltAbi(root, ['parity', '--host', fileOf(text), '--target', 'wasi,edge', '--only', 'links']);
    expect(ended.code).toBe(code);
    expect(ended.out + ended.err).toContain(told);
  });
});

/** What only a clock ends. No run of these can pass however long it may take, so the time given is no bound that a slow machine misses. */
describe.concurrent('molt-abi parity ends by itself', { timeout: 120_000 }, () => {
  const run = (host: string) => parity(host, '--target', 'wasi', '--only', 'links', '--timeout', '10');
  const late = 'the host gave no answer within 10 s';

  test.each([
    ['a host that is never loaded', `${timer} await ${waits};`],
    ['a host that computes for ever when it is loaded', 'for (;;);'],
  ])('%s: it is told that it is not loaded', async (_, text) => {
    expect(await run(fileOf(text))).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`cannot be loaded: ${late}`) });
  });

  test.each([
    ['an answer that never comes, while a timer runs', `${timer} export const run = () => ${waits};`],
    ['a host that computes for ever', 'export const run = () => { for (;;); };'],
    ['and does not listen to signals', "process.on('SIGTERM', () => {}); export const run = () => { for (;;); };"],
    ['a host that is never made, while a socket listens', `${server} export const createHost = () => ${waits};`],
  ])('%s: the vector is told, and that the others were not run', async (_, text) => {
    const { code, out } = await run(fileOf(text));
    expect(code).toBe(1);
    expect(out).toContain(`different on wasi: links/plus (guest links)`);
    expect(out).toContain(`\n  run\n    expected "an outcome"\n    seen     "${late}"\n`);
    expect(out).toContain(`\nnot run: 16, since ${late}, at links/plus on wasi\n`);
    expect(out).toContain('\n  wasi: 17 vectors, 0 same, 0 intended, 17 different\n');
    expect(out.match(/different on/g)).toHaveLength(1);
  });

  test('on any target', async () => {
    const host = fileOf('export const run = ({ target }) => { if (target !== "browser") for (;;); throw new Error("here"); };');
    const { code, out } = await parity(host, '--target', 'all', '--only', 'links/plus', '--timeout', '10');
    expect(code).toBe(1);
    expect(out).toContain('seen     "here"');
    expect(out).toContain('different on edge: links/plus (guest links)');
    expect(out).toContain(`\nnot run: 1, since ${late}, at links/plus on edge\n`);
  });

  test('a report tells what was not run, in its schema and as Markdown', async () => {
    const host = fileOf('export const run = () => process.exit(7);');
    const links = ['--target', 'wasi', '--only', 'links', '--format'];
    const { vectors } = reportOf((await parity(host, ...links, 'json')).out);
    const ended = 'the host ended its process (exit code 7)';
    expect(vectors.map(({ results }) => results[0]?.differences)).toEqual([
      [{ at: 'run', expected: 'an outcome', seen: ended }],
      ...Array.from({ length: 16 }, () => [{ at: 'not run', expected: 'an outcome', seen: `${ended}, at links/plus on wasi` }]),
    ]);
    const { out } = await parity(host, ...links, 'markdown');
    expect(out.match(/^## /gm)).toHaveLength(1);
    expect(out).toContain('\nnot run: 16, since the host ended its process \\(exit code 7\\), at links/plus on wasi\n');
  });

  test('a method that computes for ever: vectors before it count', async () => {
    const { code, out } = await run(hostFile('hosts.text.echo = (text) => { for (;;); };'));
    expect(code).toBe(1);
    expect(out).toContain('different on wasi: links/imported-memory (guest links)');
    expect(out).toContain('\n  wasi: 17 vectors, 16 same, 0 intended, 1 different\n');
  });

  test.each([
    ['when it is loaded', 'process.exit(0);', 2, 'cannot be loaded: the host ended its process (exit code 0)'],
    ['in a vector', 'export const run = () => process.exit(0);', 1, 'seen     "the host ended its process (exit code 0)"'],
    ['in the background', `export const run = () => ${waits}; setTimeout(() => { throw new Error("late"); }, 500);`, 1, '(exit code 1)'],
    ['by a signal', "export const run = () => process.kill(process.pid, 'SIGKILL');", 1, 'seen     "the host ended its process (SIGKILL)"'],
    [
      'when it is closed',
      'export const run = () => 0, close = () => process.exit(0);',
      2,
      'failed to close: the host ended its process (exit code 0)',
    ],
    [
      'after it was closed',
      'export const run = () => 0, close = () => void setTimeout(() => process.exit(3), 9);',
      2,
      'ended its process (exit code 3) after it was closed',
    ],
  ])('a host that ends its process %s has not passed', async (_, text, code, told) => {
    const ended = await run(fileOf(text));
    expect(ended.out + ended.err).toContain(told);
    expect(ended.code).toBe(code);
  });

  test.each([
    ['a timer', timer, 'Timeout'],
    ['a socket', server, 'TCPServerWrap'],
    [
      'a process',
      "import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });",
      'ProcessWrap',
    ],
  ])('what a host keeps open is told, after the report: %s', async (_, text, handle) => {
    const { code, out, err } = await run(hostFile('', text));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(handle) });
    expect(err).toContain('did not end within 10 s after it was closed, and keeps open: ');
    expect(out).toContain('17 same');
  });

  test('what `close` stops is fine, and so is what ends by itself', async () => {
    const closing = `${server} ${timer.replace('setInterval', 'const t = setInterval')}
setTimeout(() => {}, 300);
export const close = () => { server.close(); clearInterval(t); };
`;
    const own = `export { createHost } from ${JSON.stringify(`${root}schemas/parity/kit/host.mjs`)};\n`;
    expect(await run(fileOf(own + closing))).toMatchObject({ code: 0, err: '' });
  });

  test('what a host answers that no process can send is told, and that it is so for every vector', async () => {
    const { code, out } = await run(fileOf('export const run = () => ({ steps: () => 1 });'));
    expect([code, out.match(/could not be cloned/g)?.length]).toEqual([1, 1]);
    expect(out).toContain('different: links/plus on wasi, and 16 more for the same reason\n');
    expect(out).toContain('\n  wasi: 17 vectors, 0 same, 0 intended, 17 different\n');
  });

  /** Begins a run of a host that says its process, and waits until it has. Its temporary files go into a folder of its own. */
  async function begun(text: string) {
    const folder = mkdtempSync(join(tmpdir(), 'molt-abi-ending-'));
    folders.push(folder);
    const said = "process.stderr.write('host ' + process.pid + '\\n');";
    const command = spawn(process.execPath, [binary, 'parity', '--host', fileOf(text.replace('SAY', said)), '--target', 'wasi'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
    });
    const ended = once(command, 'exit');
    const [told] = (await once(command.stderr, 'data')) as [Buffer];
    const pid = Number(/host (\d+)/.exec(told.toString())?.[1]);
    hosts.push(pid);
    expect(running(pid)).toBe(true);
    return { command, ended, pid, left: () => readdirSync(folder).filter((name) => name.startsWith('molt-abi-')) };
  }

  test('a host does not outlive the command', async () => {
    const { command, pid } = await begun(`SAY ${timer} export const run = () => ${waits};`);
    command.kill('SIGKILL');
    await vi.waitFor(() => expect(running(pid)).toBe(false), { timeout: 60_000 });
  });

  const computing = 'SAY for (;;);';
  const method = `export const createHost = () => { SAY for (;;); };`;
  const deaf = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); ${method}`;
  test.each([
    ['SIGTERM', 143, 'computes for ever when it is loaded', computing],
    ['SIGTERM', 143, 'computes for ever in a vector', method],
    ['SIGINT', 130, 'computes for ever in a vector and listens to no signal', deaf],
  ] as const)('nor one that is ended by %s (%i), and nothing is left of it: a host that %s', async (signal, code, _, text) => {
    const { command, ended, pid, left } = await begun(text);
    expect(left()).toHaveLength(text === computing ? 0 : 1);
    command.kill(signal);
    expect(await ended).toEqual([code, null]);
    await vi.waitFor(() => expect(running(pid)).toBe(false), { timeout: 60_000 });
    expect(left()).toEqual([]);
  });

  test('a time that is none is told', async () => {
    for (const time of ['0', '-1', '1.5', 'soon', '86401'])
      expect(await parity(hostFile(''), '--target', 'wasi', '--timeout', time)).toMatchObject({
        code: 2,
        err: expect.stringContaining('--timeout'),
      });
  });
});
