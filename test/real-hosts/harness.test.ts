import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createWabt from 'wabt';
import { bundle, type OpenHost, open, realHosts } from '../support/real-hosts/index.js';

const sample = (name: string): Promise<string> =>
  bundle(fileURLToPath(new URL(`../support/real-hosts/samples/${name}.ts`, import.meta.url)));

let add: Uint8Array;
beforeAll(async () => {
  const { parseWat } = await createWabt();
  add = parseWat('add.wat', '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))').toBinary(
    {},
  ).buffer;
});

describe.each(realHosts)('%s', (name) => {
  let host: OpenHost;
  beforeAll(async () => {
    host = await open(name);
  }, 60_000);
  afterAll(() => host.close());

  test('runs a program with its input and its modules, and tells what it answers', async () => {
    const where = {
      node: { node: process.version },
      chromium: { agent: expect.stringContaining('Chrome/'), isolated: true },
      workerd: { agent: 'Cloudflare-Workers' },
    };
    expect(await host.run(await sample('adds'), { add }, { a: 2, b: 40 })).toMatchObject({ sum: 42, ...where[name] });
  });

  test('is as strict as where guests are served', async () => {
    const may = { node: [true, true, true], chromium: [false, true, false], workerd: [false, false, false] };
    const [text, bytes, network] = may[name];
    const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      expect(await host.run(await sample('compiles'), {}, `http://127.0.0.1:${port}/`)).toEqual({ text, bytes, network });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('tells what a program throws, and what cannot be loaded', async () => {
    await expect(host.run('export default () => { throw new RangeError("too far"); };', {}, null)).rejects.toThrow('too far');
    await expect(host.run('throw new Error("not even loaded");', {}, null)).rejects.toThrow();
    await expect(host.run('export default 1 +', {}, null)).rejects.toThrow();
  });
});
