import { fileURLToPath } from 'node:url';
import type { Runtime } from '../support/real-hosts/node.js';

const installed = (path: string): string => fileURLToPath(new URL(`hosts/node_modules/${path}`, import.meta.url));

/** Node 24, whose engine suspends guests (JSPI). */
export const node24 = { name: 'Node 24', program: installed('node24/bin/node'), options: [], version: 'v24.21.0' } as const;

/** What `npm ci --prefix test/full/hosts` installs, Deno allowed to read files and the environment, and nothing else. */
export const runtimes: readonly (Runtime & { readonly version: string })[] = [
  node24,
  {
    name: 'Deno',
    program: installed('@deno/linux-x64-glibc/deno'),
    options: ['run', '--allow-read', '--allow-env', '--no-prompt', '--no-remote', '--no-npm'],
    version: 'deno 2.9.6',
  },
  { name: 'Bun', program: installed('@oven/bun-linux-x64/bin/bun'), options: ['--no-install'], version: '1.4.5' },
];
