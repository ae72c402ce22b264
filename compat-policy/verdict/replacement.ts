import type { Func } from '../../generator/ir/abi.js';
import { entails, grantorsOf, needsOf } from '../compare/authority.js';
import { type AbiItem, itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { Side } from '../pair/pair.js';

const order = ['stable', 'preview', 'experimental'];

/** Why something cannot replace an item for all who use it, after `it`; undefined if it can. */
export function replacementFault(side: Side, item: AbiItem, replacement: string): string | undefined {
  const found = itemNamed(side, item, replacement);
  if (!found) return 'does not exist';
  if (found.deprecated || found.status !== 'active') return `is ${found.status} itself`;
  if (order.indexOf(found.stability) > order.indexOf(item.stability)) return `is ${found.stability}, and ${item.key} is ${item.stability}`;
  const lacking = (item.targets ?? []).filter((target) => found.targets !== undefined && !found.targets.includes(target));
  if (lacking.length > 0) return `is not available on ${lacking.join(', ')}`;
  return needsMore(side, item, found) ? 'needs capabilities that the old form does not need' : undefined;
}

/** Schemas name replacements without saying of which kind they are; one of the same kind is meant first. */
function itemNamed(side: Side, item: AbiItem, name: string): AbiItem | undefined {
  const items = side.items();
  const kind = item.key.slice(0, item.key.indexOf(' '));
  return items.get(`${kind} ${name}`) ?? itemsByName(side).get(name);
}

/** The first item of each name, whatever it is. */
const itemsByName = oncePer((side: Side): ReadonlyMap<string, AbiItem> => {
  const found = new Map<string, AbiItem>();
  for (const item of side.items().values()) {
    const name = item.key.slice(item.key.indexOf(' ') + 1);
    if (item.parent !== undefined && !found.has(name)) found.set(name, item);
  }
  return found;
});

const functionsByKey = oncePer(
  (side: Side): ReadonlyMap<string, Func> => new Map(side.functions.map(({ func }) => [itemKey.import(func), func])),
);

function needsMore(side: Side, item: AbiItem, replacement: AbiItem): boolean {
  const functions = functionsByKey(side);
  const [old, now] = [functions.get(item.key), functions.get(replacement.key)];
  if (!old || !now) return false;
  const asIs = (name: string) => name;
  const grantors = grantorsOf(side.abi.capabilities, asIs);
  return !entails(needsOf(old.authority, asIs, grantors), needsOf(now.authority, asIs, grantors));
}
