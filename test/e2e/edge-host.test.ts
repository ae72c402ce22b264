import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folder, root } from '../runtime/supply.js';
import { serve } from '../support/real-hosts/workerd-process.js';
import { ExampleHosts } from './example-hosts.js';

/** The worker, and its database in the folder `store`. */
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .sales), (name = "nowhere", network = (allow = [])), (name = "disk", disk = (path = "store", writable = true)) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const sales :Workerd.Worker = (
  modules = [ (name = "worker.js", esModule = embed "worker.js"), (name = "guest.wasm", wasm = embed "guest.wasm") ],
  compatibilityDate = "2026-04-01",
  bindings = [ (name = "STORE", durableObjectNamespace = "Store") ],
  durableObjectNamespaces = [ (className = "Store", uniqueKey = "sales", enableSql = true) ],
  durableObjectStorage = (localDisk = "disk"),
  globalOutbound = "nowhere",
);
`;

const site = folder();
mkdirSync(join(site, 'store'));
copyFileSync(await new ExampleHosts().bundle('edge/worker.ts', ['*.wasm']), join(site, 'worker.js'));
copyFileSync(join(root, 'test/guests/edge-sales.wasm'), join(site, 'guest.wasm'));
writeFileSync(join(site, 'config.capnp'), config);
const worker = await serve(site);
afterAll(() => worker.stop());

/** Status, type and text of an answer; Latin-1 in a path is encoded as it is. */
async function ask(method: string, path: string, body?: string): Promise<[status: number, type: string | null, text: string]> {
  const response = await fetch(`http://127.0.0.1:${worker.port}${path}`, { method, ...(body === undefined ? {} : { body }) });
  return [response.status, response.headers.get('content-type'), await response.text()];
}
const text = 'text/plain;charset=utf-8';

test('each request is answered by a guest of its own, which keeps what it knows in the database', async () => {
  expect(await ask('PUT', '/sales')).toEqual([201, text, 'stored\n']);
  expect(await ask('POST', '/sales', 'plum,250')).toEqual([201, text, 'stored\n']);
  expect(await ask('POST', '/sales', 'Zoë’s pear,9007199254740991')).toEqual([201, text, 'stored\n']);
  expect(await ask('POST', '/sales', 'plum,199')).toEqual([201, text, 'stored\n']);
  expect(await ask('GET', '/sales/plum')).toEqual([
    200,
    'application/json',
    '{"columns":["item","cents"],"rows":[["plum",199],["plum",250]]}',
  ]);
  const [status, , pear] = await ask('GET', `/sales/${encodeURIComponent('Zoë’s pear')}`);
  expect([status, pear]).toEqual([200, '{"columns":["item","cents"],"rows":[["Zoë’s pear",9007199254740991]]}']);
});

test('what is not there is not found, and what cannot be understood is said so', async () => {
  expect(await ask('GET', '/sales/fig')).toEqual([404, text, 'nothing sold\n']);
  expect(await ask('GET', '/')).toEqual([404, text, 'no such page\n']);
  expect(await ask('POST', '/sales', 'plum')).toEqual([400, text, 'send ITEM,CENTS\n']);
  expect((await ask('GET', '/sales/%ff'))[0]).toBe(400);
});

test('a number that the platform would round is refused', async () => {
  expect((await ask('POST', '/sales', 'whale,9007199254740993'))[0]).toBe(201);
  const [status, , complaint] = await ask('GET', '/sales/whale');
  expect([status, complaint]).toEqual([500, 'a number beyond 2^53; select it with CAST(.. AS TEXT)']);
});

test('a value is never part of a statement', async () => {
  const name = "x'); DROP TABLE sale; --";
  expect((await ask('POST', '/sales', `${name},1`))[0]).toBe(201);
  expect((await ask('GET', `/sales/${encodeURIComponent(name)}`))[0]).toBe(200);
});

test('many visitors at once get their own answers', async () => {
  const items = Array.from({ length: 20 }, (_, i) => `item-${i}`);
  await Promise.all(items.map((item, i) => ask('POST', '/sales', `${item},${i}`)));
  const answers = await Promise.all(items.map((item) => ask('GET', `/sales/${item}`)));
  expect(answers.map(([, , json]) => (JSON.parse(json) as { rows: unknown }).rows)).toEqual(items.map((item, i) => [[item, i]]));
});

test('case 91: a guest has no more authority than its visitor, and a query cannot be made to write', async () => {
  const [status, , complaint] = await ask('GET', '/forged');
  expect([status, complaint]).toEqual([500, 'a query is one SELECT without a semicolon; give texts as parameters']);
  expect((await ask('GET', '/sales/plum'))[0]).toBe(200);
});
