import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sources } from './imports.js';

/** The one reader of wasm modules. */
const reader = 'runtime-glue/wasm';

/**
 * Rooms and what they may import, besides files of their own room. The way is
 * diagnostics <- ir <- every stage <- pipeline <- cli; emitters see emit, ir and diagnostics; only the cli sees compat-policy.
 */
const rooms: Record<string, readonly string[]> = {
  'generator/diagnostics': [],
  'generator/ir': ['generator/diagnostics'],
  'generator/source': ['generator/diagnostics', 'generator/ir'],
  'generator/history': ['generator/diagnostics', 'generator/ir', 'generator/source'],
  'generator/settled': ['generator/source', 'generator/history'],
  'generator/schema': ['generator/diagnostics', 'generator/ir', 'generator/source'],
  'generator/resolve': ['generator/diagnostics', 'generator/ir', 'generator/source', 'generator/schema', 'generator/history'],
  'generator/lower': ['generator/diagnostics', 'generator/ir', reader],
  'generator/wasm': ['generator/diagnostics', 'generator/ir', reader],
  'generator/narrow': ['generator/diagnostics', 'generator/ir', 'generator/lower', reader],
  'generator/verify': ['generator/diagnostics', 'generator/ir', 'generator/lower', 'generator/narrow', reader],
  'generator/measure': ['generator/diagnostics', reader],
  'generator/infer': [
    'generator/diagnostics',
    'generator/ir',
    'generator/schema',
    'generator/wasm',
    'generator/narrow',
    'generator/emit',
    reader,
  ],
  'generator/emit': ['generator/diagnostics', 'generator/ir'],
  'generator/emitters': ['generator/diagnostics', 'generator/ir', 'generator/emit', 'generator/lower'],
  'generator/prototype.ts': ['generator/diagnostics'],
  'generator/pipeline.ts': [
    'generator/prototype.ts',
    'generator/diagnostics',
    'generator/ir',
    'generator/source',
    'generator/schema',
    'generator/history',
    'generator/resolve',
    'generator/lower',
    'generator/emit',
  ],
  'generator/version.ts': [],
  'generator/installation.ts': ['generator/version.ts', 'generator/emit'],
  'generator/cli': [
    'generator/version.ts',
    'generator/prototype.ts',
    'generator/installation.ts',
    'generator/pipeline.ts',
    'generator/diagnostics',
    'generator/ir',
    'generator/source',
    'generator/history',
    'generator/settled',
    'generator/emit',
    'generator/emitters',
    'generator/measure',
    'generator/narrow',
    'generator/verify',
    'generator/infer',
    'generator/wasm',
    'compat-policy',
    'runtime-glue/testing.ts',
    reader,
  ],
  'generator/index.ts': [
    'generator/version.ts',
    'generator/installation.ts',
    'generator/pipeline.ts',
    'generator/diagnostics',
    'generator/ir',
    'generator/source',
    'generator/history',
    'generator/emit',
    'generator/emitters',
    'generator/narrow',
    'generator/wasm',
    reader,
  ],
  'compat-policy': ['generator/diagnostics', 'generator/ir'],
  // The runner of the parity kit, which the command uses too.
  'runtime-glue/testing.ts': ['runtime-glue'],
  // The reader of modules is in packages that read bytes, so it needs nothing, not even of the glue.
  [reader]: [],
  'runtime-glue': [reader],
};

/** Rooms whose functions depend on their arguments alone. */
const pure = [
  'generator/settled',
  'generator/diagnostics',
  'generator/ir',
  'generator/resolve',
  'generator/lower',
  'generator/wasm',
  'generator/narrow',
  'generator/verify',
  'generator/measure',
  'generator/infer',
  'generator/emitters',
  'compat-policy',
];
/** Hashing is a pure function, in a module that is not. */
const hashing = ['compat-policy/fingerprint.ts'];
const impure = /^(node:)?(fs|child_process|net|http|https|os|process|worker_threads|crypto)(\/|$)/;

const all = sources('generator', 'runtime-glue', 'compat-policy');
const graph = new Map(all.map((path) => [path, importsOf(path)]));
const inProject = (name: string) =>
  name.startsWith('generator/') || name.startsWith('runtime-glue/') || name.startsWith('compat-policy/') || name.startsWith('test/');
const roomOf = (path: string) => Object.keys(rooms).find((room) => path === room || path.startsWith(`${room}/`));

describe('imports', () => {
  it('are found by every syntax', () => {
    expect(graph.get('generator/cli/program.ts')).toEqual(
      expect.arrayContaining(['commander', 'generator/version.ts', 'generator/cli/gen.ts', 'generator/cli/crash.ts']),
    );
  });

  it('stay in rooms that are on the plan', () => {
    expect(all.filter((path) => roomOf(path) === undefined)).toEqual([]);
  });

  it('of the model of hostile guests name nothing by which the packages are made', () => {
    const may = [
      /^test\/hostile-guests\/(model\/\w+|codecs|program|host|watch)\.ts$/,
      /^generator\/ir\//,
      /^generator\/emit\/(names|reserved\/)/,
      /^ajv\//,
      /^@msgpack\//,
      /^cborg$/,
    ];
    const files = sources('test/hostile-guests/model').concat(
      'test/hostile-guests/program.ts',
      'test/hostile-guests/host.ts',
      'test/hostile-guests/codecs.ts',
    );
    const wrong = files.flatMap((path) => importsOf(path).filter((name) => !may.some((known) => known.test(name))));
    expect(files.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  it('go only along the arrows', () => {
    const wrong: string[] = [];
    for (const [path, names] of graph) {
      const room = roomOf(path) ?? '';
      for (const name of names.filter(inProject)) {
        const target = roomOf(name);
        if (target !== room && !rooms[room]?.includes(target ?? '')) wrong.push(`${path} -> ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('name files that exist', () => {
    const exists = (name: string) =>
      graph.has(name) || name.endsWith('.generated.ts') || (name.endsWith('.json') && existsSync(join(root, name)));
    const missing = [...graph].flatMap(([path, names]) =>
      names.filter((name) => inProject(name) && !exists(name)).map((name) => `${path} -> ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('of the glue stay inside the glue: no node module, no package', () => {
    const foreign = [...graph]
      .filter(([path]) => path.startsWith('runtime-glue/'))
      .flatMap(([path, names]) => names.filter((n) => !n.startsWith('runtime-glue/')).map((n) => `${path} -> ${n}`));
    expect(foreign).toEqual([]);
  });

  it('of pure rooms reach neither disk nor network nor process', () => {
    const found = [...graph]
      .filter(([path]) => pure.some((room) => path.startsWith(`${room}/`)) && !hashing.includes(path))
      .flatMap(([path, names]) => names.filter((name) => impure.test(name)).map((name) => `${path} -> ${name}`));
    expect(found).toEqual([]);
  });

  it('make no circle', () => {
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
        return;
      }
      state.set(path, 'open');
      for (const name of graph.get(path) ?? []) if (graph.has(name)) visit(name, [...way, path]);
      state.set(path, 'done');
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});
