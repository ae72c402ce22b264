/**
 * What runs inside a host. Texts, since they are written or served as files beside the generated package: `cold.js` in every
 * host, and for each host a program that loads it.
 */

/** What `cold.js` needs to know of a module. */
export interface Job {
  /** Export that the first call calls; null: none. */
  readonly call: string | null;
  /** Modules that the ABI leaves open: their imports are stubs. */
  readonly open: readonly OpenImport[];
}

/** An import that another module answers. Functions trap; of the rest, one is made that fits. */
export type OpenImport = { readonly module: string; readonly name: string } & (
  | { readonly kind: 'function' }
  | { readonly kind: 'memory' | 'table' | 'global' | 'tag'; readonly descriptor: unknown; readonly value: 'number' | 'bigint' | 'none' }
);

/** What a host answers: milliseconds of each phase; what was thrown where nothing may be thrown; its version, if it tells it itself. */
export type Sample =
  | { readonly times: readonly (number | null)[]; readonly threw: string | null; readonly version: string | null }
  | { readonly failed: string };

export const cold = `const makers = {
  memory: (descriptor) => new WebAssembly.Memory(descriptor),
  table: (descriptor) => new WebAssembly.Table(descriptor),
  global: (descriptor, value) => (value === 'none' ? new WebAssembly.Global(descriptor) : new WebAssembly.Global(descriptor, value === 'bigint' ? 0n : 0)),
  tag: (descriptor) => new WebAssembly.Tag(descriptor),
};
function stubs(open) {
  const modules = Object.create(null);
  for (const { module, name, kind, descriptor, value } of open) {
    modules[module] ??= Object.create(null);
    modules[module][name] = kind === 'function'
      ? () => { throw new Error(module + '.' + name + ' is answered by another module'); }
      : makers[kind](descriptor, value);
  }
  return modules;
}
export const text = (cause) => { try { return String(cause).slice(0, 500); } catch { return 'something that cannot be shown'; } };

/** The phases of a cold start, to be run once and in this order. */
export function coldStart(abi, job, compileBytes) {
  const modules = stubs(job.open);
  let module, instance, threw = null;
  return {
    compile: async () => { module = await compileBytes(); },
    instantiate: async () => { instance = await abi.instantiate(module, abi.createImports({}, { modules }), { modules }); },
    call: job.call === null ? null : () => { try { instance.exports[job.call](); } catch (cause) { threw = text(cause); } },
    threw: () => threw,
  };
}

/** Runs them. \`clock\` gives a point in time, and the milliseconds since one. */
export async function sample(load, compileBytes, job, version, clock) {
  try {
    const start = coldStart(await load(), job, compileBytes);
    const { now, since } = clock();
    const times = [];
    for (const run of [start.compile, start.instantiate, start.call]) {
      const begin = now();
      await run?.();
      times.push(run === null ? null : since(begin));
    }
    return { times, threw: start.threw(), version };
  } catch (cause) {
    return { failed: text(cause) };
  }
}
export const fineClock = () => ({ now: () => performance.now(), since: (begin) => performance.now() - begin });
`;

/** Node writes its answer to descriptor 3, so that nothing that a guest prints is in the way. */
export const nodeProgram = (entry: string): string => `import { readFileSync, writeSync } from 'node:fs';
import { fineClock, sample } from './cold.js';
const read = (name) => readFileSync(new URL(name, import.meta.url));
const load = () => import('./${entry}');
const bytes = read('app.wasm');
const job = JSON.parse(read('job.json').toString());
writeSync(3, JSON.stringify(await sample(load, () => WebAssembly.compile(bytes), job, process.version.slice(1), fineClock)));
process.exit();
`;

export const page = '<!doctype html><meta charset="utf-8"><title>measure</title><script type="module" src="main.js"></script>';

export const pageProgram = (entry: string): string => `import { fineClock, sample } from './cold.js';
const got = async (name) => await fetch(name);
const list = await navigator.userAgentData?.getHighEntropyValues(['fullVersionList']).catch(() => undefined);
const version = list?.fullVersionList?.find(({ brand }) => brand === 'Chromium')?.version ?? navigator.userAgent;
const bytes = await (await got('app.wasm')).arrayBuffer();
const job = await (await got('job.json')).json();
const answer = await sample(() => import('./${entry}'), () => WebAssembly.compile(bytes), job, version, fineClock);
await fetch('answer', { method: 'POST', body: JSON.stringify(answer) });
`;

/**
 * The clock of workerd moves in whole milliseconds. So every phase begins when it has just moved on, and how far into a
 * millisecond a phase ends is told by how often the clock can be read until it moves on again. Bytes are compiled through the
 * binding that workerd has for tests, since modules in its configuration are compiled before any script runs.
 */
export const workerProgram = (entry: string): string => `import * as abi from './${entry}';
import { sample } from './cold.js';
import bytes from './app.bin';
import job from './job.json';
const untilTick = () => {
  const now = Date.now();
  let reads = 0;
  while (Date.now() === now) if (++reads > 1e8) throw new Error('its clock stands still while code runs');
  return reads;
};
const vernier = () => {
  for (let i = 0; i < 20; i++) untilTick();
  let readsOfOne = 1;
  for (let i = 0; i < 10; i++) readsOfOne = Math.max(readsOfOne, untilTick());
  return {
    now: () => { untilTick(); return Date.now(); },
    since: (begin) => { const ended = Date.now(); return ended + 1 - Math.min(1, untilTick() / readsOfOne) - begin; },
  };
};
export default {
  async fetch(request, env) {
    const compileBytes = () => env.UNSAFE.newWasmModule(new Uint8Array(bytes));
    return Response.json(await sample(() => abi, compileBytes, job, null, vernier));
  },
};
`;

/** A worker that is reached on loopback, at a port of the system's choice, and that reaches no network. */
export const workerConfig = (scripts: readonly string[]): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .guest), (name = "nowhere", network = (allow = [])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const guest :Workerd.Worker = (
  modules = [
    ${scripts.map((path) => `(name = "${path}", esModule = embed "${path}"),`).join('\n    ')}
    (name = "job.json", json = embed "job.json"),
    (name = "app.bin", data = embed "app.wasm"),
  ],
  compatibilityDate = "2024-09-02",
  bindings = [ (name = "UNSAFE", unsafeEval = void) ],
  globalOutbound = "nowhere",
);
`;
