import { expect, test } from 'vitest';
import { readBoundary, readModule } from '../../../generator/wasm/read.js';
import { realModules } from '../../support/wasm/modules.js';
import { boundaryOf, reflected } from '../../support/wasm/reflect.js';
import { builtModules } from './built.js';

const modules = [...realModules, ...builtModules];
const engine = reflected(modules.map(({ bytes }) => bytes));

test('there are at least 30 real modules that this engine takes, of every compiler', () => {
  const taken = realModules.filter((_, i) => engine[i] !== null);
  expect(taken.length).toBeGreaterThanOrEqual(30);
  for (const of of ['guests', 'as-sha256', 'tree-sitter', 'playwright', 'source-map', 'sql.js', 'oniguruma', 'hash-wasm', 'feature-detect'])
    expect(taken.filter(({ name }) => name.includes(of)).length, of).toBeGreaterThan(0);
});

test.each(modules.map((module, i) => ({ ...module, told: engine[i] ?? null })))(
  '$name is read as the engine reads it',
  ({ name, bytes, told }) => {
    const { value, diagnostics } = readModule(bytes, name);
    if (told === null) {
      expect(diagnostics.map((d) => d.code)).toEqual(['wasm/refused']);
      expect(readBoundary(bytes, name).diagnostics).toEqual([]);
    } else {
      expect(diagnostics).toEqual([]);
      expect(value && boundaryOf(value)).toEqual(told);
    }
  },
);

test.each(modules)('the sections of $name follow each other from the header to the end', ({ name, bytes }) => {
  const { value } = readBoundary(bytes, name);
  const ends = value?.sections.map(({ start, size }) => start + size) ?? [];
  expect(value?.sections.map(({ start }) => start)).toEqual([8, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(bytes.length);
});

test.each(modules.filter((_, i) => engine[i] !== null))('the custom sections of $name are those of the engine', ({ name, bytes }) => {
  const { value } = readModule(bytes, name);
  const module = new WebAssembly.Module(new Uint8Array(bytes));
  for (const of of new Set(value?.customs.map((custom) => custom.name)))
    expect(value?.customs.filter((custom) => custom.name === of).map((custom) => custom.bytes)).toEqual(
      WebAssembly.Module.customSections(module, of).map((buffer) => new Uint8Array(buffer)),
    );
});
