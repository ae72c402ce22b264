import { numbersOf } from './bump.js';
import type { Announcing } from './context.js';
import { addDays } from './dates.js';
import type { Release } from './verdict.js';

/** The first published release of a major, and the date from which on the next major may come; undefined where there is none. */
export function majorGapAfter(
  { published, policy }: Pick<Announcing, 'published' | 'policy'>,
  major: number,
): { readonly first: Release; readonly end: string } | undefined {
  const first = published.find(({ version }) => numbersOf(version).major === major);
  const gap = Math.max(policy.windows.majorGap, published.at(-1)?.windows?.majorGap ?? 0);
  return first && { first, end: addDays(first.date, gap) };
}
