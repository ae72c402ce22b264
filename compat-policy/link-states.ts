import { type AnyImport, importsOf } from '../generator/ir/abi.js';
import type { PolicyContext } from './context.js';
import { type AbiItem, itemKey } from './items.js';
import { linkKey } from './match.js';
import type { Side } from './pair.js';

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

const known = new WeakMap<Side, ReadonlyMap<string, Linked>>();

/** Every import of a version by its link keys, those that are only reserved included. */
export function linkedOf(side: Side): ReadonlyMap<string, Linked> {
  let found = known.get(side);
  if (!found) {
    found = new Map(entries(side));
    known.set(side, found);
  }
  return found;
}

function* entries(side: Side): Iterable<readonly [string, Linked]> {
  const items = side.items();
  for (const found of importsOf(side.abi)) {
    const item = items.get(itemKey.import(found));
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

/** A link key of the newest release, and what it is in the candidate. */
export interface Transition extends Linked {
  readonly key: string;
  readonly now: Linked | undefined;
  readonly nowState: LinkState;
}

export function transitionsOf(context: PolicyContext): readonly Transition[] {
  const { from, to } = context.step();
  const after = linkedOf(to);
  return [...linkedOf(from)].map(([key, was]) => {
    const now = after.get(key);
    return { ...was, key, now, nowState: now?.state ?? 'gone' };
  });
}

/** `env.molt_print`, as guests import it. */
export const linkText = ({ module, field }: { readonly module: string; readonly field: string }): string => `${module}.${field}`;
