import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inTime } from './bench.js';
import { inPath, program } from './find.js';
import type { HostKind } from './host.js';
import { type Sample, workerConfig, workerProgram } from './in-host.js';

export const workerd: HostKind = {
  name: 'workerd',
  target: 'edge',
  how: 'run `npm install --save-dev workerd`, or give its path with --workerd or in MOLT_ABI_WORKERD',
  find(given) {
    const path = program(given, process.env.MOLT_ABI_WORKERD, () => installed() ?? inPath(['workerd']));
    const version = path === undefined ? undefined : versionOf(path);
    if (path === undefined || version === undefined) return undefined;
    return {
      async sample(bench, { folder }) {
        const args = ['serve', 'config.capnp', '--experimental', '--control-fd=3'];
        const { child, failed, stop } = bench.start(path, args, { cwd: folder });
        try {
          const taken = portOf(child.stdio[3] as Readable).then((port) => asked(port, version));
          return await inTime(Promise.race([taken, failed]));
        } finally {
          await stop();
        }
      },
    };
  },
  files: (scripts) => ({ 'worker.js': workerProgram('host/edge.js'), 'config.capnp': workerConfig(['worker.js', ...scripts]) }),
};

/** The program in the package `workerd` of the project around the current folder. */
function installed(): string | undefined {
  try {
    const found = createRequire(join(process.cwd(), 'package.json'))('workerd') as { readonly default?: unknown };
    return typeof found.default === 'string' ? found.default : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined if it does not run here. */
function versionOf(path: string): string | undefined {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .trim()
      .replace(/^workerd /, '');
  } catch {
    return undefined;
  }
}

/** What workerd tells of itself comes on descriptor 3, one JSON object a line: above all the port that it listens on. */
async function portOf(told: Readable): Promise<number> {
  let all = '';
  for await (const chunk of told) {
    all += chunk;
    for (const line of all.split('\n').slice(0, -1)) {
      const { event, port } = JSON.parse(line) as { event: string; port?: number };
      if (event === 'listen' && port !== undefined) return port;
    }
  }
  throw new Error('it told no port');
}

/** Asks for the sample. */
async function asked(port: number, version: string): Promise<Sample> {
  const sample = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Sample;
  return 'failed' in sample ? sample : { ...sample, version };
}
