import { entails, grantorsOf, needsOf } from '../compare/authority.js';
import { type AbiItem, itemKey } from '../pair/items.js';
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
  return items.get(`${kind} ${name}`) ?? [...items.values()].find(({ key }) => key.endsWith(` ${name}`));
}

function needsMore(side: Side, item: AbiItem, replacement: AbiItem): boolean {
  const func = (key: string) => side.functions.find((f) => itemKey.import(f.func) === key)?.func;
  const [old, now] = [func(item.key), func(replacement.key)];
  if (!old || !now) return false;
  const asIs = (name: string) => name;
  const grantors = grantorsOf(side.abi.capabilities, asIs);
  return !entails(needsOf(old.authority, asIs, grantors), needsOf(now.authority, asIs, grantors));
}
