import type { Fact } from './facts.js';
import { found, none, type Result, unknown } from './result.js';

const is =
  <K extends Fact['is']>(kind: K) =>
  (fact: Fact): fact is Fact & { readonly is: K } =>
    fact.is === kind;

/** Numbers that are looked at one by one. */
const fewNumbers = 1000;

/**
 * A number of which all facts are true. Nothing is found that was not tried, and `none` is said where it is proven: by an
 * empty range, by contradicting facts, or by trying every multiple in a range.
 */
export function findNumber(facts: readonly Fact[]): Result {
  const fits = (value: number) => facts.every((fact) => isTrue(fact, value));
  const among = facts.find(is('among'));
  if (among) return firstOf(among.values.filter((value) => typeof value === 'number').filter(fits)) ?? none;
  const low = bound(facts.filter(is('least')), (a, b) => a > b);
  const high = bound(facts.filter(is('most')), (a, b) => a < b);
  if (low.value > high.value || (low.value === high.value && (low.open || high.open))) return none;
  if (low.value === high.value) return fits(low.value) ? found(low.value) : none;
  const multiples = facts.filter(is('multiple'));
  const not = multiples.filter((fact) => !fact.holds).map((fact) => fact.of);
  const of = multiples.filter((fact) => fact.holds).map((fact) => fact.of);
  if (of.some((m) => not.includes(m))) return none;
  const wholes = facts.filter(is('whole'));
  if (wholes.some((fact) => fact.holds) && wholes.some((fact) => !fact.holds)) return none;
  const steps = [...of.filter(Number.isInteger), ...(wholes.some((fact) => fact.holds) ? [1] : [])];
  const step = steps.length === 0 ? undefined : steps.reduce(leastCommonMultiple);
  if (not.some((m) => of.some((other) => halving(m) && halving(other) && m <= other))) return none;
  if (step === undefined) return firstOf(candidates(low.value, high.value, of, facts.length).filter(fits)) ?? unknown;
  if (!Number.isSafeInteger(step)) return unknown;
  if (wholes.some((fact) => !fact.holds) || not.some((m) => divides(m, step))) return none;
  const [first, last] = [Math.ceil(low.value / step), Math.floor(high.value / step)];
  if (Number.isFinite(first) && Number.isFinite(last) && last - first < fewNumbers && Number.isSafeInteger(first)) {
    // One more at each end, since the division of the ends is rounded.
    for (let k = first - 1; k <= last + 1; k++) if (fits(k * step)) return found(k * step);
    return none;
  }
  const anchors = [0, first, last].filter(Number.isFinite);
  const near = anchors.flatMap((anchor) => Array.from({ length: fewNumbers }, (_, k) => [anchor + k, anchor - k]).flat());
  return firstOf(near.map((k) => k * step).filter((value) => Number.isSafeInteger(value) && fits(value))) ?? unknown;
}

function isTrue(fact: Fact, value: number): boolean {
  switch (fact.is) {
    case 'among':
      return fact.values.includes(value);
    case 'except':
      return !fact.values.includes(value);
    case 'least':
      return fact.open ? value > fact.value : value >= fact.value;
    case 'most':
      return fact.open ? value < fact.value : value <= fact.value;
    case 'multiple':
      return Number.isInteger(value / fact.of) === fact.holds;
    case 'whole':
      return Number.isInteger(value) === fact.holds;
    default:
      return true;
  }
}

function firstOf(values: readonly number[]): Result | undefined {
  return values[0] === undefined ? undefined : found(values[0] === 0 ? 0 : values[0]);
}

interface Bound {
  readonly value: number;
  readonly open: boolean;
}

/** The strictest of several bounds. */
function bound(bounds: readonly Bound[], stricter: (a: number, b: number) => boolean): Bound {
  const unbounded = { value: stricter(1, 0) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, open: false };
  return bounds.reduce<Bound>((a, b) => (stricter(b.value, a.value) || (b.value === a.value && b.open) ? b : a), unbounded);
}

/** 1, 0.5, 0.25 and so on, by which division is exact. */
const halving = (of: number): boolean => of <= 1 && Number.isInteger(Math.log2(of));

/** Whether every multiple of a whole number is one of another number. */
const divides = (of: number, step: number): boolean => (Number.isInteger(of) ? step % of === 0 : halving(of));

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Numbers in a range that are likely to do: round ones, ends, what lies between, and multiples of fractions. */
function candidates(low: number, high: number, fractions: readonly number[], count: number): number[] {
  const [from, to] = [Number.isFinite(low) ? low : Math.min(high, 0) - 4, Number.isFinite(high) ? high : Math.max(low, 0) + 4];
  const width = to - from;
  const between = Array.from({ length: count + 16 }, (_, i) => from + (width * (i + 1)) / (count + 17));
  const roundOnes = [0, 0.5, 1, -1, -0.5].flatMap((n) => [n, Math.floor(from) + n, Math.ceil(to) + n]);
  const far = Array.from({ length: count + 16 }, (_, i) => [to + i, from - i, from + i, to - i]).flat();
  const multiples = fractions.flatMap((m) =>
    [0, Math.floor(from / m), Math.floor(to / m)].flatMap((anchor) => Array.from({ length: 64 }, (_, k) => (anchor + k - 32) * m)),
  );
  return [...roundOnes, ...far, ...between, ...multiples];
}
