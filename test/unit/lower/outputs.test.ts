import { expect, it } from 'vitest';
import { outputKeys } from '../../../generator/ir/outputs.js';
import { base, merged, sideOfFiles } from '../compat/fixtures.js';

/** The keys of what the host of a function returns, given its parameters and its result. */
const keysOf = (params: readonly { readonly name: string; readonly [keyword: string]: string }[], result: Record<string, string>) => {
  const look = { import: 'demo_look', doc: 'Looks.', capability: 'demo.use', params, result: { errors: 'errno', ...result } };
  const { functions } = sideOfFiles(merged(base, { 'api.json': { functions: { look } } }));
  return functions.filter(({ func }) => func.name === 'look').flatMap((f) => outputKeys(f).map(({ name }) => name));
};

const out = (name: string) => ({ name, type: 'u32', pass: 'out' });
const value = { type: 'u32', encoding: 'value-or-negative-error' };

it('outputs are keys where a host returns several, the value of the result first', () => {
  expect(keysOf([out('size'), out('age')], {})).toEqual(['size', 'age']);
  expect(keysOf([out('size')], { ...value, name: 'total' })).toEqual(['total', 'size']);
  expect(keysOf([out('size')], {})).toEqual([]);
  expect(keysOf([{ name: 'text', type: 'bytes', pass: 'out', written: 'result' }], value)).toEqual([]);
});

it('the result makes way for a parameter that bindings would give the same key', () => {
  expect(keysOf([out('result')], value)).toEqual(['result-value', 'result']);
  expect(keysOf([out('row-count')], { ...value, name: 'row_count' })).toEqual(['row_count-value', 'row-count']);
});
