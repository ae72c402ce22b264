import type { Times } from './model.js';

/** The middle of numbers, of an even count the mean of the two in the middle. There must be one at least. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The least of the numbers that at least `percent` of them do not exceed (nearest rank). */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Milliseconds with a thousandth, which is finer than any clock of a host that is not isolated. */
const thousandth = (ms: number): number => Math.round(ms * 1000) / 1000;

export const timesOf = (samples: readonly number[]): Times => ({
  median: thousandth(median(samples)),
  p95: thousandth(percentile(samples, 95)),
  samples: samples.map(thousandth),
});

/** Null where there is nothing to divide by. */
export const ratioOf = (measured: number, baseline: number): number | null =>
  baseline === 0 ? null : Math.round((measured / baseline) * 10_000) / 10_000;

/**
 * The median of the ratios of samples that were taken one after the other, so that a load which comes and goes is in both.
 * Pairs whose second number is 0 say nothing. Null if none is left.
 */
export function pairedRatio(measured: readonly number[], baseline: readonly number[]): number | null {
  const ratios = measured.flatMap((ms, i) => {
    const other = baseline[i];
    return other === undefined || other === 0 ? [] : [ms / other];
  });
  return ratios.length === 0 ? null : ratioOf(median(ratios), 1);
}
