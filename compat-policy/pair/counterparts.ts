import type { NamedType } from '../../generator/ir/abi.js';
import { itemKey } from './items.js';
import { type Change, matching } from './matching.js';
import { oncePer } from './once-per.js';
import type { AbiPair } from './pair.js';
import { matchParams, paramsOf } from './params.js';

interface Aliased {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/**
 * For the items of the candidate that the baseline has too: their keys now and then, which differ where they were renamed. Those
 * of interfaces that are one object in both versions are left out.
 */
export const counterparts = oncePer((pair: AbiPair): ReadonlyMap<string, string> => new Map(pairs(pair)));

function* pairs(pair: AbiPair): Iterable<readonly [now: string, then: string]> {
  yield [itemKey.abi, itemKey.abi];
  for (const { from, to } of pair.targets.kept) yield [itemKey.target(to.name), itemKey.target(from.name)];
  for (const { from, to } of pair.capabilities.kept) yield [itemKey.capability(to.name), itemKey.capability(from.name)];
  for (const { from, to } of pair.modules.kept) {
    yield [itemKey.module(to.name), itemKey.module(from.name)];
    for (const c of byName(from.contracts, to.contracts))
      yield [itemKey.contract(to.name, c.to.name), itemKey.contract(from.name, c.from.name)];
  }
  const differing = new Set(pair.differing.from);
  for (const { from, to } of pair.interfaces.kept)
    if (differing.has(from)) yield [itemKey.interface(to.name), itemKey.interface(from.name)];
  for (const { from, to } of pair.types.kept) {
    yield [itemKey.type(to), itemKey.type(from)];
    for (const key of [itemKey.case, itemKey.bit, itemKey.field, itemKey.range])
      for (const m of byName(membersOf(from, key), membersOf(to, key))) yield [key(to, m.to.name), key(from, m.from.name)];
  }
  for (const change of pair.functions.kept) {
    const [from, to] = [change.from.func, change.to.func];
    yield [itemKey.import(to), itemKey.import(from)];
    for (const p of paramsOf(change).kept) yield [itemKey.param(to, p.to.name), itemKey.param(from, p.from.name)];
    if (from.result && to.result) yield [itemKey.result(to), itemKey.result(from)];
  }
  for (const { from, to } of pair.others.kept) yield [itemKey.import(to), itemKey.import(from)];
  for (const { from, to } of pair.exports.kept.map((c) => ({ from: c.from.export, to: c.to.export }))) {
    yield [itemKey.export(to), itemKey.export(from)];
    for (const p of matchParams(from.params, to.params).kept)
      yield [itemKey.exportParam(to, p.to.name), itemKey.exportParam(from, p.from.name)];
    if (from.result && to.result) yield [itemKey.exportResult(to), itemKey.exportResult(from)];
  }
}

const byName = (from: readonly Aliased[], to: readonly Aliased[]): readonly Change<Aliased>[] =>
  matching(
    from,
    to,
    ({ name, aliases = [] }) => [name, ...aliases],
    () => true,
  ).kept;

type MemberKey = typeof itemKey.case;

/** The members of a type that have keys of one form. */
function membersOf(type: NamedType, key: MemberKey): readonly Aliased[] {
  switch (type.kind) {
    case 'enum':
      return key === itemKey.case ? type.cases : key === itemKey.range ? type.ranges : [];
    case 'errors':
    case 'variant':
    case 'packed-union':
      return key === itemKey.case ? type.cases : [];
    case 'flags':
      return key === itemKey.bit ? type.bits : [];
    case 'record':
    case 'packed':
      return key === itemKey.field ? type.fields : [];
    default:
      return [];
  }
}
