import { createHash } from 'node:crypto';
import { decode } from '@msgpack/msgpack';
import { expect, test } from 'vitest';
import { ExampleHosts } from './example-hosts.js';

interface Host {
  query(request: object, stream: object, token: object | null): object | undefined;
  exec(request: object, stream: object, token: object | null): object | undefined;
  hostPoll(): undefined;
}

/** What these tests use of test/hosts. */
interface DatabaseModule {
  openDatabase(statements: readonly string[]): Promise<object>;
  sqliteHost(database: object, rowsPerFrame?: number): { readonly host: Host; closeAll(): void };
}
interface ArrowModule {
  arrowStream(names: readonly string[], rows: Iterator<readonly unknown[]>, rowsPerFrame: number): Iterable<Uint8Array>;
}

const hosts = new ExampleHosts();
const { openDatabase, sqliteHost } = await hosts.load<DatabaseModule>('node/database.ts');
const { arrowStream } = await hosts.load<ArrowModule>('shared/arrow.ts');

interface Header {
  readonly status: string;
  readonly error?: string;
  readonly payload?: Uint8Array;
}

const table = ['CREATE TABLE t (n INTEGER, s TEXT)', "INSERT INTO t VALUES (9007199254740993, 'a'), (2, 'b')"];

/** A host over a small table, or over what another guest has left, and a way to ask it; a reply is read for so many polls. */
async function asking(given?: object, rowsPerFrame?: number) {
  const database = given ?? (await openDatabase(table));
  const { host, closeAll } = sqliteHost(database, rowsPerFrame);
  const ask = (method: 'query' | 'exec', request: object, most = 100) => {
    const frames: Uint8Array[] = [];
    let closed = false;
    const stream = { send: (bytes: Uint8Array) => frames.push(bytes), close: () => (closed = true) };
    const answer = host[method](request, stream, null);
    for (let polls = 0; answer === undefined && !closed && polls < most; polls++) host.hostPoll();
    const first = frames[0] ? (decode(frames[0]) as Header) : undefined;
    const text = first?.payload ? Buffer.from(first.payload).toString() : undefined;
    return { answer, status: first?.status, error: first?.error, text, frames };
  };
  const exec = (sql: string, params?: object) => ask('exec', { sql, allow_write: true, ...(params && { params }) });
  return { database, ask, exec, closeAll, count: () => ask('query', { sql: 'SELECT count(*) FROM t' }).text };
}

test('case 91: a query changes nothing, whatever it says of itself', async () => {
  const { ask, count } = await asking();
  for (const sql of ['DELETE FROM t', 'WITH x AS (SELECT 1) DELETE FROM t', 'DROP TABLE t', 'PRAGMA query_only = OFF', 'DELETE FROM t']) {
    const { status } = ask('query', { sql, allow_write: true });
    expect(status).toBe('invalid_input');
    expect(count()).toContain('[[2]]');
  }
});

test('case 91: a query takes back nothing that others have written, since it begins and ends no transaction', async () => {
  const { ask, count } = await asking();
  const statements = ['BEGIN', 'SAVEPOINT s', "ATTACH ':memory:' AS m", 'PRAGMA journal_mode = OFF', 'ROLLBACK', 'ROLLBACK TO s', ''];
  for (const sql of statements) {
    expect([sql, ask('query', { sql }).status]).toEqual([sql, 'invalid_input']);
    ask('exec', { sql: "INSERT INTO t VALUES (3, 'c')", allow_write: true });
  }
  expect(count()).toContain(`[[${2 + statements.length}]]`);
});

test('case 91: a database that the guest makes up is none', async () => {
  const { ask } = await asking();
  const sql = 'SELECT 1';
  expect(ask('query', { sql, db_alias: '../other' })).toMatchObject({ status: 'invalid_input', error: 'there is no database ../other' });
  expect(ask('query', { sql, db_alias: 'default' }).status).toBe('ok');
});

test('exec demands that the request says so, and then changes', async () => {
  const { ask, count } = await asking();
  expect(ask('exec', { sql: 'DELETE FROM t' }).answer).toMatchObject({ name: 'BAD_INPUT' });
  expect(ask('exec', { sql: 'DELETE FROM t WHERE n = 2', allow_write: true }).status).toBe('ok');
  expect(count()).toContain('[[1]]');
});

test('a 64-bit integer keeps its digits, in and out', async () => {
  const { ask } = await asking();
  const params = { mode: 'positional', values: [9007199254740993n] };
  expect(ask('query', { sql: 'SELECT n FROM t WHERE n = ?', params }).text).toBe('{"columns":["n"],"rows":[[9007199254740993]]}');
  const named = { mode: 'named', values: [{ name: 'n', value: 9007199254740993n }] };
  const { frames } = ask('query', { sql: 'SELECT n, s FROM t WHERE n = :n', params: named, result_format: 'msgpack' });
  const { payload } = decode(frames[0] as Uint8Array) as { payload: Uint8Array };
  expect(decode(payload, { useBigInt64: true })).toEqual({ columns: ['n', 's'], rows: [[9007199254740993n, 'a']] });
});

test('an integer is compared as a number also where no column says so', async () => {
  const { ask } = await asking();
  const params = { mode: 'positional', values: [{ value: 10n }, true] };
  expect(ask('query', { sql: 'SELECT 9 < ?, 1 = ?', params }).text).toContain('[[1,1]]');
});

test('what JSON cannot hold is said in the header', async () => {
  const { ask } = await asking();
  expect(ask('query', { sql: "SELECT x'00'" })).toMatchObject({ status: 'invalid_input', error: 'JSON has no blobs; ask for msgpack' });
});

test('an Arrow stream is what the library apache-arrow reads', () => {
  const rows = [
    ['Zoë', 1n, 1.5, Uint8Array.of(1, 2)],
    [null, null, null, null],
    ['', -(2n ** 62n), -0, Uint8Array.of()],
    ['x', 5n, Number.NaN, Uint8Array.of(9)],
    ['yy', 7n, 2, null],
  ];
  const frames = [...arrowStream(['näme', 'n', 'f', 'b'], rows.values(), 2)];
  expect(frames.map(({ length }) => length)).toEqual([344, 440, 440, 400, 8]);
  // These very bytes were given to tableFromIPC of apache-arrow, which gave back the names, the types and the rows.
  expect(createHash('sha256').update(Buffer.concat(frames)).digest('hex')).toBe(
    '7acee4d23bda8c8095ed65097a1b5b04bda5a0cb8e6f59626f617aabd768fb0e',
  );
});

test('a column whose values change their type ends the stream before its end marker', async () => {
  const { ask } = await asking();
  const sql = "SELECT 1 AS v UNION ALL SELECT 'x'";
  expect(ask('query', { sql, result_format: 'arrow_ipc' })).toMatchObject({ status: 'invalid_input' });
  expect(() => [...arrowStream(['v'], [[1n], ['x']].values(), 1)]).toThrow('the column v is int64 and has a value of type utf8');
});

test('a reply that a guest has left in the middle holds nothing from the next guest', async () => {
  const { database, ask, closeAll } = await asking(undefined, 1);
  expect(ask('query', { sql: 'SELECT n FROM t', result_format: 'arrow_ipc' }, 2).frames.length).toBe(2);
  const next = await asking(database);
  expect(next.exec('DROP TABLE t').error).toContain('locked');
  closeAll();
  expect(next.exec('DROP TABLE t').status).toBe('ok');
});

test('a transaction that a guest has left open is taken back, and one of another guest is not', async () => {
  const { database, exec, closeAll } = await asking();
  expect([exec('BEGIN').status, exec('DELETE FROM t').status]).toEqual(['ok', 'ok']);
  const reader = await asking(database);
  expect(reader.count()).toContain('[[0]]');
  reader.closeAll();
  closeAll();
  const next = await asking(database);
  expect([next.count(), next.exec('BEGIN').status]).toEqual([expect.stringContaining('[[2]]'), 'ok']);
  closeAll();
  expect(next.exec('COMMIT').status).toBe('ok');
  next.closeAll();
});
