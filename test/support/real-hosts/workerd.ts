import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcome, runner } from './bundle.js';
import type { OpenHost, WasmFiles } from './index.js';
import { serve } from './workerd-process.js';

/** Runs the program when it is asked, with the input of the request: outside a request a worker may do next to nothing. */
const main = (count: number, names: readonly string[]) => `import { run } from './runner.js';
${Array.from({ length: count }, (_, i) => `import m${i} from './${i}.wasm';`).join('\n')}
const modules = { ${names.map((name, i) => `${JSON.stringify(name)}: m${i}`).join(', ')} };
export default {
  async fetch(request) {
    return new Response(await run(await request.json(), modules));
  },
};
`;

/** A worker that is reached on loopback, at a port of the system's choice, and that reaches no network. */
const config = (count: number) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .guest), (name = "nowhere", network = (allow = [])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const guest :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "main.js"),
    (name = "runner.js", esModule = embed "runner.js"),
    (name = "program.js", esModule = embed "program.js"),
    ${Array.from({ length: count }, (_, i) => `(name = "${i}.wasm", wasm = embed "${i}.wasm"),`).join('\n    ')}
  ],
  compatibilityDate = "2026-04-01",
  globalOutbound = "nowhere",
);
`;

/** The edge runtime of Cloudflare Workers, started afresh for each program, since its modules stand in its configuration. */
export async function workerd(): Promise<OpenHost> {
  return {
    async run(bundled, files, input) {
      const folder = await mkdtemp(join(tmpdir(), 'molt-abi-'));
      try {
        await writeWorker(folder, bundled, files);
        return outcome('workerd', await ask(folder, JSON.stringify(input ?? null)));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close: async () => undefined,
  };
}

async function writeWorker(folder: string, bundled: string, files: WasmFiles): Promise<void> {
  const [names, modules] = [Object.keys(files), Object.values(files)];
  const texts = { 'main.js': main(names.length, names), 'runner.js': runner, 'program.js': bundled, 'config.capnp': config(names.length) };
  await Promise.all([
    ...Object.entries(texts).map(([name, text]) => writeFile(join(folder, name), text)),
    ...modules.map((bytes, i) => writeFile(join(folder, `${i}.wasm`), bytes)),
  ]);
}

async function ask(folder: string, input: string): Promise<string> {
  const { port, failed, logged, stop } = await serve(folder);
  try {
    const response = await Promise.race([fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: input }), failed]);
    const text = await response.text();
    if (!response.ok) throw new Error(`in workerd: ${response.status} ${text}\n${logged()}`);
    return text;
  } finally {
    await stop();
  }
}
