import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoundary, readModule } from '../../../generator/wasm/read.js';
import { realModules } from '../../support/wasm/modules.js';
import { boundaryOf, engineBoundary } from '../../support/wasm/reflect.js';
import { builtModules } from './built.js';
import { changes, mutated, sectionsOf } from './mutate.js';

// Makes the engine tell the types of imports and exports; see the WebAssembly type reflection proposal.
setFlagsFromString('--experimental-wasm-type-reflection');

const nightly = process.env.MOLT_ABI_NIGHTLY === '1';
const numRuns = nightly ? 200_000 : 4_000;
/** Seed of the changes; `FC_SEED` repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

/** Larger modules have the same forms, and would only be slower to change. */
const largest = 14_000;
const sources = [...realModules, ...builtModules].filter(({ bytes }) => bytes.length <= largest);
const modules = sources.map(({ bytes }) => sectionsOf(bytes)).filter((sections) => sections.length > 0);

/** What must hold for any bytes. Gives whether there was an answer. */
function holds(bytes: Uint8Array<ArrayBuffer>): boolean {
  const { value, diagnostics } = readModule(bytes, 'm.wasm');
  const valid = WebAssembly.validate(bytes);
  expect(value !== undefined, diagnostics[0]?.message).toBe(valid);
  expect(diagnostics.length).toBe(valid ? 0 : 1);
  if (valid) expect(value && boundaryOf(value)).toEqual(engineBoundary(bytes));
  // Without the engine no more is refused, and what is refused is told in the same words.
  const boundary = readBoundary(bytes, 'm.wasm');
  if (boundary.value === undefined) expect(diagnostics).toEqual(boundary.diagnostics);
  return valid;
}

describe(`changed modules, FC_SEED=${seed}`, () => {
  const module = fc.constantFrom(...modules);
  const any = fc
    .tuple(
      module,
      module,
      fc.array(fc.nat(30), { maxLength: 2 }),
      fc.array(changes, { maxLength: 4 }),
      fc.oneof(fc.constant(0), fc.constant(0), fc.nat()),
    )
    .map(([own, other, borrowed, applied, end]) => mutated(own, other, borrowed, applied, end));

  test(`${numRuns} of them: an answer exactly where the engine takes the module, and the same as the engine's`, () => {
    let answers = 0;
    fc.assert(
      fc.property(any, (bytes) => {
        if (holds(bytes)) answers++;
      }),
      { numRuns, seed },
    );
    // Were nearly all refused, or none, the runs would show little.
    expect(answers).toBeGreaterThan(numRuns / 20);
    expect(answers).toBeLessThan((numRuns * 3) / 4);
  }, 3_600_000);

  test('random bytes after a header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
        holds(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...tail]));
      }),
      { numRuns: numRuns / 4, seed },
    );
  }, 3_600_000);
});

test.each(sources.filter(({ bytes }) => WebAssembly.validate(new Uint8Array(bytes))))(
  'case 56: $name cut off anywhere is answered where the engine takes it, and nowhere else',
  ({ bytes }) => {
    const step = Math.ceil(bytes.length / 500);
    for (let end = 0; end < bytes.length; end += step) holds(new Uint8Array(bytes.subarray(0, end)));
  },
);
