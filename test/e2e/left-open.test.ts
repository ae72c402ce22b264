import { once } from 'node:events';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { folder } from '../runtime/supply.js';
import { ExampleHosts } from './example-hosts.js';

interface Child {
  readonly code: number | undefined;
  readonly process: { readonly stdout: Readable };
}

/** What these tests use of test/hosts. */
interface NodeHost {
  readonly Descriptors: new (preopens: readonly object[]) => object;
}
interface Processes {
  processHost(
    programs: object,
    events: object,
    notify: (child: object, code: number) => void,
  ): {
    readonly host: {
      spawn(args: readonly string[], env: null, cwd: null, ...modes: readonly number[]): Child | { readonly name: string };
      hostPoll(): undefined;
    };
    closeAll(): void;
  };
}

const hosts = new ExampleHosts();
const { Descriptors } = await hosts.load<NodeHost>('node/main.ts');
const { processHost } = await hosts.load<Processes>('node/processes.ts');

/** To this server connects what children of a guest start; its side of the connection ends with that process. */
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
/** A script that connects, and ends when the connection does. */
const connecting = `require('net').connect(${(server.address() as { port: number }).port}, '127.0.0.1').resume()`;

const [PIPE, NULL] = [1, 2];
const programs = { files: { node: process.execPath } };

/** A host of children, one of which has started another process; the connection is that of the other. */
async function withGrandchild(options: string, ends = false) {
  const { host, closeAll } = processHost(programs, { happened: () => {} }, () => {});
  const grandchild = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(connecting)}], ${options})`;
  const child = host.spawn(['node', '-e', ends ? `${grandchild}.unref()` : grandchild], null, null, NULL, PIPE, NULL) as Child;
  const [connection] = (await once(server, 'connection')) as [Socket];
  connection.on('error', () => {});
  return { host, closeAll, child, connection };
}

/** Runs something; answers which of the descriptors that it opened it left open. */
function leftBy(run: () => void): ReadonlySet<number> {
  const { openSync, closeSync } = fs;
  const left = new Set<number>();
  fs.openSync = (...values) => {
    const file = openSync(...values);
    left.add(file);
    return file;
  };
  fs.closeSync = (file) => {
    left.delete(file);
    closeSync(file);
  };
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    Object.assign(fs, { openSync, closeSync });
    syncBuiltinESMExports();
  }
  return left;
}

test('a directory that cannot be opened leaves those before it closed', () => {
  const path = folder();
  const preopens = [
    { name: '/here', path },
    { name: '/missing', path: join(path, 'missing') },
  ];
  expect(leftBy(() => expect(() => new Descriptors(preopens)).toThrow('ENOENT'))).toEqual(new Set());
});

test('what a child of the guest has started ends with the guest, also where the child has ended before', async () => {
  for (const ends of [false, true]) {
    const { host, closeAll, child, connection } = await withGrandchild("{ stdio: 'ignore' }", ends);
    while (ends && child.code === undefined) await new Promise(setImmediate);
    host.hostPoll();
    closeAll();
    await once(connection.resume(), 'close');
  }
});

test('what has left the group of a child, and still has its output, keeps nothing of this process open', async () => {
  const { closeAll, child, connection } = await withGrandchild("{ stdio: 'inherit', detached: true }");
  closeAll();
  await once(child.process.stdout, 'close');
  connection.destroy();
});

test('there is an end of children; one that has ended does not count, once its output is read', async () => {
  const told: number[] = [];
  const { host, closeAll } = processHost({ ...programs, most: 2 }, { happened: () => {} }, (_, code) => void told.push(code));
  const start = (script: string) => host.spawn(['node', '-e', script], null, null, NULL, PIPE, NULL);
  const first = start('process.exit(3)') as Child;
  start('setInterval(() => {}, 1000)');
  expect(start('')).toMatchObject({ name: 'EMFILE' });
  await once(first.process.stdout.resume(), 'close');
  while (told.length === 0) await new Promise(setImmediate).then(host.hostPoll);
  expect(told).toEqual([3]);
  expect(start('')).not.toHaveProperty('name');
  expect(start('')).toMatchObject({ name: 'EMFILE' });
  closeAll();
});
