import { decode } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { expectLinear } from '../support/growth.js';
import { ExampleHosts } from './example-hosts.js';

interface Host {
  query(request: object, stream: object, token: null): undefined;
  exec(request: object, stream: object, token: null): undefined;
  hostPoll(): undefined;
}

/** What these tests use of test/hosts. */
interface NodeModule {
  openDatabase(statements: readonly string[]): Promise<object>;
  sqliteHost(database: object): { readonly host: Host };
}
interface EdgeModule {
  storeHost(binding: object, events: object): Host;
}

const hosts = new ExampleHosts();
const { openDatabase, sqliteHost } = await hosts.load<NodeModule>('node/database.ts');
const { storeHost } = await hosts.load<EdgeModule>('edge/database.ts');

/** A store that is asked nothing which the worker should have refused. */
const store = {
  idFromName: (name: string) => ({ name }),
  get: () => ({ fetch: () => Promise.reject(new Error('the store was asked')) }),
};
const node = sqliteHost(await openDatabase(['CREATE TABLE t (n)', 'INSERT INTO t VALUES (1), (2)'])).host;
const edge = storeHost(store, { happened: () => {} });

/** The answer of a host: why it refused, or its rows. */
async function ask(host: Host, request: object, method: 'query' | 'exec' = 'exec'): Promise<string> {
  let header: { readonly error?: string; readonly payload?: Uint8Array } = {};
  let closed = false;
  const send = (bytes: Uint8Array) => (header = decode(bytes) as typeof header);
  expect(host[method]({ allow_write: true, ...request }, { send, close: () => (closed = true) }, null)).toBe(undefined);
  for (; !closed; await new Promise(setImmediate)) host.hostPoll();
  return header.error ?? Buffer.from(header.payload ?? []).toString();
}

const positional = (...values: unknown[]) => ({ params: { mode: 'positional', values } });
const named = (...names: string[]) => ({ params: { mode: 'named', values: names.map((name) => ({ name, value: 7n })) } });
const rows = (...values: unknown[]) => `"rows":[${JSON.stringify(values)}]`;

describe('a request that would do something else in silence is refused, on Node and at the edge in the same words', () => {
  const many = 'more than one statement; send them one by one';
  test.each<readonly [sql: string, params: object, error: string]>([
    ['DELETE FROM t; DELETE FROM t', {}, many],
    ['DELETE FROM t;; -- and\nDROP TABLE t', {}, many],
    ["SELECT 'a;b''c' /* ; */; 'x'", {}, many],
    ['CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END; DROP TABLE t', {}, many],
    ["DELETE FROM t; '", {}, many],
    ['SELECT $a(/*); DELETE FROM t --*/', positional(1n), many],
    ['DELETE FROM t \0 WHERE n = 1', {}, 'a zero byte in the statement; give it as a parameter'],
    ['SELECT ?, ?', positional(1n), 'the statement takes 2 values, and 1 are given'],
    ['SELECT ?', positional(1n, 2n), 'the statement takes 1 values, and 2 are given'],
    ['SELECT ?3', positional(1n), 'the statement takes 3 values, and 1 are given'],
    ['SELECT ?', {}, 'the statement takes 1 values, and 0 are given'],
    ['SELECT 1', positional(1n), 'the statement takes 0 values, and 1 are given'],
    ['SELECT :ab', named('a'), 'no value is given to :ab'],
    ['SELECT @a', named('a'), 'no value is given to @a'],
    ['SELECT $a', named('a'), 'no value is given to $a'],
    ['SELECT :a', named('a', 'b'), 'the statement has no placeholder :b'],
    ["SELECT ':a', 1", named('a'), 'the statement has no placeholder :a'],
    ['SELECT :a, ?', named('a'), 'values with names are given to placeholders without'],
    ['SELECT :a', named('a', 'a'), 'a name is given two values'],
  ])('%j', async (sql, params, error) => {
    expect(await ask(node, { sql, ...params })).toBe(error);
    expect(await ask(edge, { sql, ...params })).toBe(error);
    expect(await ask(node, { sql: 'SELECT count(*) FROM t' }, 'query')).toContain(rows(2));
  });
});

describe('what only looks like a second statement or a placeholder is none', () => {
  test.each<readonly [sql: string, params: object, row: readonly unknown[]]>([
    ['SELECT 1;', {}, [1]],
    ['SELECT 1 ; ; -- done; really?', {}, [1]],
    ['SELECT 1; /* the end', {}, [1]],
    [`SELECT 'a;?' || "n" || [n] || \`n\` FROM (SELECT ';' AS n, 1 AS "?")`, {}, ['a;?;;;']],
    ["SELECT 'it''s; :a', ?", positional('?'), ["it's; :a", '?']],
    ['SELECT ?2, ?1, ?', positional(1n, 2n, 3n), [2, 1, 3]],
    ['SELECT :a + :a, :b_1', named('a', 'b_1'), [14, 7]],
    ['SELECT :a', positional(5n), [5]],
    ['SELECT :a::b, $a(:b), @a', positional(5n, 6n, 7n), [5, 6, 7]],
    ['SELECT 1 AS a$b, -1 - -1', {}, [1, 0]],
  ])('%j', async (sql, params, row) => {
    expect(await ask(node, { sql, ...params })).toContain(rows(...row));
    expect(await ask(edge, { sql, ...params })).toBe('the store was asked');
  });

  test('a trigger has statements inside', async () => {
    const sql = 'create temp trigger g AFTER DELETE ON t BEGIN INSERT INTO t VALUES (CASE 1 WHEN 1 THEN 3 END); SELECT 1; END;';
    expect(await ask(node, { sql })).toBe('{"columns":[],"rows":[]}');
    expect(await ask(node, { sql: 'DROP TRIGGER g' })).toBe('{"columns":[],"rows":[]}');
    expect(await ask(edge, { sql })).toBe('the store was asked');
  });

  test('the semicolon after a query', async () => {
    expect(await ask(node, { sql: 'SELECT 1; ' }, 'query')).toContain(rows(1));
    expect(await ask(edge, { sql: 'SELECT 1; ' }, 'query')).toBe('the store was asked');
  });
});

test('numbers that JSON has not are refused, and are had in msgpack', async () => {
  const sql = 'SELECT 9e999, -9e999';
  expect(await ask(node, { sql })).toBe('JSON has no infinite numbers; ask for msgpack');
  expect(await ask(node, { sql, result_format: 'msgpack' })).not.toContain('JSON');
});

test.each(["'", '"', '`', '[', '/*', '--', ';', '; ', ';end', 'x;end ', '?', ':a', '/', '$', ':', '$a('])(
  'many %j cost what grows with them',
  (text) => {
    const stream = { send: () => {}, close: () => {} };
    expectLinear(400_000, (n) => {
      const request = { sql: text.repeat(n / text.length), allow_write: true };
      return () => {
        edge.exec(request, stream, null);
        edge.hostPoll();
      };
    });
  },
);
