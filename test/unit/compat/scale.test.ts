import { describe, expect, it } from 'vitest';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { paramsOf } from '../../../compat-policy/pair/params.js';
import { siteChanges } from '../../../compat-policy/pair/sites.js';
import { replacementFault } from '../../../compat-policy/verdict/replacement.js';
import { callers } from '../../../compat-policy/witness/call.js';
import { base, type Files, merged, sideOfFiles } from './fixtures.js';

/** The work that a comparison of a large ABI does, counted where it was once done for each function or each finding anew. */

const functions = (count: number, result: string): Files => ({
  'api.json': {
    functions: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `f${i}`,
        {
          import: `demo_f${i}`,
          doc: 'One of many.',
          capability: 'demo.use',
          params: [{ name: 'size', type: 'u32' }],
          result: { type: result },
        },
      ]),
    ),
  },
});
const sidesOf = (count: number) => {
  const before = merged(base, functions(count, 'u32'));
  return [sideOfFiles(before), sideOfFiles(merged(before, functions(count, 'u64')))] as const;
};

describe('a comparison in which every function changed', () => {
  it('matches the parameters of a function once, whichever rule asks', () => {
    const pair = pairOf(...sidesOf(3));
    expect(pair.functions.changed).toHaveLength(3);
    for (const change of pair.functions.changed) expect(paramsOf(change)).toBe(paramsOf(change));
  });

  it('has values of what changed of a function, and none of its other parameters', () => {
    const sites = siteChanges(pairOf(...sidesOf(3)));
    expect(sites.map(({ from }) => from.key)).toEqual(['result api.f0', 'result api.f1', 'result api.f2']);
  });

  it('makes one guest for all functions of one signature', () => {
    const [before, after] = sidesOf(50);
    const callerFor = callers();
    const made = new Set([...before.functions, ...after.functions].filter(({ func }) => /^f\d+$/.test(func.name)).map(callerFor));
    expect(made.size).toBe(2);
  });

  it('finds replacements without a look at every item for each', () => {
    const [side] = sidesOf(50);
    const items = side.items();
    let walks = 0;
    const values = () => {
      walks++;
      return items.values();
    };
    const counted = { ...side, items: () => ({ ...items, values }) };
    for (let i = 0; i < 50; i++) {
      const item = items.get(`function api.f${i}`);
      if (!item) throw new Error('there is no such function');
      expect(replacementFault(counted, item, 'api.nowhere')).toBe('does not exist');
    }
    expect(walks).toBe(1);
  });
});
