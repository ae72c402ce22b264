import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WasmImport } from '../../../runtime-glue/wasm/module.js';
import { compiled, expectSound, func, importing, inferred } from './support.js';

const seed = process.env.FC_SEED === undefined ? undefined : Number(process.env.FC_SEED);

const awkward = [
  '',
  ' ',
  '\0',
  '\u202e\u2066',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'class',
  'default',
  'await',
  'self',
  'int',
  'None',
  'index',
  'README',
  'types',
  'con',
  'nul.txt',
  'guest',
  'host',
  'memory',
  'wasi',
  'errno',
  'package',
  'main',
  'lib',
  'glue',
  'internal',
  'sbom',
  'audit',
  'imports',
  '../../etc/passwd',
  'a/b\\c',
  ['$', '{x}'].join(''),
  '`"\'',
  '*/',
  '{{x}}',
  '{n}',
  'é',
  '漢字',
  '🦀',
  '1',
  '-',
  '_',
  '__',
  'a-b',
  'aB',
  'a_b',
  'AB',
  'x'.repeat(100_000),
];

describe('names of modules', () => {
  test('that no person would give make a sound draft', async () => {
    const imports = awkward.flatMap((module, i): WasmImport[] => [
      { module, name: awkward[(i * 7 + 3) % awkward.length] ?? '', type: func('i32 i32 -> i32') },
      { module, name: `${module.slice(0, 20)}-other`, type: func('f64 ->') },
    ]);
    const one = importing('a.wasm', imports);
    const warnings = await expectSound(inferred([one]), [one]);
    // The names stand in the schema as they are, and hidden characters in it are told.
    expect(new Set(warnings)).toEqual(new Set(['shape/hidden-text']));
  });

  test('that are all in one module make one too', async () => {
    const one = importing(
      'a.wasm',
      awkward.map((name) => ({ module: 'env', name, type: func('i64 ->') })),
    );
    await expectSound(inferred([one]), [one]);
  });

  test('of any letters, in any number, make one', async () => {
    const name = fc.oneof(
      fc.constantFrom(...awkward.slice(0, -1)),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ maxLength: 4 }),
    );
    const type = fc
      .array(fc.constantFrom('i32', 'i64', 'f32', 'f64'), { maxLength: 4 })
      .map((params) => func(`${params.join(' ')} -> i32`));
    const some = fc.array(fc.record({ module: name, name, type }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(some, async (imports) => {
        const distinct = [...new Map(imports.map((i) => [JSON.stringify([i.module, i.name]), i])).values()];
        const one = importing('a.wasm', distinct);
        await expectSound(inferred([one]), [one]);
      }),
      { numRuns: 15, ...(seed !== undefined && { seed }) },
    );
  });
});

test('10,000 imports are drafted, and none is lost', () => {
  const one = importing(
    'a.wasm',
    Array.from({ length: 10_000 }, (_, i) => ({
      module: 'env',
      name: i % 2 ? `lib${i % 50}_call_${i}` : `f${i}`,
      type: func('i32 i32 -> i32'),
    })),
  );
  const made = inferred([one]);
  expect(made.counts).toEqual({ imports: 10_000, known: 0, drafted: 10_000, open: 0 });
  const { lowered } = compiled(made);
  expect(lowered.interfaces.flatMap((i) => i.functions)).toHaveLength(10_000);
});

test('10,000 names that come to the same are told apart', () => {
  const one = importing(
    'a.wasm',
    Array.from({ length: 10_000 }, (_, i) => ({ module: 'env', name: '-'.repeat(i), type: func('->') })),
  );
  expect(inferred([one]).counts.drafted).toBe(10_000);
});
