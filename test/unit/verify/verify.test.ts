import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { wat } from '../../../generator/emitters/wat/index.js';
import { grantedBy } from '../../../generator/verify/grants.js';
import type { Surface } from '../../../generator/verify/surface.js';
import { compileCase, corpus, emitted } from '../emitters/corpus.js';
import { assemble } from '../wasm/support.js';
import { first, held, imported, statuses, surfaceIn, told } from './against.js';

const molt = Object.fromEntries(['1.0.0', '1.1.0', '1.4.0', '1.5.0'].map((v) => [v, surfaceIn(`schemas/molt/${v}`)])) as Record<
  string,
  Surface
>;
const newest = molt['1.5.0'] as Surface;
const deprecated = surfaceIn('test/corpus/deprecated', new Map([['old.old', { version: '2.0.0', date: '2027-01-01' }]]));
const granted = (surface: Surface, ...grants: string[]) => {
  const { value } = grantedBy(surface.capabilities, grants);
  if (!value) throw new Error('no such capability');
  return value;
};
const module = (...parts: string[]) => `(module ${parts.join(' ')})`;

const named = (surface: Surface, name: string) => imported(first(surface, (item) => item.name === name));
/** Needs one capability and no export; deterministic mode has no answer of its own for it. */
const guarded = first(newest, ({ capabilities, needs, undetermined }) => capabilities.length === 1 && needs.length === 0 && undetermined);
const [capability = ''] = guarded.capabilities[0] ?? [];
const db = named(newest, 'molt_db_query_host');

describe('what the declarations of an ABI import', () => {
  const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

  test.each(corpus)('fits the ABI: %s', async (name) => {
    const lowered = compileCase(name);
    const [file] = await emitted(wat, lowered);
    const verdict = held(module(file?.text ?? ''), surfaceIn(`test/corpus/${name}`));
    const wrong = verdict.imports.filter(({ status }) => !['ok', 'deprecated', 'served', 'removed'].includes(status));
    expect(wrong).toEqual([]);
    expect(verdict.imports.length).toBeGreaterThan(0);
  });

  it(`is told when a signature is another one (seed ${seed})`, () => {
    const functions = newest.imports.filter(({ type }) => type.kind === 'func');
    const types = ['i32', 'i64', 'f32', 'f64'];
    fc.assert(
      fc.property(
        fc.constantFrom(...functions),
        fc.array(fc.constantFrom(...types), { maxLength: 6 }),
        fc.array(fc.constantFrom(...types), { maxLength: 1 }),
        (item, params, results) => {
          const { type } = item;
          if (type.kind !== 'func') throw new Error('no function');
          const same = String(type.params) === String(params) && String(type.results) === String(results);
          const text = `(import "${item.module}" "${item.name}" (func (param ${params.join(' ')}) (result ${results.join(' ')})))`;
          const [row] = held(module(text), newest).imports;
          expect(row?.status === 'mistyped').toBe(!same);
        },
      ),
      { seed, numRuns: 200 },
    );
  });
});

describe('an import', () => {
  test.each([
    ['that is not listed', '(import "env" "molt_nothing" (func))', newest, ['unlisted: env molt_nothing']],
    ['of a module that is not listed', '(import "evil" "molt_db_query_host" (func))', newest, ['unlisted: evil molt_db_query_host']],
    ['of another kind', '(import "env" "molt_db_query_host" (global i32))', newest, ['mistyped: env molt_db_query_host']],
    ['whose name is reserved', '(import "env" "demo_scan" (func))', deprecated, ['reserved: env demo_scan']],
    ['that was removed and still links', named(deprecated, 'demo_tombstone'), deprecated, ['removed: env demo_tombstone']],
    ['that is only served', named(deprecated, 'demo_served'), deprecated, ['served: env demo_served']],
    ['that is deprecated', named(deprecated, 'demo_old'), deprecated, ['deprecated: env demo_old']],
  ] as const)('%s is told', (_, text, surface, expected) => {
    expect(told(held(module(text), surface))).toEqual(expected);
  });

  it('case 59: twice with two types is held each time', () => {
    const verdict = held(module(db, '(import "env" "molt_db_query_host" (func (param i32)))'), newest);
    expect(verdict.imports.map(({ status }) => status)).toEqual(['ok', 'mistyped']);
    expect(verdict.pass).toBe(false);
  });

  test.each([
    ['a memory of 64 bits', '(import "env" "memory" (memory i64 64))', 'mistyped'],
    ['shared memory', '(import "env" "memory" (memory 64 128 shared))', 'mistyped'],
    ['a memory with room', '(import "env" "memory" (memory 100 200))', 'ok'],
    ['a memory without room', '(import "env" "memory" (memory 1 63))', 'limits'],
    ['a table of something else', '(import "env" "__indirect_function_table" (table 1 externref))', 'mistyped'],
    ['a table', '(import "env" "__indirect_function_table" (table 1 funcref))', 'ok'],
    ['a global', '(import "env" "memory" (global i32))', 'mistyped'],
    ['a tag', '(import "env" "memory" (tag (param i32)))', 'mistyped'],
  ])('case 60: as %s is held to its whole type', (_, text, status) => {
    expect(held(module(text), newest).imports.map((row) => row.status)).toEqual([status]);
  });

  it('case 64: of many unknown ones, all are told', () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `(import "env" "f${i}" (func))`);
    const verdict = held(module(...names), newest);
    expect(verdict.findings).toHaveLength(5_000);
    expect(verdict.imports.every(({ status }) => status === 'unlisted')).toBe(true);
  });

  it('that names a member of every object is unlisted', () => {
    const names = ['__proto__', 'constructor', 'toString'].map((name) => `(import "${name}" "${name}" (func))`);
    expect(statuses(held(module(...names, '(import "env" "__proto__" (func))'), newest))).toEqual({
      ['__proto__']: 'unlisted',
      constructor: 'unlisted',
      toString: 'unlisted',
    });
  });

  it('of an open module is not checked, and that is said once', () => {
    const verdict = held(module('(import "molt_runtime" "a" (func))', '(import "molt_runtime" "b" (func (param f64)))'), newest);
    expect(verdict.pass).toBe(true);
    expect(verdict.imports.map(({ status }) => status)).toEqual(['not-checked', 'not-checked']);
    expect(verdict.notes).toEqual([expect.stringMatching(/^2 imports of the open module "molt_runtime" are not checked/)]);
  });
});

describe('a deprecation', () => {
  it('is told with its version, the earliest removal, and what to use', () => {
    const { findings, imports, pass } = held(module(named(deprecated, 'demo_old')), deprecated);
    expect(pass).toBe(true);
    expect(findings[0]?.message).toBe('imports "env" "demo_old", deprecated since 1.1.0; it may go in 2.0.0, not before 2027-01-01');
    expect(findings[0]?.help).toMatch(/^Use old\.\S+ in its place\.$/);
    expect(imports[0]?.item?.deprecated).toEqual({
      in: '1.1.0',
      replacement: expect.any(String),
      earliest: { version: '2.0.0', date: '2027-01-01' },
    });
  });
});

describe('a target', () => {
  it('must have what is imported', () => {
    const verdict = held(module(db), molt['1.4.0'] as Surface, { target: 'edge' });
    expect(told(verdict)).toContain('not-on-target: env molt_db_query_host');
    expect(held(module(db), newest, { target: 'edge' }).imports[0]?.status).toBe('ok');
  });

  it('is any that has everything, and where there is none that is told', () => {
    const both = module('(import "env" "a" (func))', '(import "env" "b" (func))');
    const surface = withImports(newest, [
      { name: 'a', targets: ['browser'] },
      { name: 'b', targets: ['wasi'] },
    ]);
    const verdict = held(both, surface);
    expect(verdict.runsOn).toEqual([]);
    expect(told(verdict)).toEqual(['no-target:']);
    expect(verdict.floor).toBe(null);
    expect(held(module('(import "env" "a" (func))'), surface).runsOn).toEqual(['browser']);
  });

  it('without threads refuses shared memory, imported or exported', () => {
    const shared = surfaceIn('test/corpus/shared-memory');
    const target = shared.targets.find(({ threads }) => threads === 'disabled')?.name;
    expect(target).toBeDefined();
    const verdict = held(module('(memory (export "memory") 1 2 shared)'), shared, { target });
    expect(told(verdict)).toContain('shared-memory:');
    const other = shared.targets.find(({ threads }) => threads !== 'disabled')?.name;
    expect(told(held(module('(memory (export "memory") 1 2 shared)'), shared, { target: other }))).not.toContain('shared-memory:');
  });
});

describe('grants', () => {
  it('are no matter where none is asked about, and are needed where they are', () => {
    const text = module(imported(guarded));
    expect(held(text, newest).pass).toBe(true);
    expect(held(text, newest).capabilities).toEqual([{ oneOf: guarded.capabilities[0], imports: 1, granted: null }]);
    expect(told(held(text, newest, { granted: granted(newest, 'none') }))).toEqual([`denied: env ${guarded.name}`]);
    for (const grant of [capability, `${capability.split('.')[0]}.*`]) {
      const verdict = held(text, newest, { granted: granted(newest, grant) });
      expect(verdict.pass).toBe(true);
      expect(verdict.capabilities[0]?.granted).toBe(true);
    }
  });

  it('of a group hold what was renamed out of it', () => {
    const renamed = [
      { ...newest.capabilities[0], name: 'net.dial', aliases: ['wire.dial'], implies: [] },
    ] as unknown as Surface['capabilities'];
    expect([...(grantedBy(renamed, ['wire.*']).value ?? [])]).toEqual(['net.dial']);
  });

  it('that are not of the ABI are an error with the nearest name', () => {
    const { diagnostics } = grantedBy(newest.capabilities, ['db.raed']);
    expect(diagnostics[0]?.message).toMatch(/--grant.*"db\.raed"/);
    expect(diagnostics[0]?.help).toMatch(/db\.read/);
  });

  it('are needed of what deterministic mode cannot answer, and of nothing else', () => {
    expect(told(held(module(imported(guarded)), newest, { deterministic: true }))).toEqual([`nondeterministic: env ${guarded.name}`]);
    expect(held(module(imported(guarded)), newest, { deterministic: true, granted: granted(newest, capability) }).pass).toBe(true);
    const answered = first(newest, ({ id }) => id.startsWith('time.') || id.startsWith('wasi.clock-time'));
    expect(held(module(imported(answered)), newest, { deterministic: true }).pass).toBe(true);
  });
});

describe('the exports of a guest', () => {
  const exporting = surfaceIn('test/corpus/exports');
  const required = exporting.exports.filter(({ requiredOn }) => requiredOn.length > 0);

  it('that hosts need must be there', () => {
    const target = required[0]?.requiredOn[0];
    const verdict = held('(module)', exporting, { target });
    expect(told(verdict)).toContain(`missing-export: ${required[0]?.name}`);
    expect(verdict.exports.find(({ name }) => name === required[0]?.name)?.status).toBe('missing');
  });

  it('that answering an import takes must be there, with the type that it has', () => {
    const stream = first(newest, ({ needs }) => needs.length > 0);
    const text = imported(stream);
    const [needed] = stream.needs;
    expect(told(held(module(text), newest))).toEqual(stream.needs.map((name) => `missing-export: ${name}`));
    const wrong = held(module(text, `(func (export "${needed}") (param f32))`), newest);
    expect(told(wrong)).toContain(`mistyped-export: ${needed}`);
  });

  it('are not asked for where nothing calls them: by an import that the target lacks, or one that only pumps streams', () => {
    const stream = first(newest, ({ needs, targets }) => needs.length > 0 && !targets.includes('browser'));
    const elsewhere = held(module(imported(stream)), newest, { target: 'browser' });
    expect(told(elsewhere)).toEqual([`not-on-target: ${stream.module} ${stream.name}`]);
    const pump = first(newest, ({ name }) => name === 'molt_db_host_poll');
    expect(told(held(module(imported(pump)), newest))).toEqual([]);
  });

  it('of its own are no matter', () => {
    const { exports, findings } = held('(module (func (export "mine")))', newest);
    expect(exports.find(({ name }) => name === 'mine')?.status).toBe('own');
    expect(findings.map(({ export: name }) => name)).not.toContain('mine');
  });
});

describe('the floor', () => {
  const releases = ['1.0.0', '1.1.0', '1.4.0'].map((version) => molt[version] as Surface);
  const floorOf = (text: string) => {
    const { floor, newest: last } = held(text, releases[2] as Surface, {}, releases);
    return [floor, last];
  };

  it('is the oldest release that has everything that is imported, and the newest stands beside it', () => {
    expect(floorOf('(module)')).toEqual(['1.0.0', '1.4.0']);
    const [oldest, next] = releases as [Surface, Surface];
    const later = first(next, ({ name, needs }) => needs.length === 0 && !oldest.imports.some((item) => item.name === name));
    expect(floorOf(module(imported(later)))).toEqual(['1.1.0', '1.4.0']);
    expect(floorOf('(module (import "env" "none" (func)))')).toEqual([null, null]);
  });
});

test('guests in the tree pass on the version that they were built for', () => {
  for (const name of ['db-query', 'csv-report', 'edge-sales', 'browser-echo', 'wasi-hello'])
    expect(
      held(readFileSync(new URL(`../../guests/${name}.wasm`, import.meta.url)), newest).findings.filter(
        ({ severity }) => severity === 'error',
      ),
    ).toEqual([]);
});

/** A surface with these functions of `env` and no others. */
function withImports(surface: Surface, items: readonly { name: string; targets: string[] }[]): Surface {
  const [some] = surface.imports;
  if (!some) throw new Error('no import');
  return {
    ...surface,
    imports: items.map((item) => ({
      ...some,
      module: 'env',
      type: { kind: 'func', params: [], results: [] },
      needs: [],
      capabilities: [],
      ...item,
    })),
  };
}

test('what is assembled here is taken by the engine', () => {
  expect(WebAssembly.validate(assemble(module(db)) as Uint8Array<ArrayBuffer>)).toBe(true);
});
