import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitters } from '../../../generator/emitters/registry.js';
import { compile, emit } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { binary } from '../cli/binary.js';
import { contextFor, root } from '../emitters/corpus.js';
import { treeOf } from '../writer/folder.js';

const folder = `${root}schemas/molt/1.5.0`;
const files = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as unknown]),
);

/** Digest of all that the emitters make of Molt, its files written by a function. */
async function output(write: (value: unknown) => string): Promise<string> {
  const { value, diagnostics } = compile(memoryHost(Object.fromEntries([...files].map(([name, v]) => [`a/${name}`, write(v)]))), 'a');
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  const emitted = await emit(value.lowered, emitters, contextFor(value.lowered));
  return digest((emitted.value ?? []).map(({ path, text }) => [path, text]));
}

const digest = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The same value with the members of every object in another order. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [next(), key, shuffled(inner, next)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, key, inner]) => [key, inner]));
}

/** Numbers that look random, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

describe('case 41: what is emitted for Molt', () => {
  const usual = output((value) => JSON.stringify(value));

  test('is the same twice', async () => {
    expect(await output((value) => JSON.stringify(value))).toBe(await usual);
  });
  test('does not depend on the order of keys', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const next = randomFrom(seed);
        expect(await output((value) => JSON.stringify(shuffled(value, next)))).toBe(await usual);
      }),
      { numRuns: 5 },
    );
  });
  test.each([
    ['indentation and CRLF', (value: unknown) => JSON.stringify(value, null, 4).replaceAll('\n', '\r\n')],
    ['a byte order mark', (value: unknown) => `\ufeff${JSON.stringify(value, null, 1)}\n`],
    [
      'escapes',
      (value: unknown) =>
        JSON.stringify(value)
          .replace(/[a-f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
          .replaceAll('tru\\u0065', 'true')
          .replaceAll('\\u0066\\u0061ls\\u0065', 'false'),
    ],
  ])('does not depend on %s', async (_, write) => {
    expect(await output(write)).toBe(await usual);
  });
});

interface Change {
  readonly env?: NodeJS.ProcessEnv;
  readonly umask?: string;
  readonly node?: readonly string[];
  /** Starts in a folder whose name has a space. */
  readonly elsewhere?: boolean;
}

/** Runs the command in a process of its own; gives its exit code, and the digest of the folder that it makes. */
async function generate({ env, umask = '022', node = [], elsewhere = false }: Change = {}): Promise<{ code: number; output: string }> {
  const own = mkdtempSync(join(tmpdir(), 'molt-abi deterministic '));
  try {
    const child = spawn(
      'sh',
      ['-c', `umask ${umask} && exec "$@"`, 'sh', process.execPath, ...node, binary, 'gen', '--abi', folder, '--out', `${own}/out`],
      {
        cwd: elsewhere ? own : root,
        env: { PATH: process.env.PATH, ...env },
        stdio: 'ignore',
      },
    );
    const [code] = (await once(child, 'close')) as [number];
    return { code, output: existsSync(`${own}/out`) ? digest(Object.entries(treeOf(`${own}/out`))) : 'none' };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

let made: ReturnType<typeof generate> | undefined;

/** What the command makes when nothing is changed. */
function usually(): ReturnType<typeof generate> {
  made ??= generate();
  return made;
}

const changes: readonly (readonly [string, Change])[] = [
  ['again', {}],
  ['in Turkish', { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } }],
  ['in the C locale', { env: { LANG: 'C', LC_ALL: 'C' } }],
  ['in another time zone', { env: { TZ: 'Pacific/Chatham' } }],
  ['from another folder', { elsewhere: true }],
  ['under another umask', { umask: '077' }],
  ['with one thread', { env: { UV_THREADPOOL_SIZE: '1' } }],
  ['with many threads', { env: { UV_THREADPOOL_SIZE: '64' } }],
  ['without threads of V8', { node: ['--single-threaded'] }],
];

describe('case 41: the command makes the same bytes', { timeout: 120_000 }, () => {
  test.each(changes)('%s', async (_, change) => {
    const usual = await usually();
    expect(usual.code).toBe(0);
    expect(await generate(change)).toEqual(usual);
  });
});

/** Adds something to Object.prototype before the command is loaded. */
const polluted = (key: string): Change => ({
  node: ['--import', `data:text/javascript,${encodeURIComponent(`Object.prototype[${JSON.stringify(key)}] = 'evil';`)}`],
});

describe('case 25: a polluted Object.prototype', { timeout: 120_000 }, () => {
  // What Handlebars, the TypeScript compiler, Node and our own settings read from options, and names of our own data.
  test.each(['polluted', 'data', 'compat', 'blockParams', 'ignoreStandalone', 'then', 'toJSON', 'mode', 'out', 'targets'])(
    'changes no byte: %s',
    async (key) => {
      expect(await generate(polluted(key))).toEqual(await usually());
    },
  );
  test('that cannot be undone ends the command before it reads anything', async () => {
    const fixed = encodeURIComponent("Object.defineProperty(Object.prototype, 'data', { value: 1, enumerable: true });");
    expect(await generate({ node: ['--import', `data:text/javascript,${fixed}`] })).toEqual({ code: 2, output: 'none' });
  });
});
