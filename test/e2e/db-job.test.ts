import { decode, encode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { type DatabaseModule, ExampleHosts } from './example-hosts.js';
import { guestBytes, packageOf } from './support.js';

const { openDatabase, sqliteHost } = await new ExampleHosts().load<DatabaseModule>('node/database.ts');
const wholeAbi = await packageOf('schemas/molt/1.5.0');
const onlyItsImports = await packageOf('schemas/molt/1.5.0', guestBytes('db-query'));
const codecs = { msgpack: { encode: (value: unknown) => encode(value, { useBigInt64: true }), decode } };

/** Three customers and what they owe. */
const ledger = () =>
  openDatabase([
    'CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)',
    'CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer INTEGER, cents INTEGER)',
    "INSERT INTO customer VALUES (1, 'Zoë'), (2, 'Ann'), (3, 'Bob')",
    'INSERT INTO invoice VALUES (1, 1, 1250), (2, 2, 40), (3, 2, 300), (4, 1, 5), (5, 3, 4294967296), (6, 2, 7), (7, 3, 1)',
  ]);

/** Starts the guest and calls its functions; the line is the text that they leave. */
async function job(target = 'wasi', options: object = { grants: ['db.read'] }, hosts?: object, entryOf = wholeAbi) {
  const entry = await entryOf(target);
  const failures: unknown[] = [];
  const bindings = entry.createImports(hosts ?? { db: sqliteHost(await ledger(), 2).host }, {
    codecs,
    onHostError: ({ cause }: { cause: unknown }) => failures.push(cause),
    ...options,
  });
  const { exports } = await entry.instantiate(await WebAssembly.compile(guestBytes('db-query')), bindings);
  const call = (name: string, ...values: (number | bigint)[]): number => (exports[name] as (...values: unknown[]) => number)(...values);
  const line = (length: number): string => Buffer.from((exports.memory as WebAssembly.Memory).buffer, call('answer'), length).toString();
  return { call, line, failures };
}

test.each(['wasi', 'browser', 'edge'])('a guest on %s queries a database and adds up the rows of the reply', async (target) => {
  const { call, line, failures } = await job(target);
  expect(line(call('report', 0n))).toBe('Ann 347, Bob 4294967297, Zoë 1255, total 4294968899');
  expect(line(call('report', 40n))).toBe('Ann 340, Bob 4294967296, Zoë 1250, total 4294968886');
  expect(line(call('report', 2n ** 40n))).toBe('total 0');
  expect(failures).toEqual([]);
});

test('a statement that fails is accepted, and its header says what is wrong', async () => {
  const { call, line } = await job();
  expect(line(call('broken'))).toBe('invalid_input: no such table: nowhere');
  expect(line(call('report', 1000n))).toBe('Bob 4294967296, Zoë 1250, total 4294968546');
});

test('many frames come in order, and a host waits when the guest takes no more', async () => {
  const { call, line } = await job();
  expect(line(call('stream', 0))).toBe('ok, frames 6, bytes 1568');
  // A host that has everything at once offers more frames than the guest has room for.
  const eager = sqliteHost(await ledger(), 2).host;
  const hasty = { ...eager, hostPoll: () => void Array.from({ length: 6 }, () => eager.hostPoll()) };
  const second = await job('wasi', { grants: ['db.read'] }, { db: hasty });
  expect(second.line(second.call('stream', 0))).toBe('ok, frames 6, bytes 1568, waited');
});

test('a guest that loses interest gets no more frames', async () => {
  const { call, line } = await job();
  expect(line(call('stream', 2))).toBe('ok, frames 2, bytes 624');
});

test('a request without a grant is denied, and one without a database is unavailable', async () => {
  const denied = await job('wasi', { grants: ['db.write'] });
  expect(denied.call('report', 0n)).toBe(-6);
  const lacking = await job('wasi', { grants: ['db.read'] }, {});
  expect(lacking.call('report', 0n)).toBe(-7);
});

test('a poll with nothing to deliver does nothing', async () => {
  const { call, failures } = await job();
  expect(call('poll')).toBe(0);
  expect(failures).toEqual([]);
});

test('a host that throws, or answers a promise, is unavailable to the guest; nobody but the host learns why', async () => {
  const bug = new Error('no connection');
  const throws = await job('wasi', undefined, {
    db: {
      query() {
        throw bug;
      },
      exec() {},
    },
  });
  expect(throws.call('report', 0n)).toBe(-7);
  expect(throws.failures).toEqual([bug]);
  const slow = await job('wasi', undefined, { db: { query: async () => undefined, exec() {} } });
  expect(slow.call('report', 0n)).toBe(-7);
  expect(String(slow.failures[0])).toContain('a promise from a method that must answer at once');
});

test('bindings for just the imports of the guest serve it as those of the whole ABI do', async () => {
  const { call, line, failures } = await job('wasi', undefined, undefined, onlyItsImports);
  expect(line(call('report', 40n))).toBe('Ann 340, Bob 4294967296, Zoë 1250, total 4294968886');
  expect(line(call('stream', 0))).toBe('ok, frames 6, bytes 1568');
  expect(failures).toEqual([]);
  const entry = await onlyItsImports('wasi');
  const fields = Object.values(entry.createImports().imports).flatMap((module) => Object.keys(module));
  const imported = WebAssembly.Module.imports(await WebAssembly.compile(guestBytes('db-query'))).map((i) => i.name);
  expect(fields.sort()).toEqual(imported.sort());
});
