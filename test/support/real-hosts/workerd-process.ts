import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

/** A workerd that serves on loopback. */
export interface ServedWorker {
  readonly port: number;
  /** Rejects when the process ends by itself. */
  readonly failed: Promise<never>;
  /** What it wrote so far. */
  logged(): string;
  stop(): Promise<void>;
}

/** Serves `config.capnp` of a folder, whose only socket is at a port of the system's choice. The caller stops it. */
export async function serve(folder: string): Promise<ServedWorker> {
  const { default: program } = createRequire(import.meta.url)('workerd') as { default: string };
  // What workerd tells of itself comes on descriptor 3: above all the port that it listens on.
  const child = spawn(program, ['serve', 'config.capnp', '--control-fd=3'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  const failed = ended.then(([code, signal]) => Promise.reject(new Error(`workerd ended with ${code ?? signal}: ${text}`)));
  failed.catch(() => {});
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { port: await Promise.race([listening(child), failed]), failed, logged: () => text, stop };
  } catch (error) {
    await stop();
    throw error;
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
