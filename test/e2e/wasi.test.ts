import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { afterAll, describe, expect, test } from 'vitest';
import { ExampleHosts } from './example-hosts.js';
import { guestBytes } from './support.js';

/** What these tests use of test/hosts/shared/program.ts. */
interface ProgramModule {
  programHost(program: { args: readonly string[]; write: (fd: number, bytes: Uint8Array) => void }): object;
  readonly ProgramExit: new () => Error;
}

const hosts = new ExampleHosts();
const { programHost, ProgramExit } = await hosts.load<ProgramModule>('shared/program.ts');
const hello = await WebAssembly.compile(guestBytes('wasi-hello'));
const folder = mkdtempSync(join(tmpdir(), 'molt-abi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a C program on the WASI of Node, bound as a raw core provider', () => {
  /** Runs the program; answers its exit code and what it printed. */
  async function run(args: readonly string[], grants: readonly string[]): Promise<[code: number, printed: string]> {
    const { createImports, instantiate, raw } = await hosts.entry('wasi');
    const path = join(folder, 'stdout');
    const stdout = openSync(path, 'w');
    try {
      const wasi = new WASI({ version: 'preview1', args: ['hello', ...args], stdout, returnOnExit: true });
      const instance = await instantiate(hello, createImports({ wasi: raw(wasi.wasiImport) }, { grants }));
      return [Number(wasi.start(instance)), readFileSync(path, 'utf8')];
    } finally {
      closeSync(stdout);
    }
  }

  test('prints', async () => {
    expect(await run(['Zoë'], ['env.read'])).toEqual([0, 'hello, Zoë\n']);
  });

  test('ends with its exit code', async () => {
    expect(await run(['Ann', 'Bob'], ['env.read'])).toEqual([3, 'hello, Ann\nhello, Bob\n']);
  });

  test('gets no arguments without the grant for them: the C library gives up', async () => {
    expect(await run(['Ann'], [])).toEqual([71, '']);
  });
});

/** Edge workers are given a module, never bytes; the browser entry takes both. */
describe.each(['browser', 'edge', 'wasi'])('a C program on a WASI in JavaScript, on the %s entry', (target) => {
  async function start(args: readonly string[]) {
    const entry = await hosts.entry(target);
    const output: Uint8Array[] = [];
    const wasi = programHost({ args: ['hello', ...args], write: (_, bytes) => output.push(bytes) });
    const bindings = entry.createImports({ wasi }, { grants: ['env.read'] });
    const { exports } = await entry.instantiate(hello, bindings);
    return { run: exports._start as () => void, printed: () => Buffer.concat(output).toString() };
  }

  test('prints', async () => {
    const { run, printed } = await start(['Zoë']);
    run();
    expect(printed()).toBe('hello, Zoë\n');
  });

  test('ends by proc_exit, through what the host throws, and is not called again', async () => {
    const { run, printed } = await start(['Ann', 'Bob']);
    expect(run).toThrow(ProgramExit);
    expect(printed()).toBe('hello, Ann\nhello, Bob\n');
    expect(run).toThrow('the guest has ended');
  });
});
