import type { Deprecation } from '../../generator/ir/abi.js';
import { compare } from '../../generator/ir/version.js';
import type { AbiItem } from '../pair/items.js';
import { coreOf, nextMajor, numbersOf } from './bump.js';
import type { Announcing } from './context.js';
import { addDays } from './dates.js';
import { majorGapAfter } from './major-gap.js';
import type { Removal } from './verdict.js';
import { noticeOf } from './window.js';

/** When each thing that the candidate deprecates may go at the earliest. Without a release that has the marker: from now on. */
export function removalsOf(context: Announcing): readonly Removal[] {
  return [...context.pair.to.items().values()].flatMap((item) => {
    const marker = item.deprecated;
    if (!marker || item.status !== 'deprecated') return [];
    const { release, window } = noticeOf(context, { item, marker });
    const earliest = earliestVersion(item, marker, window.minors, context.candidate);
    const over = addDays(release?.date ?? context.asOf, window.days);
    return [
      {
        item: item.key,
        deprecatedIn: marker.in,
        deprecatedOn: release?.date ?? null,
        replacement: marker.replacement ?? null,
        removeIn: marker.removeIn ?? null,
        earliestVersion: earliest,
        earliestDate: laterOf(over, majorFrom(context, earliest)),
      },
    ];
  });
}

const laterOf = (date: string, other: string | undefined): string => (other !== undefined && other > date ? other : date);

/** The date from which on a version may come as the next major after that of the candidate; undefined where it is none. */
function majorFrom(context: Announcing, version: string): string | undefined {
  const { major } = numbersOf(context.candidate);
  if (major === 0 || numbersOf(version).major === major) return undefined;
  return majorGapAfter(context, major)?.end ?? addDays(context.asOf, context.policy.windows.majorGap);
}

/**
 * The lowest version that may do without an item which is still there in `candidate`: the next major, which also has room for
 * any number of minors before it. What is not stable, or is of 0.y, goes in a minor, once there were enough of them. What is
 * promised to stay until a later version goes in none before that.
 */
export function earliestVersion(item: AbiItem, { in: announced, removeIn }: Deprecation, minors: number, candidate: string): string {
  const lowest = lowestVersion(item, announced, minors, candidate);
  return removeIn !== undefined && compare(removeIn, lowest) > 0 ? removeIn : lowest;
}

function lowestVersion({ stability }: AbiItem, announced: string, minors: number, candidate: string): string {
  const last = compare(announced, candidate) > 0 ? announced : candidate;
  if (stability === 'stable' && numbersOf(announced).major > 0) return nextMajor(last);
  const { major, minor } = numbersOf(last);
  const first = numbersOf(announced);
  const enough = first.major === major ? first.minor + minors : 0;
  return `${major}.${Math.max(minor + 1, enough)}.0`;
}

/** Whether a version comes before another, pre-releases counting as what they lead to. */
export const isBefore = (version: string, other: string): boolean => compare(coreOf(version), coreOf(other)) < 0;
