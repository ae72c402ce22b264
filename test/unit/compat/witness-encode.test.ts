import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModule, type ModuleImport, nothing, unsigned } from '../../../compat-policy/witness/encode.js';
import type { CoreType } from '../../../generator/ir/types.js';
import { readModule } from '../../../generator/wasm/read.js';

/** Seed of the random modules; FC_SEED repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const coreTypes = fc.array(fc.constantFrom<CoreType>('i32', 'i64', 'f32', 'f64'), { maxLength: 4 });
const signature = fc.record({ params: coreTypes, results: coreTypes.map((types) => types.slice(0, 1)) });
const limits = fc.record({ min: fc.nat(300), max: fc.option(fc.integer({ min: 300, max: 40_000 }), { nil: undefined }) });
const bounded = fc.record({ min: fc.nat(300), max: fc.integer({ min: 300, max: 40_000 }) });
const type: fc.Arbitrary<ModuleImport['type']> = fc.oneof(
  signature.map((s) => ({ kind: 'func' as const, signature: s })),
  limits.map((l) => ({ kind: 'memory' as const, limits: l, shared: false, index: 'i32' as const })),
  bounded.map((l) => ({ kind: 'memory' as const, limits: l, shared: true, index: 'i32' as const })),
  fc
    .tuple(limits, fc.constantFrom('funcref' as const, 'externref' as const))
    .map(([l, element]) => ({ kind: 'table' as const, limits: l, element })),
  fc
    .tuple(fc.constantFrom<CoreType>('i32', 'i64', 'f32', 'f64'), fc.boolean())
    .map(([t, mutable]) => ({ kind: 'global' as const, type: t, mutable })),
  coreTypes.map((params) => ({ kind: 'tag' as const, params })),
);
const name = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('encodeModule', () => {
  it('writes modules that an engine takes, and that read as what was written', () => {
    const one = fc.record({ module: name, field: name, type });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 3 }), fc.option(signature), (imports, own) => {
        // An engine may allow a single memory.
        const [memory] = imports.filter((i) => i.type.kind === 'memory');
        const taken = imports.filter((i) => i.type.kind !== 'memory' || i === memory);
        const bytes = encodeModule(taken, own ? [{ export: 'run', signature: own, body: nothing(own) }] : []);
        expect(WebAssembly.validate(bytes)).toBe(true);
        const { value } = readModule(bytes, 'x.wasm');
        expect(value?.imports.map((i) => [i.module, i.name, i.type.kind])).toEqual(taken.map((i) => [i.module, i.field, i.type.kind]));
        for (const [i, { type: written }] of taken.entries()) {
          const read = value?.imports[i]?.type;
          if (written.kind === 'func') expect(read).toEqual({ kind: 'func', ...written.signature });
          else if (written.kind === 'tag') expect(read).toMatchObject({ params: written.params });
          else if (written.kind === 'global') expect(read).toEqual(written);
          else {
            const { min, max } = written.limits;
            expect(read).toMatchObject({ limits: { min: BigInt(min), max: max === undefined ? undefined : BigInt(max) } });
            expect(read).toMatchObject(written.kind === 'table' ? { element: written.element } : { limits: { shared: written.shared } });
          }
        }
        expect(value?.exports.map((e) => e.name)).toEqual(own ? ['run'] : []);
      }),
      { seed, numRuns: 200 },
    );
  });

  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2n ** 64n - 1n, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
  ])('writes %s in as few bytes as it needs', (value, bytes) => {
    expect(unsigned(value)).toEqual(bytes);
  });
});
