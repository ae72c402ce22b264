import { expect, test } from 'vitest';
import { expectLinear } from '../support/growth.js';

/** Steps of about a nanosecond. */
const steps = (n: number) => () => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = (sum + i) | 0;
  return sum;
};

test('what costs the square of its size is told from what does not', () => {
  expectLinear(10_000, (n) => steps(n * 20_000));
  expect(() => expectLinear(20_000, (n) => steps(n * n))).toThrow('to be less than 40');
});
