import type { Deprecation } from '../../generator/ir/abi.js';
import { compare } from '../../generator/ir/version.js';
import type { AbiItem } from '../pair/items.js';
import type { Hit } from '../rule.js';
import { breaksOf } from '../verdict/breaks.js';
import { carriesBreaks, coreOf, nextMajor } from '../verdict/bump.js';
import type { PolicyContext } from '../verdict/context.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';
import { isBefore } from '../verdict/removals.js';
import { replacementFault } from '../verdict/replacement.js';

/** Something that the candidate deprecates, beside what it was in the newest release. */
interface Marked {
  readonly item: AbiItem;
  readonly marker: Deprecation;
  readonly then: AbiItem | undefined;
  /** What the release said of it. */
  readonly former: Deprecation | undefined;
}

const known = new WeakMap<object, readonly Marked[]>();

function markedItems(context: PolicyContext): readonly Marked[] {
  const step = context.step();
  const { from, to, keyThen } = step;
  const found =
    known.get(step) ??
    [...to.items().values()].flatMap((item): Marked[] => {
      if (!item.deprecated) return [];
      const then = from.items().get(keyThen.get(item.key) ?? '');
      return [{ item, marker: item.deprecated, then, former: then?.deprecated }];
    });
  known.set(step, found);
  return found;
}

/** A rule about each marker. `member`: the key of the marker that it is about. */
const markerRule = (
  text: Pick<PolicyRule, 'id' | 'summary' | 'why' | 'fix' | 'severity'> & Partial<Pick<PolicyRule, 'bump'>>,
  member: keyof Deprecation,
  fault: (marked: Marked, context: PolicyContext) => Omit<Hit, 'item'> | undefined,
): PolicyRule => ({
  ...processOnly,
  ...text,
  waivable: true,
  *find(context) {
    for (const marked of markedItems(context)) {
      const { item, then } = marked;
      const hit = fault(marked, context);
      if (hit) yield { item: item.key, from: then && placeOf(then, member), to: placeOf(item, member), ...hit };
    }
  },
});

const placeOf = ({ origin }: AbiItem, member: string) => ({ file: origin.file, pointer: `${origin.pointer}/deprecated/${member}` });

export const deprecationRules: readonly PolicyRule[] = [
  markerRule(
    {
      id: 'deprecation-without-replacement',
      summary: 'A running deprecation does not name a replacement any more.',
      why: 'Those who were on their way to the replacement have nowhere to go. The longer window holds from now on.',
      fix: 'Name a replacement.',
      severity: 'warning',
    },
    'noReplacement',
    ({ item, marker, former }) =>
      former?.replacement !== undefined && marker.replacement === undefined
        ? {
            was: former.replacement,
            message: `the deprecation of ${item.key} named ${former.replacement} as its replacement and names none now`,
          }
        : undefined,
  ),
  markerRule(
    {
      id: 'deprecation-replacement-invalid',
      summary: 'The replacement that a deprecation names is no replacement for everybody.',
      why: 'Who uses the old form must be able to move: to something as stable, on the same targets, without more capabilities.',
      fix: 'Name something else, or say why there is no replacement.',
      severity: 'error',
    },
    'replacement',
    ({ item, marker }, context) => {
      const why = marker.replacement === undefined ? undefined : replacementFault(context.pair.to, item, marker.replacement);
      return why === undefined
        ? undefined
        : { is: marker.replacement, message: `${marker.replacement} cannot replace ${item.key}: it ${why}` };
    },
  ),
  {
    id: 'deprecation-backdated',
    summary: 'A deprecation says that it was announced in another version than the first one that has it.',
    why: 'The window is counted from the announcement. Nobody could have read one that did not exist.',
    fix: 'Write the version that first has the marker as `in`, and never change it.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      for (const { item, marker, then, former } of markedItems(context)) {
        const hit = { item: item.key, from: then && placeOf(then, 'in'), to: placeOf(item, 'in'), is: marker.in };
        if (former && former.in !== marker.in)
          yield {
            ...hit,
            was: former.in,
            message: `the deprecation of ${item.key} was announced in ${former.in} and says ${marker.in} now`,
          };
        else if (!former && then && coreOf(marker.in) !== coreOf(context.candidate))
          yield {
            ...hit,
            message: `the deprecation of ${item.key} is new in ${context.candidate} and says that it was announced in ${marker.in}`,
          };
      }
      for (const { item, marker, release } of breaksOf(context).flatMap((found) => found.notices))
        if (release && coreOf(release.version) !== coreOf(marker.in))
          yield {
            item: item.key,
            from: placeOf(item, 'in'),
            was: marker.in,
            message: `${item.key} says that ${marker.in} announced its deprecation; the first release with it is ${release.version}`,
          };
    },
  },
  markerRule(
    {
      id: 'remove-in-missing',
      summary: 'A deprecation does not say in which version it ends.',
      why: 'Without a plan nobody knows how long there is to move.',
      fix: 'Add `removeIn`; the report names the lowest version that is legal.',
      severity: ({ removeIn }) => (removeIn === 'required' ? 'error' : 'warning'),
    },
    'removeIn',
    ({ item, marker }) =>
      marker.removeIn === undefined ? { message: `the deprecation of ${item.key} does not say when it ends` } : undefined,
  ),
  markerRule(
    {
      id: 'sunset-too-soon',
      summary: 'A deprecation plans its end for a version that may not carry it.',
      why: 'What is stable goes in a major that comes after the window, and in no other version.',
      fix: 'Plan it for the next major after the one that announces it.',
      severity: 'error',
    },
    'removeIn',
    ({ item, marker }) => {
      if (marker.removeIn === undefined || item.stability !== 'stable') return undefined;
      const least = nextMajor(marker.in);
      if (!isBefore(marker.removeIn, least) && carriesBreaks(marker.removeIn)) return undefined;
      return {
        is: marker.removeIn,
        message: `${item.key} is to go in ${marker.removeIn}; the first version that may do without it is ${least}`,
      };
    },
  ),
  markerRule(
    {
      id: 'remove-in-moved-earlier',
      summary: 'The planned end of a deprecation has moved to an earlier version, or is not said any more.',
      why: 'Until then it was promised to stay.',
      fix: 'Restore the version.',
      severity: 'error',
    },
    'removeIn',
    ({ item, marker: { removeIn: is }, former }) => {
      const was = former?.removeIn;
      if (was === undefined || (is !== undefined && compare(is, was) >= 0)) return undefined;
      const now = is === undefined ? 'says nothing of that now' : `is to go in ${is} now`;
      return { was, is, message: `${item.key} was to stay until ${was} and ${now}` };
    },
  ),
  markerRule(
    {
      id: 'remove-in-moved-later',
      summary: 'The planned end of a deprecation has moved to a later version.',
      why: 'A promise is extended.',
      fix: 'Nothing to do.',
      severity: 'info',
      bump: 'patch',
    },
    'removeIn',
    ({ item, marker: { removeIn: is }, former }) => {
      const was = former?.removeIn;
      return is !== undefined && was !== undefined && compare(is, was) > 0
        ? { was, is, message: `${item.key} was to stay until ${was} and stays until ${is} now` }
        : undefined;
    },
  ),
  markerRule(
    {
      id: 'remove-in-overdue',
      summary: 'Something is still there in the version in which it was to go.',
      why: 'A plan that nobody keeps to tells nobody anything.',
      fix: 'Remove it as planned, or plan a later version.',
      severity: 'warning',
    },
    'removeIn',
    ({ item, marker: { removeIn } }, { candidate }) =>
      removeIn !== undefined && item.status === 'deprecated' && !isBefore(candidate, removeIn)
        ? { is: removeIn, message: `${item.key} was to go in ${removeIn} and is still in ${candidate}` }
        : undefined,
  ),
];
