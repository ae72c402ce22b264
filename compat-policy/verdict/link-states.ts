import type { AnyImport, Interface } from '../../generator/ir/abi.js';
import { type AbiItem, itemKey } from '../pair/items.js';
import { linkKey } from '../pair/match.js';
import { oncePer } from '../pair/once-per.js';
import type { Side } from '../pair/pair.js';
import type { PolicyContext } from './context.js';

/** What an engine finds under a link key. `declared`: new guests may use it. */
export type LinkState = 'declared' | 'served' | 'tombstone' | 'gone';

/** An import under one of its link keys. */
export interface Linked {
  readonly item: AbiItem;
  readonly kind: AnyImport['kind'];
  readonly module: string;
  readonly field: string;
  readonly state: LinkState;
}

const known = new WeakMap<Interface, ReadonlyMap<string, Linked>>();

/** What a version has under a link key, if it has anything. */
export const linkedIn = (side: Side, key: string): Linked | undefined => allLinks(side).get(key);

const allLinks = oncePer((side: Side): ReadonlyMap<string, Linked> => linkedOf(side, side.abi.interfaces.toReversed()));

/** Imports of some interfaces of a version by their link keys, those that are only reserved included. */
export const linkedOf = (side: Side, interfaces: readonly Interface[]): ReadonlyMap<string, Linked> =>
  new Map(interfaces.flatMap((found) => [...linksOf(side, found)]));

function linksOf(side: Side, found: Interface): ReadonlyMap<string, Linked> {
  const links = known.get(found) ?? new Map(entries(side, found));
  known.set(found, links);
  return links;
}

function* entries(side: Side, { functions, memories, tables, globals, tags }: Interface): Iterable<readonly [string, Linked]> {
  for (const found of [...functions, ...memories, ...tables, ...globals, ...tags]) {
    const item = side.items().get(itemKey.import(found));
    if (!item) continue;
    const { kind } = found;
    const names = [found, ...(kind === 'func' ? found.importAliases : [])];
    for (const { module, field } of names) yield [linkKey(module, field), { item, kind, module, field, state: stateOf(item) }];
  }
}

function stateOf({ status }: AbiItem): LinkState {
  if (status === 'reserved') return 'gone';
  return status === 'served' || status === 'tombstone' ? status : 'declared';
}

/** A link key of the newest release that may be another one in the candidate, and what it is there. */
export interface Transition extends Linked {
  readonly key: string;
  readonly now: Linked | undefined;
  readonly nowState: LinkState;
}

export function transitionsOf(context: PolicyContext): readonly Transition[] {
  const { from, to, differing } = context.step();
  const after = linkedOf(to, differing.to);
  return [...linkedOf(from, differing.from)].map(([key, was]) => {
    const now = after.get(key);
    return { ...was, key, now, nowState: now?.state ?? 'gone' };
  });
}

/** `env.molt_print`, as guests import it. */
export const linkText = ({ module, field }: { readonly module: string; readonly field: string }): string => `${module}.${field}`;
