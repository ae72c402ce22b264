import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../runtime/supply.js';
import { ExampleHosts } from './example-hosts.js';
import { assemble, guestBytes } from './support.js';

/** What these tests use of test/hosts/node/main.ts. */
interface NodeHost {
  runGuest(bytes: Uint8Array, options: object): Promise<number>;
  grantsOf(options: object): string[];
  openDatabase(statements?: readonly string[]): Promise<{ exec(sql: string): readonly { readonly values: unknown[][] }[] }>;
}

const host = await new ExampleHosts().load<NodeHost>('node/main.ts');
const guest = guestBytes('csv-report');

/** 1,000 sales: 9 of them have the name of a fruit, the others that of a number. */
const fruit = ['Äpfel', 'plum', 'fig', 'pear', 'kiwi', 'lime', 'date', 'quince', 'papaya'];
const sales = Array.from({ length: 1000 }, (_, i): [string, number] => [fruit[i] ?? `item-${i}`, (i * 7919) % 10007]);
const expected = [...sales]
  .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  .map(([item, cents]) => `${item} ${cents}\n`)
  .join('');

/** A directory with a file of sales. */
function shop(lines: readonly string[] = sales.map(([item, cents]) => `${item},${cents}`)): string {
  const made = join(folder(), 'shop');
  mkdirSync(made);
  writeFileSync(join(made, 'sales.csv'), ['item,cents', ...lines, ''].join('\n'));
  return made;
}

/** Everything that a TCP server at the port says. */
const readAll = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    createConnection({ host: '127.0.0.1', port })
      .on('data', (part) => parts.push(part))
      .on('end', () => resolve(Buffer.concat(parts).toString()))
      .on('error', reject);
  });

/** Runs the guest; connects to it once it says where it listens. */
async function run(options: object): Promise<{ answer: number; said: string; received: string | undefined; failures: unknown[] }> {
  const failures: unknown[] = [];
  let said = '';
  let received: Promise<string> | undefined;
  const answer = await host.runGuest(guest, {
    reach: { listen: ['127.0.0.1:*'] },
    onHostError: ({ cause }: { cause: unknown }) => failures.push(cause),
    write(_: number, bytes: Uint8Array) {
      said += Buffer.from(bytes).toString();
      const port = /listening on (\d+)/.exec(said)?.[1];
      if (port) received ??= readAll(Number(port));
    },
    ...options,
  });
  return { answer, said, received: await received, failures };
}

const withDatabase = async () => ({ of: await host.openDatabase(), write: true });

test('a guest reads a file, stores its rows in SQLite, and streams them sorted to a TCP client', async () => {
  const database = await withDatabase();
  const { answer, said, received, failures } = await run({ directories: [{ name: '/shop', path: shop() }], database });
  expect(failures).toEqual([]);
  expect(said).toMatch(/^listening on \d+\n$/);
  expect(received).toBe(expected);
  expect(answer).toBe(1);
  expect(database.of.exec('SELECT count(*) FROM sale')[0]?.values).toEqual([[1000]]);
});

test('D08 a guest that looks a name up is told to ask again, and is called when the answer is there', async () => {
  const [name, WOULD_BLOCK, DENIED] = ['localhost', -1106, -1103];
  const asking = await assemble(`(module
    (import "env" "molt_socket_resolve_host" (func $resolve (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1) (data (i32.const 16) "${name}") (global $asked (mut i32) (i32.const 0))
    (func (export "step") (result i32) (local $answer i32)
      (local.set $answer (call $resolve (i32.const 16) (i32.const ${name.length}) (i32.const 0) (i32.const 0)
        (i32.const 2) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 512) (i32.const 32)))
      (global.set $asked (i32.add (global.get $asked) (i32.const 1)))
      (if (i32.eq (local.get $answer) (i32.const ${WOULD_BLOCK})) (then (return (i32.const 0))))
      (if (local.get $answer) (then (return (local.get $answer))))
      (i32.add (i32.mul (global.get $asked) (i32.const 1000)) (i32.load8_u (i32.const 92)))))`);
  // 127 is the first number of its address; it was asked for twice.
  expect(await host.runGuest(asking, { reach: { resolve: [name] } })).toBe(2127);
  expect(await host.runGuest(asking, { reach: { resolve: ['example.org'] } })).toBe(DENIED);
});

test('what a guest was not given, it is told that it has not', async () => {
  const directories = [{ name: '/shop', path: shop() }];
  const database = await withDatabase();
  expect(await run({ database })).toMatchObject({ answer: -1, said: 'sales.csv: cannot be read\n' });
  expect(await run({ directories })).toMatchObject({ answer: -1, said: 'store: no database\n' });
  const readOnly = { of: await host.openDatabase() };
  expect(await run({ directories, database: readOnly })).toMatchObject({ answer: -1, said: 'store: the database is denied\n' });
  expect(await run({ directories, database, reach: {} })).toMatchObject({ answer: -1, said: 'listen: the host refuses\n' });
});

test('case 91: a guest that may listen does so only where the host lets it', async () => {
  const options = { directories: [{ name: '/shop', path: shop() }], database: await withDatabase() };
  expect(await run({ ...options, reach: { listen: ['10.0.0.1:*'] } })).toMatchObject({ answer: -1, said: 'listen: the host refuses\n' });
});

test('a file with a mistake leaves the guest to say so', async () => {
  const directories = [{ name: '/shop', path: shop(['fig,12', 'plum,1x']) }];
  expect(await run({ directories, database: await withDatabase() })).toMatchObject({
    answer: -1,
    said: 'store: cents that are no number\n',
  });
});

test('a database that refuses a statement is quoted', async () => {
  const directories = [{ name: '/shop', path: shop() }];
  const of = await host.openDatabase(['CREATE TABLE sale (other)']);
  expect(await run({ directories, database: { of, write: true } })).toMatchObject({ said: 'store: table sale already exists\n' });
});

test('grants follow from what the guest is given', async () => {
  expect(host.grantsOf({})).toEqual(['env.read', 'rand.bytes', 'time.wall']);
  expect(host.grantsOf({ directories: [{ name: '/', path: '/' }] })).toContain('fs.read');
  expect(host.grantsOf({ directories: [{ name: '/', path: '/' }] })).not.toContain('fs.write');
  expect(host.grantsOf({ database: { of: {} } })).not.toContain('db.write');
});
