import { expect, test } from 'vitest';
import { indescribable } from '../../../generator/infer/merge.js';
import { realModules } from '../../support/wasm/modules.js';
import { compiled, expectSound, faultsOf, given, inferred } from './support.js';

/** Real modules, each with another boundary; what the engine does not know yet is read all the same. */
const modules = [
  ...new Map(
    realModules.map(({ name, bytes }) => {
      const module = given(name, bytes);
      const { imports, exports } = module.module;
      return [JSON.stringify([imports, exports], (_, value) => (typeof value === 'bigint' ? `${value}` : value)), module] as const;
    }),
  ).values(),
];
/** Emitters are given those that import something; the boundary of the others is a few exports. */
const importers = modules.filter(({ module }) => module.imports.length > 0);

test('there are modules of many toolchains', () => {
  expect(modules.length).toBeGreaterThan(30);
  expect(importers.length).toBeGreaterThan(12);
});

test.each(modules.map((module) => [module.path, module] as const))('%s passes against its draft, which is the same twice', (_, module) => {
  const made = inferred([module]);
  expect(inferred([module])).toEqual(made);
  expect(faultsOf(compiled(made).lowered, module)).toEqual([]);
  const keys = new Set(module.module.imports.map(({ module: from, name }) => JSON.stringify([from, name])));
  const { imports, known, drafted, open } = made.counts;
  expect(imports).toBe(keys.size);
  expect(known + drafted + open + made.conflicts.length).toBe(imports);
  if (module.module.imports.every(({ type }) => indescribable(type) === undefined)) expect(known + drafted).toBe(imports);
});

test.each(importers.map((module) => [module.path, module] as const))('every emitter takes the draft of %s', async (_, module) => {
  await expectSound(inferred([module]), [module]);
});

test('all of them together make one draft, but for the names that they disagree about', async () => {
  const made = inferred(modules);
  const disagreed = new Set(made.conflicts.map(({ module }) => module));
  const agreeing = modules.filter(({ module }) => module.imports.every((found) => !disagreed.has(found.module)));
  expect(agreeing.length).toBeGreaterThan(5);
  await expectSound(made, agreeing);
});
