import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSurfaces } from '../../../generator/cli/verify/surfaces.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { indexOf } from '../../../generator/verify/imports.js';
import { standingOf } from '../../../generator/verify/standing.js';
import { verify } from '../../../generator/verify/verify.js';
import type { ExternType, WasmExport, WasmImport } from '../../../runtime-glue/wasm/module.js';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const index = indexOf((compileSurfaces(nodeHost, 'schemas/molt').value ?? []).at(-1) ?? expect.fail('Molt does not compile'));
const { surface } = index;

const func: ExternType = { kind: 'func', params: [], results: [] };
const limits = { min: 1n, max: 2n, shared: true, index: 'i32', pageSizeLog2: 16 } as const;
const shared: ExternType = { kind: 'memory', limits };

/** Mostly what the ABI has, now and then of another type or name, or shared memory. */
const found: fc.Arbitrary<WasmImport> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...surface.imports) },
  { weight: 1, arbitrary: fc.constantFrom(...surface.imports).map((item) => ({ ...item, type: func })) },
  { weight: 1, arbitrary: fc.constant({ module: 'env', name: 'nothing', type: func }) },
  { weight: 1, arbitrary: fc.constantFrom(...surface.modules).map(({ name }) => ({ module: name, name: 'any', type: func })) },
  { weight: 1, arbitrary: fc.constant({ module: 'molt_runtime', name: 'memory', type: shared }) },
);
const owned: fc.Arbitrary<WasmExport> = fc.oneof(
  fc.constantFrom(...surface.exports).map(({ name, type }) => ({ name, type: type ?? func, index: 0 })),
  fc
    .constantFrom(...surface.exports)
    .map(({ name }) => ({ name, type: { kind: 'func', params: ['f64'], results: [] } as const, index: 0 })),
);

test('a module stands with hosts as verify says it, without the words', () => {
  const seen = new Set<boolean>();
  const lists = [fc.array(found, { maxLength: 6 }), fc.uniqueArray(owned, { selector: ({ name }) => name, maxLength: 6 })] as const;
  fc.assert(
    fc.property(...lists, (imports, exports) => {
      const module = { imports, exports, sections: [], customs: [] };
      const anyHost = { target: undefined, granted: undefined, deterministic: false };
      const { pass, runsOn } = verify({ path: 'a.wasm', sha256: '', bytes: 0, module }, { index, releases: [] }, anyHost);
      const { passes, targets } = standingOf(index, module);
      expect({ passes, targets }).toEqual({ passes: pass, targets: runsOn });
      seen.add(pass);
    }),
    { seed, numRuns: 2_000 },
  );
  expect(seen).toEqual(new Set([true, false]));
});
