import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { folder, root } from '../runtime/supply.js';
import { serve } from '../support/real-hosts/workerd-process.js';
import { declareVisits } from './edge-visits.js';
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

declareVisits('in workerd', () => `http://127.0.0.1:${worker.port}`);
