import type { AbiItem } from '../pair/items.js';
import { isDeclared } from '../verdict/breaks.js';
import { coreOf } from '../verdict/bump.js';
import { type PolicyContext, sideOfRelease } from '../verdict/context.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';
import { isBefore } from '../verdict/removals.js';

/** Items that say nothing of their own about when they came: parts of a signature come and go with it. */
const partOfSignature = /^(parameter|result|export-parameter|export-result|reserved|interface|abi)( |$)/;

/** Items that the newest release does not have. Where their container is new as well, only that is told. */
function* newItems(context: PolicyContext): Iterable<AbiItem> {
  const { from, to, keyThen, differing } = context.step();
  if (from.abi.version === to.abi.version) return;
  for (const item of to.items().within(differing.to)) {
    const containerIsNew = item.parent !== undefined && !keyThen.has(item.parent.key) && !item.parent.key.startsWith('interface ');
    if (!keyThen.has(item.key) && !containerIsNew && !partOfSignature.test(item.key) && isDeclared(item)) yield item;
  }
}

/** Whether a version is the first that has an item. Without a ledger it is believed what the newest release does not deny. */
function isFirst(context: PolicyContext, { key }: AbiItem, version: string): boolean {
  const first = context.published.find((release) => sideOfRelease(context, release).items().get(key) !== undefined);
  return first ? coreOf(first.version) === coreOf(version) : !isBefore(context.step().from.abi.version, version);
}

const placeOf = ({ origin }: AbiItem) => ({ file: origin.file, pointer: `${origin.pointer}/since` });
const ownSince = (item: AbiItem): string | undefined => (item.since === item.parent?.since ? undefined : item.since);

/** `since` is what tells a guest which hosts it can run on. */
export const sinceRules: readonly PolicyRule[] = [
  {
    id: 'since-wrong',
    summary: 'Something new says that an older version had it.',
    why: 'Guests compute from `since` on which hosts they run. They would be let onto hosts that lack it.',
    fix: 'Write the version that brings it.',
    ...processOnly,
    severity: 'error',
    waivable: true,
    *find(context) {
      for (const item of newItems(context)) {
        const since = ownSince(item);
        if (since !== undefined && coreOf(since) !== coreOf(context.candidate))
          yield {
            item: item.key,
            is: since,
            to: placeOf(item),
            message: `${item.key} is new in ${context.candidate} and says that it is there since ${since}`,
          };
      }
    },
  },
  {
    id: 'since-missing',
    summary: 'Something new does not say since when it is there.',
    why: 'Guests compute from `since` on which hosts they run. What says nothing counts as being there from the beginning.',
    fix: 'Add `since` with the version that brings it.',
    ...processOnly,
    severity: 'warning',
    waivable: true,
    *find(context) {
      for (const item of newItems(context))
        if (ownSince(item) === undefined && item.since !== context.candidate)
          yield { item: item.key, to: item.origin, message: `${item.key} is new in ${context.candidate} and does not say so` };
    },
  },
  {
    id: 'since-edited',
    summary: 'The version since which something is there was changed.',
    why: 'What was released does not change. Guests would be kept from hosts that have it, or let onto hosts that do not.',
    fix: 'Restore it.',
    ...processOnly,
    severity: 'error',
    bump: 'patch',
    waivable: true,
    *find(context) {
      const { from, to, keyThen, differing } = context.step();
      for (const item of to.items().within(differing.to)) {
        const then = from.items().get(keyThen.get(item.key) ?? '');
        const [was, is] = [then?.since, item.since];
        // What is inside something follows it.
        if (!then || was === is || (item.since === item.parent?.since && then.since === then.parent?.since)) continue;
        // To say what was not said before is welcome, as long as it is true.
        if (was === undefined && is !== undefined && isFirst(context, then, is)) continue;
        yield {
          item: item.key,
          was: was ?? 'not said',
          is: is ?? 'not said',
          what: 'the version since which it is there',
          from: placeOf(then),
          to: placeOf(item),
        };
      }
    },
  },
];
