import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitters } from '../../../generator/emitters/registry.js';
import { compile, emit } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { binary } from '../cli/binary.js';
import { contextFor, root } from '../emitters/corpus.js';
import { temporaryFolder, treeOf } from '../writer/folder.js';

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

describe('what is emitted for Molt', () => {
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

/** Runs the command in a process of its own, and gives the digest of the folder that it makes. */
function generate(change: { env?: NodeJS.ProcessEnv; cwd?: string; umask?: string; node?: readonly string[] } = {}): Promise<string> {
  const out = `${temporaryFolder()}/out`;
  const args = [...(change.node ?? []), binary, 'gen', '--abi', folder, '--out', out];
  const command = `umask ${change.umask ?? '022'} && exec "$@"`;
  const child = spawn('sh', ['-c', command, 'sh', process.execPath, ...args], {
    cwd: change.cwd ?? root,
    env: { PATH: process.env.PATH, ...change.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return new Promise((done, fail) => {
    child.on('close', (code) => (code === 0 ? done(digest(Object.entries(treeOf(out)))) : fail(new Error(said))));
  });
}

/** Adds something to Object.prototype before the command is loaded. */
const polluted = (key: string, value: string): readonly string[] => [
  '--import',
  `data:text/javascript,${encodeURIComponent(`Object.prototype[${JSON.stringify(key)}] = ${value};`)}`,
];

describe('the command makes the same bytes', { timeout: 120_000 }, () => {
  const elsewhere = () => {
    const path = `${temporaryFolder()}/a folder`;
    mkdirSync(path);
    return path;
  };
  const changes: readonly (readonly [string, () => Parameters<typeof generate>[0]])[] = [
    ['again', () => ({})],
    ['in Turkish', () => ({ env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } })],
    ['in the C locale', () => ({ env: { LANG: 'C', LC_ALL: 'C' } })],
    ['in another time zone', () => ({ env: { TZ: 'Pacific/Chatham' } })],
    ['from another folder', () => ({ cwd: elsewhere() })],
    ['under another umask', () => ({ umask: '077' })],
    ['with one thread', () => ({ env: { UV_THREADPOOL_SIZE: '1' } })],
    ['with many threads', () => ({ env: { UV_THREADPOOL_SIZE: '64' } })],
    ['on one core', () => ({ node: ['--single-threaded'] })],
    ['beside a polluted Object.prototype', () => ({ node: polluted('polluted', '"yes"') })],
    ['beside a prototype with the names of view models', () => ({ node: [...polluted('doc', '"evil"'), ...polluted('name', '"evil"')] })],
  ];
  const usual = generate();

  test.each(changes)('%s', async (_, change) => {
    expect(await generate(change())).toBe(await usual);
  });
});
