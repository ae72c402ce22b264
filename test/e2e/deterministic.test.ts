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
const { programHost } = await new ExampleHosts().load<ProgramModule>('shared/program.ts');

/** Deterministic mode, with the clock that hosts may advance. */
interface Mode {
  readonly clock: { sleep(nanoseconds: bigint): void };
}
type DeterministicEntry = Entry & { deterministic(options?: object): Mode };

interface Subscription {
  readonly userdata: bigint;
  readonly u: { readonly kind: string; readonly value: { readonly timeout: bigint } };
}

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

/** A host that waits in virtual time: the first clock that is due answers. */
const waiting = (mode: Mode) => ({
  pollOneoff(subscriptions: readonly Subscription[]) {
    const [first] = subscriptions.filter((s) => s.u.kind === 'clock').sort((a, b) => Number(a.u.value.timeout - b.u.value.timeout));
    mode.clock.sleep(first?.u.value.timeout ?? 0n);
    return { events: [{ userdata: first?.userdata ?? 0n, error: 0, type: 0, fdReadwrite: { nbytes: 0n, flags: 0 } }], nevents: 1 };
  },
});

test('case 97: a guest that sleeps, reads clocks and draws lots does the same on every target', async () => {
  const runs = await Promise.all(
    targets.map(async (target) => {
      const { createImports, deterministic, instantiate } = await entryOf(target);
      const mode = deterministic({ seed: 42, hosts: ['wasi'] });
      // What the mode answers must not be the host's.
      const { clockTimeGet, randomGet, ...program } = programHost({ args: [], write: () => {} });
      const host = { ...program, ...waiting(mode) };
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
