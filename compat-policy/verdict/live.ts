import { compare } from '../../generator/ir/version.js';
import { isPrerelease, lineOf, numbersOf } from './bump.js';
import { addDays } from './dates.js';
import type { Policy } from './policy.js';
import type { Release } from './verdict.js';

/**
 * The releases below a candidate whose guests hosts must still serve on a date, lowest first: the newest patch of every minor
 * of the live majors. The candidate's major is live. An older one is while less than `overlap.days` have passed since the
 * major after it came out, which for a candidate is the date of the check; and never more than `overlap.majors` are.
 */
export function liveReleases(releases: readonly Release[], candidate: string, asOf: string, { windows }: Policy): readonly Release[] {
  const published = releases
    .filter(({ version }) => !isPrerelease(version) && compare(version, candidate) < 0)
    .sort((a, b) => compare(a.version, b.version));
  const majors = [...new Set([...published.map((r) => majorOf(r.version)), majorOf(candidate)])].slice(-windows.overlap.majors);
  const live = majors.filter((_, i) => {
    const next = majors[i + 1];
    if (next === undefined) return true;
    const first = published.find((r) => majorOf(r.version) === next);
    return asOf < addDays(first?.date ?? asOf, windows.overlap.days);
  });
  const newest = new Map(published.map((release) => [lineOf(release.version), release]));
  return [...newest.values()].filter((release) => live.includes(majorOf(release.version)));
}

/** What carries breaks: before 1.0.0 the second number does. */
const majorOf = (version: string): string => (numbersOf(version).major === 0 ? lineOf(version) : String(numbersOf(version).major));
