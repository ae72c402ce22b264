import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, pairedRatio, percentile, ratioOf, timesOf } from '../../../generator/measure/statistics.js';

const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };
const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('statistics', () => {
  it('are of known numbers what they are known to be', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([percentile(hundred, 95), percentile(hundred, 50), percentile([5, 1], 95), percentile([1], 0)]).toEqual([95, 50, 5, 1]);
  });

  it('take the longest of fewer than 20 as p95, and the second longest of 20', () => {
    const up = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    expect([percentile(up(19), 95), percentile(up(20), 95)]).toEqual([19, 19]);
  });

  it('keep between the least and the most, with half on each side of the median', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const middle = median(list);
        expect(list.filter((n) => n <= middle).length * 2).toBeGreaterThanOrEqual(list.length);
        expect(list.filter((n) => n >= middle).length * 2).toBeGreaterThanOrEqual(list.length);
        const high = percentile(list, 95);
        expect(list).toContain(high);
        expect(list.filter((n) => n <= high).length).toBeGreaterThanOrEqual(0.95 * list.length);
      }),
      seed,
    );
  });

  it('leave samples in their order, and change none of the input', () => {
    const samples = Object.freeze([3.00004, 1, 2]);
    expect(timesOf(samples)).toEqual({ median: 2, p95: 3, samples: [3, 1, 2] });
  });

  it('divide pair by pair, so that what slows both down is in neither', () => {
    expect(pairedRatio([2, 20, 6], [1, 10, 2])).toBe(2);
    expect(pairedRatio([2, 5], [1, 0])).toBe(2);
    expect([pairedRatio([1], [0]), pairedRatio([], []), ratioOf(1, 0)]).toEqual([null, null, null]);
    expect(ratioOf(1, 3)).toBe(0.3333);
  });
});
