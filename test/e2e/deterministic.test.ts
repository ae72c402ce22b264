import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { ExampleHosts } from './example-hosts.js';
import { assemble, type Entry, guestBytes, root } from './support.js';

interface ProgramModule {
  programHost(program: { args: readonly string[]; write: (fd: number, bytes: Uint8Array) => void }): Readonly<Record<string, unknown>>;
}
interface WaitingModule {
  virtualWaiting(clock: Mode['clock']): object;
}
const hosts = new ExampleHosts();
const { programHost } = await hosts.load<ProgramModule>('shared/program.ts');
const { virtualWaiting } = await hosts.load<WaitingModule>('shared/waiting.ts');

/** Deterministic mode, with the clock that hosts may advance. */
interface Mode {
  readonly clock: { sleep(nanoseconds: bigint): void; read(clock: 'wall' | 'monotonic'): bigint };
}
type DeterministicEntry = Entry & { deterministic(options?: object): Mode };

const out = mkdtempSync(join(tmpdir(), 'molt-abi-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
execFileSync(process.execPath, [
  ...[join(root, 'dist/command/main.js'), 'gen', '--abi', join(root, 'schemas/molt/1.5.0')],
  ...['--emit', 'ts-host', '--deterministic', '--out', out],
]);
const entryOf = async (target: string) => (await import(pathToFileURL(join(out, `ts-host/${target}.js`)).href)) as DeterministicEntry;
const targets = ['browser', 'edge', 'wasi'];

/** Reads chance and both clocks into memory, sleeping a second in between. */
const sleeper = await WebAssembly.compile(
  await assemble(`(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "run") (result i32)
      (i64.store (i32.const 1024) (i64.const 77))
      (i32.store (i32.const 1040) (i32.const 1))
      (i64.store (i32.const 1048) (i64.const 1000000000))
      (i32.or (call $random (i32.const 0) (i32.const 32))
      (i32.or (call $clock (i32.const 0) (i64.const 0) (i32.const 32))
      (i32.or (call $poll (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 3072))
              (call $clock (i32.const 1) (i64.const 0) (i32.const 40)))))))`),
);

test('case 97: a guest that sleeps, reads clocks and draws lots does the same on every target', async () => {
  const runs = await Promise.all(
    targets.map(async (target) => {
      const { createImports, deterministic, instantiate } = await entryOf(target);
      const mode = deterministic({ seed: 42, hosts: ['wasi'] });
      // What the mode answers must not be the host's.
      const { clockTimeGet, randomGet, ...program } = programHost({ args: [], write: () => {} });
      const host = { ...program, ...virtualWaiting(mode.clock) };
      const bindings = createImports({ wasi: host }, { grants: ['time.wall', 'rand.bytes'], deterministic: mode });
      const { exports } = await instantiate(sleeper, bindings);
      expect((exports.run as () => number)()).toBe(0);
      return Buffer.from((exports.memory as WebAssembly.Memory).buffer, 0, 4096);
    }),
  );
  const [first] = runs;
  expect([first?.readBigUInt64LE(32), first?.readBigUInt64LE(40)]).toEqual([946_684_800_000_000_000n, 1_001_000_000n]);
  expect(new Set(first?.subarray(0, 32)).size).toBeGreaterThan(16);
  expect(first?.readBigUInt64LE(2048)).toBe(77n);
  for (const run of runs) expect(Buffer.compare(run, first as Buffer)).toBe(0);
});

/** A subscription to a clock, with what comes back, or to a descriptor. */
type Asked =
  | readonly [userdata: bigint, of: 'clock', id: number, timeout: bigint, absolute?: boolean]
  | readonly [bigint, 'read' | 'write'];

test('case 97: what a guest waits for is told when the virtual clock is there, and a descriptor is refused', async () => {
  // The package whose errors the host answers.
  const { createImports, deterministic, instantiate } = (await hosts.entry('wasi')) as DeterministicEntry;
  const mode = deterministic({ hosts: ['wasi'], time: { start: 5_000n, step: 0n } });
  const bindings = createImports({ wasi: virtualWaiting(mode.clock) }, { grants: ['time.*'], deterministic: mode });
  const guest = await assemble(`(module
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "poll") (param i32) (result i32)
      (call $poll (i32.const 1024) (i32.const 2048) (local.get 0) (i32.const 3072))))`);
  const { exports } = await instantiate(guest, bindings);
  const memory = Buffer.from((exports.memory as WebAssembly.Memory).buffer);
  /** Asks, and gives userdata, error and type of each event, and the time that it is then. */
  const poll = (...asked: Asked[]): unknown => {
    memory.fill(0);
    for (const [i, [userdata, of, id = 0, timeout = 0n, absolute = false]] of asked.entries()) {
      const at = 1024 + 48 * i;
      memory.writeBigUInt64LE(userdata, at);
      memory.writeUInt8(['clock', 'read', 'write'].indexOf(of), at + 8);
      memory.writeUInt32LE(id, at + 16);
      memory.writeBigUInt64LE(timeout, at + 24);
      memory.writeUInt16LE(absolute ? 1 : 0, at + 40);
    }
    const status = (exports.poll as (count: number) => number)(asked.length);
    const events = Array.from({ length: memory.readUInt32LE(3072) }, (_, i) => {
      const at = 2048 + 32 * i;
      return [memory.readBigUInt64LE(at), memory.readUInt16LE(at + 8), memory.readUInt8(at + 10)];
    });
    return { status, events, now: mode.clock.read('monotonic') };
  };
  const [INVAL, NOTSUP] = [28, 58];
  expect(poll([1n, 'clock', 1, 300n], [2n, 'clock', 0, 200n], [3n, 'clock', 1, 200n])).toEqual({
    status: 0,
    events: [
      [2n, 0, 0],
      [3n, 0, 0],
    ],
    now: 200n,
  });
  expect(poll([4n, 'clock', 0, 5_700n, true], [5n, 'clock', 1, 600n, true])).toEqual({ status: 0, events: [[5n, 0, 0]], now: 600n });
  // What has passed is due now, and the clock does not go back.
  expect(poll([6n, 'clock', 1, 10n, true])).toEqual({ status: 0, events: [[6n, 0, 0]], now: 600n });
  expect(poll([7n, 'read'], [8n, 'clock', 1, 50n], [9n, 'write'])).toEqual({
    status: 0,
    events: [
      [7n, NOTSUP, 1],
      [9n, NOTSUP, 2],
    ],
    now: 600n,
  });
  expect(poll([10n, 'clock', 2, 50n])).toEqual({ status: 0, events: [[10n, NOTSUP, 0]], now: 600n });
  expect(poll()).toEqual({ status: INVAL, events: [], now: 600n });
});

test('case 99: a guest that sleeps is told by name of what it needs where no host waits for it', async () => {
  const { createImports, deterministic, instantiate, AbiLinkError } = await entryOf('browser');
  const linked = instantiate(sleeper, createImports({}, { deterministic: deterministic() }));
  await expect(linked).rejects.toThrow(AbiLinkError);
  await expect(linked).rejects.toThrow(
    /^wasi.poll-oneoff can differ from run to run: give wasi a deterministic host and name it in `hosts`, or name wasi.poll-oneoff in `allow`$/,
  );
});

test.each(targets)('case 99: a package of gen --deterministic links nothing on %s that could differ, unless it is told', async (target) => {
  const { createImports, deterministic, instantiate, AbiLinkError } = await entryOf(target);
  const hello = await WebAssembly.compile(guestBytes('wasi-hello'));
  const output: Uint8Array[] = [];
  const host = () => ({ wasi: programHost({ args: ['hello', 'Zoë'], write: (_, bytes) => output.push(bytes) }) });
  const refused = instantiate(hello, createImports(host(), { grants: ['env.read'] }));
  await expect(refused).rejects.toThrow(AbiLinkError);
  await expect(refused).rejects.toThrow('wasi.fd-write can differ from run to run: give wasi a deterministic host and name it in `hosts`');
  const bindings = createImports(host(), { grants: ['env.read'], deterministic: deterministic({ hosts: ['wasi'] }) });
  ((await instantiate(hello, bindings)).exports._start as () => void)();
  expect(Buffer.concat(output).toString()).toBe('hello, Zoë\n');
});

test.each(targets)('a package of gen --deterministic runs a guest in the ordinary way on %s where it is told so', async (target) => {
  const { createImports, instantiate } = await entryOf(target);
  const answers = async (options: object): Promise<number[]> => {
    const wasi = {
      randomGet: (view: Uint8Array) => void view.fill(9),
      clockTimeGet: () => 5n,
      pollOneoff: () => ({ events: [], nevents: 0 }),
    };
    const bindings = createImports({ wasi }, { grants: ['rand.bytes', 'time'], ...options });
    const { exports } = await instantiate(sleeper, bindings);
    expect((exports.run as () => number)()).toBe(0);
    return [...new Uint8Array((exports.memory as WebAssembly.Memory).buffer, 30, 3)];
  };
  expect(await answers({ deterministic: false })).toEqual([9, 9, 5]);
  await expect(answers({ deterministic: undefined })).rejects.toThrow('wasi.poll-oneoff can differ');
});

test('case 99: a database is for its host to answer for, and so is what nobody named', async () => {
  const { createImports, deterministic, instantiate } = await entryOf('wasi');
  const guest = await assemble('(module (import "env" "molt_db_host_poll" (func (result i32))))');
  const link = (hosts: object, options: object) =>
    instantiate(guest, createImports(hosts, { codecs: { msgpack: { encode: () => new Uint8Array(), decode: () => null } }, ...options }));
  await expect(link({}, {})).rejects.toThrow('db.host-poll can differ from run to run');
  const db = { query: () => undefined, exec: () => undefined, hostPoll: () => undefined };
  await expect(link({ db }, {})).rejects.toThrow('name db.host-poll in `allow`');
  await expect(link({ db }, { deterministic: deterministic({ hosts: ['db'] }) })).resolves.toBeDefined();
  await expect(link({}, { deterministic: deterministic({ allow: ['db.host-poll'] }) })).resolves.toBeDefined();
});
