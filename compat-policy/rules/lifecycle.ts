import { opposites } from '../compare/polarity.js';
import { counterparts } from '../pair/counterparts.js';
import type { AbiItem } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair } from '../pair/pair.js';
import { harm, harmless, type Rule } from '../rule.js';

const unseen = { none: 'a host and a guest run as they did; only what is promised of the item has changed' };

/** What an ABI says of how long something will stay as it is. */
export const lifecycleRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'deprecated',
      summary: 'Something that is announced as deprecated.',
      why: 'It works as it did. Guests that use it have until its window is over to move.',
      fix: 'Nothing to do in the ABI. Guests move to the replacement that it names.',
      bump: 'minor',
      harm: harmless,
      witness: unseen,
    },
    {
      id: 'deprecation-removed',
      summary: 'Something that is not deprecated any more.',
      why: 'It stays. Whoever wants to remove it later has to announce it again, and a new window begins.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harmless,
      witness: unseen,
    },
    function* (pair) {
      for (const { item, then } of restated(pair))
        if (item.status === 'deprecated' && item.deprecated && then.status === 'active')
          yield {
            item: then.key,
            itemNow: item.key,
            what: 'the deprecation',
            is: `since ${item.deprecated.in}`,
            from: then.origin,
            to: under(item, 'deprecated'),
          };
    },
  ),
  ...opposites(
    {
      id: 'stability-lowered',
      summary: 'Something that is promised less firmly than before: stable to preview, or preview to experimental.',
      why: 'Those who rely on it were promised that it stays as long as its old stability says.',
      fix: 'Keep the stability. To be free to change something stable, deprecate it and add the new form as preview.',
      bump: 'major',
      harm: harm('-', '-', 'c', 'c'),
      witness: unseen,
    },
    {
      id: 'stability-raised',
      summary: 'Something that is promised more firmly than before.',
      why: 'New guests may rely on it for longer.',
      fix: 'Nothing to do. From now on its window is the longer one.',
      bump: 'minor',
      harm: harmless,
      witness: unseen,
    },
    function* (pair) {
      for (const { item, then } of restated(pair)) {
        const ofParent = item.parent?.stability === item.stability && then.parent?.stability === then.stability;
        if (stabilities.indexOf(item.stability) > stabilities.indexOf(then.stability) && !ofParent)
          yield {
            item: then.key,
            itemNow: item.key,
            what: 'the stability',
            was: then.stability,
            is: item.stability,
            from: under(then, 'stability'),
            to: under(item, 'stability'),
          };
      }
    },
  ),
];

const stabilities = ['stable', 'preview', 'experimental'];

/** Items of the candidate of which something else is promised, beside what they were in the baseline. */
const restated = oncePer((pair: AbiPair): readonly { readonly item: AbiItem; readonly then: AbiItem }[] => {
  const [before, after] = [pair.from.items(), pair.to.items()];
  return [...counterparts(pair)].flatMap(([now, old]) => {
    const item = after.get(now);
    const then = item && before.get(old);
    return then && (item.status !== then.status || item.stability !== then.stability) ? [{ item, then }] : [];
  });
});

const under = ({ origin }: AbiItem, member: string) => ({ file: origin.file, pointer: `${origin.pointer}/${member}` });
