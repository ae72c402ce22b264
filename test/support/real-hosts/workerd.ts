import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { outcome, runner } from './bundle.js';
import type { OpenHost, WasmFiles } from './index.js';

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
  const { default: program } = createRequire(import.meta.url)('workerd') as { default: string };
  // What workerd tells of itself comes on descriptor 3: above all the port that it listens on.
  const child = spawn(program, ['serve', 'config.capnp', '--control-fd=3'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let logged = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (logged += chunk));
  try {
    const failed = ended.then(([code, signal]) => Promise.reject(new Error(`workerd ended with ${code ?? signal}: ${logged}`)));
    failed.catch(() => {});
    const port = await Promise.race([listening(child), failed]);
    const response = await Promise.race([fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: input }), failed]);
    const text = await response.text();
    if (!response.ok) throw new Error(`in workerd: ${response.status} ${text}\n${logged}`);
    return text;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function listening(child: ChildProcess): Promise<number> {
  let told = '';
  for await (const chunk of child.stdio[3] as Readable) {
    told += chunk;
    for (const line of told.split('\n').slice(0, -1)) {
      const { event, port } = JSON.parse(line) as { event: string; port?: number };
      if (event === 'listen' && port !== undefined) return port;
    }
  }
  throw new Error('workerd told no port');
}
