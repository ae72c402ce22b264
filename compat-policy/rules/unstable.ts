import { importsOf, type Stability } from '../../generator/ir/abi.js';
import { type AbiItem, itemKey } from '../pair/items.js';
import type { Side } from '../pair/pair.js';
import { isDeclared } from '../verdict/breaks.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';

const order = ['stable', 'preview', 'experimental'];
const isUnstable = ({ stability }: { readonly stability: Stability }): boolean => stability !== 'stable';
const isLess = (a: AbiItem, b: AbiItem): boolean => order.indexOf(a.stability) > order.indexOf(b.stability);

/** What is not stable must not pass for stable. */
export const unstableRules: readonly PolicyRule[] = [
  {
    id: 'unstable-leaked',
    summary: 'Something refers to a type or a capability, or has a part, that is less stable than it is itself.',
    why: 'When the less stable part changes, which it may sooner, the whole does.',
    fix: 'Make the part as stable as what refers to it, or the other way round.',
    ...processOnly,
    severity: 'error',
    waivable: true,
    *find({ pair: { to, differing } }) {
      for (const item of to.items().within(differing.to))
        if (order.indexOf(item.ownStability) > order.indexOf(item.stability))
          yield {
            item: item.key,
            is: item.ownStability,
            to: item.origin,
            message: `${item.key} says that it is ${item.ownStability}, and what it is a part of is ${item.stability}`,
          };
      for (const [part, users] of references(to)) {
        const places = users.filter((user) => isLess(part, user)).map((user) => user.key);
        if (places.length > 0)
          yield {
            item: part.key,
            is: part.stability,
            places: [...new Set(places)].sort(),
            to: part.origin,
            message: `${part.key} is ${part.stability} and is referred to by what is more stable: ${places[0]}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`,
          };
      }
    },
  },
  {
    id: 'experimental-unmarked',
    summary: 'An experimental import in a module whose name does not say so.',
    why: 'It may change in any minor. Who reads the imports of a guest sees only names.',
    fix: 'Put it into a module with `unstable` or `experimental` as a part of its name, such as `demo_unstable`.',
    ...processOnly,
    severity: 'error',
    waivable: true,
    *find({ pair: { to } }) {
      for (const found of importsOf(to.abi).filter(({ stability }) => stability === 'experimental')) {
        const item = to.items().get(itemKey.import(found));
        const parts = found.module.toLowerCase().split(/[^a-z0-9]+/);
        if (item && !parts.includes('unstable') && !parts.includes('experimental'))
          yield {
            item: item.key,
            is: found.module,
            to: item.origin,
            message: `${item.key} is experimental and its module ${found.module} does not say so`,
          };
      }
    },
  },
];

/** Types and capabilities that are not stable, each with what refers to it. */
function* references(side: Side): Iterable<readonly [AbiItem, readonly AbiItem[]]> {
  const items = side.items();
  const known = (keys: readonly string[]) => keys.map((key) => items.get(key)).filter((item) => item !== undefined && isDeclared(item));
  for (const type of side.types.filter(isUnstable)) {
    const item = items.get(itemKey.type(type));
    const users = known((side.uses().get(type.id) ?? []).map((use) => use.at));
    if (item) yield [item, users.filter((user) => user !== undefined)];
  }
  for (const capability of side.abi.capabilities.filter(isUnstable)) {
    const item = items.get(itemKey.capability(capability.name));
    const callers = side.functions.filter(
      ({ func: { authority } }) => authority.kind !== 'none' && authority.names.includes(capability.name),
    );
    if (item) yield [item, known(callers.map(({ func }) => itemKey.import(func))).filter((user) => user !== undefined)];
  }
}
