import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { decode, encode } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { type DatabaseModule, ExampleHosts } from '../e2e/example-hosts.js';
import { assemble, guestBytes, packageOf } from '../e2e/support.js';
import { folder } from '../runtime/supply.js';
import { dice } from './dice.js';
import { caught, expectSameMemory, memoryOf, type RecordEntry } from './support.js';

const { openDatabase, sqliteHost } = await new ExampleHosts().load<DatabaseModule>('node/database.ts');
const entryOf = await packageOf('schemas/molt/1.5.0');
const entry = await entryOf('wasi');
const output = folder();
const { recorder, replayer, readLog } = (await entryOf('record')) as unknown as RecordEntry;

/** Records what `work` makes a guest do with hosts, and replays it without any. Gives what it answered, and the log. */
async function twice<T>(guest: Uint8Array<ArrayBuffer>, hosts: object, options: object, work: (instance: WebAssembly.Instance) => T) {
  const recording = recorder();
  const recorded = await entry.instantiate(guest, entry.createImports(hosts, { ...options, layers: [recording.layer] }));
  const answers = work(recorded);
  const log = recording.log();
  const replaying = replayer(log);
  const bindings = entry.createImports({}, { grants: replaying.origin.granted, layers: [replaying.layer] });
  const replayed = await entry.instantiate(guest, bindings);
  expect(work(replayed)).toEqual(answers);
  replaying.done();
  expectSameMemory(memoryOf(replayed), memoryOf(recorded));
  return { answers, log };
}

test('a guest that queries a database by streams is replayed without the database, and without the codec', async () => {
  const database = await openDatabase([
    'CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)',
    'CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer INTEGER, cents INTEGER)',
    "INSERT INTO customer VALUES (1, 'Zoë'), (2, 'Ann')",
    'INSERT INTO invoice VALUES (1, 1, 1250), (2, 2, 40), (3, 2, 300), (4, 1, 5), (5, 2, 7), (6, 1, 1)',
  ]);
  const codecs = { msgpack: { encode: (value: unknown) => encode(value, { useBigInt64: true }), decode } };
  const work = ({ exports }: WebAssembly.Instance) => {
    const call = (name: string, ...values: unknown[]) => (exports[name] as (...values: unknown[]) => number)(...values);
    const line = (length: number) => Buffer.from((exports.memory as WebAssembly.Memory).buffer, call('answer'), length).toString();
    return [line(call('report', 0n)), line(call('stream', 0)), line(call('stream', 2)), line(call('broken')), call('poll')];
  };
  const eager = sqliteHost(database, 2).host;
  const hasty = { ...eager, hostPoll: () => void Array.from({ length: 6 }, () => eager.hostPoll()) };
  const { answers, log } = await twice(guestBytes('db-query'), { db: hasty }, { grants: ['db.read'], codecs }, work);
  expect(answers[0]).toBe('Ann 347, Zoë 1256, total 1603');
  const entered = readLog(log).calls.flatMap((call) => call.entered.map((e) => e.function));
  expect(new Set(entered).size).toBe(6);
});

describe('a guest whose way depends on chance and time', async () => {
  const guest = await assemble(dice);
  const play = ({ exports }: WebAssembly.Instance) => (exports.play as () => number)();
  const grants = ['time.*', 'rand.*'];

  test('is replayed from its log', async () => {
    const wasi = {
      randomGet: (view: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(view),
      clockTimeGet: () => process.hrtime.bigint(),
      fdWrite: () => 0,
      procExit: () => undefined,
    };
    const time = { timezone: () => -3600n, localOffset: () => 0n, tzname: () => 'CET' };
    const { answers, log } = await twice(
      guest,
      { wasi: new Proxy(wasi, { get: (all, name) => Reflect.get(all, name) ?? (() => 0) }), time },
      { grants },
      play,
    );
    const calls = readLog(log).calls;
    expect(calls.length).toBe(((answers - 1024) / 32) * 2 + 3);
    // What came by chance is in the log, to be written into the memory again.
    expect(calls.at(-1)?.writes.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(80);
  });

  test('is replayed where chance and time are denied it', async () => {
    const { log } = await twice(guest, {}, { grants: [] }, play);
    expect(readLog(log).calls.flatMap((call) => call.writes)).toEqual([]);
  });
});

test('a C program on the WASI of Node finds the same arguments in its memory when they are replayed', async () => {
  const stdout = openSync(join(output, 'stdout'), 'w');
  const wasi = new WASI({ version: 'preview1', args: ['hello', 'Ann', 'Bob'], stdout, returnOnExit: true });
  const recording = recorder();
  const guest = guestBytes('wasi-hello');
  const bindings = entry.createImports({ wasi: entry.raw(wasi.wasiImport) }, { grants: ['env.read'], layers: [recording.layer] });
  const recorded = await entry.instantiate(guest, bindings);
  expect(wasi.start(recorded)).toBe(3);
  closeSync(stdout);
  const replaying = replayer(recording.log());
  const replayed = await entry.instantiate(guest, entry.createImports({}, { grants: ['env.read'], layers: [replaying.layer] }));
  const end = caught(replayed.exports._start as () => void);
  replaying.done();
  expect(end).toBeInstanceOf(Error);
  expectSameMemory(memoryOf(replayed), memoryOf(recorded));
  expect(Buffer.from(memoryOf(replayed)).includes('hello\0Ann\0Bob\0')).toBe(true);
});
