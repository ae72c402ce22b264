import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcome, runner } from '../support/real-hosts/bundle.js';
import type { OpenHost } from '../support/real-hosts/index.js';

/** What is used here of the local simulator of Cloudflare Workers, which `npm ci --prefix test/full/hosts` installs. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispose(): Promise<void>;
}
interface Module {
  readonly type: 'ESModule' | 'CompiledWasm';
  readonly path: string;
  readonly contents: string | Uint8Array;
}

const { Miniflare } = createRequire(new URL('hosts/package.json', import.meta.url))('miniflare') as {
  Miniflare: new (options: object) => Miniflare;
};

export interface StartedWorker {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Starts a worker on loopback, at a port of the system's choice, that reaches no network. `cf: false`: miniflare would ask the
 * network where it is. What its objects keep is in a folder of ours, since miniflare may leave its own where it is still in use.
 */
export async function start(modules: readonly Module[], options: object = {}): Promise<StartedWorker> {
  const kept = await mkdtemp(join(tmpdir(), 'molt-abi-'));
  const worker = new Miniflare({
    modules,
    compatibilityDate: '2026-04-01',
    host: '127.0.0.1',
    port: 0,
    cf: false,
    cache: false,
    durableObjectsPersist: kept,
    outboundService: { network: { allow: [] } },
    ...options,
  });
  const stop = async (): Promise<void> => {
    await worker.dispose();
    await rm(kept, { recursive: true, force: true, maxRetries: 50 });
  };
  try {
    return { origin: (await worker.ready).origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs the program when it is asked, as the worker for workerd itself does. */
const main = (names: readonly string[]) => `import { run } from './runner.js';
${names.map((_, i) => `import m${i} from './${i}.wasm';`).join('\n')}
const modules = { ${names.map((name, i) => `${JSON.stringify(name)}: m${i}`).join(', ')} };
export default {
  async fetch(request) {
    return new Response(await run(await request.json(), modules));
  },
};
`;

/** Miniflare, started afresh for each program. */
export const miniflare = (): Promise<OpenHost> =>
  Promise.resolve({
    async run(bundled, files, input) {
      const texts = { 'main.js': main(Object.keys(files)), 'runner.js': runner, 'program.js': bundled };
      const worker = await start([
        ...Object.entries(texts).map(([path, contents]): Module => ({ type: 'ESModule', path, contents })),
        ...Object.values(files).map((contents, i): Module => ({ type: 'CompiledWasm', path: `${i}.wasm`, contents })),
      ]);
      try {
        const response = await fetch(worker.origin, { method: 'POST', body: JSON.stringify(input ?? null) });
        const text = await response.text();
        if (!response.ok) throw new Error(`in miniflare: ${response.status} ${text}`);
        return outcome('miniflare', text);
      } finally {
        await worker.stop();
      }
    },
    close: async () => undefined,
  } satisfies OpenHost);
