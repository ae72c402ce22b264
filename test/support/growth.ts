import { expect } from 'vitest';

/** Milliseconds of this process's own processors, so that others on the machine count little; the least of some runs where one is short. */
function cost(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let spent = 0, runs = 0; runs < 3 && spent < 300; runs++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    spent += ms;
    least = Math.min(least, ms);
  }
  return least;
}

/**
 * Demands that something of size `n` costs what grows with its size, and not with the square of it. `prepare` makes what is run;
 * its own time does not count. Ten times the size is 10 x the cost where it is linear, and 100 x where it is quadratic.
 */
export function expectLinear(n: number, prepare: (n: number) => () => unknown): void {
  const [small, large] = [prepare(n / 10), prepare(n)].map(cost) as [number, number];
  // What takes a few milliseconds is mostly noise, and harms nobody.
  expect(large / Math.max(small, 5)).toBeLessThan(40);
}
