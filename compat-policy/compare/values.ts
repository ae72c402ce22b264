import { type AliasType, baseType, type CoreType, type Origin, type Type } from '../../generator/ir/abi.js';
import { type GuestValue, guestResult, guestValue } from '../../generator/ir/guest-values.js';
import { coreOf, scalarOf, sizeOf } from '../../generator/ir/scalars.js';
import { itemKey } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change, Side } from '../pair/pair.js';
import { type Site, siteChanges } from '../pair/sites.js';
import { inner, type Reader } from '../pair/uses.js';
import { typeChanges } from './type-changes.js';
import { type Range, unbounded } from './values-range.js';

/** A value that crosses the boundary: at one site, or wherever an alias is named. */
export interface Value {
  readonly key: string;
  readonly origin: Origin;
  readonly readers: readonly Reader[];
  /** Keys of the sites through which it shows, where it is none itself. */
  readonly places: readonly string[] | undefined;
  readonly type: Type | undefined;
  /** What an alias allows of its type. */
  readonly bounds: Range;
  readonly unit: string | undefined;
  /** The number that means absent. */
  readonly absent: bigint | undefined;
  /** Whether (0, 0) means absent. */
  readonly optional: boolean;
  readonly core: readonly CoreType[];
  /** Whether it lies in guest memory, so that its width counts. */
  readonly inMemory: boolean;
  /** As what guests declare it; undefined where there is none. */
  readonly declared: GuestValue | undefined;
}

/** Every value that may have changed, beside what it was: sites of what changed, and aliases. Each change is in it once. */
export const valueChanges = oncePer((pair: AbiPair): readonly Change<Value>[] => [
  ...siteChanges(pair).map(({ from, to }) => ({ from: ofSite(from), to: ofSite(to) })),
  ...aliasChanges(pair),
]);

const ofSite = (site: Site): Value => ({
  key: site.key,
  origin: site.origin,
  readers: site.readers,
  places: undefined,
  type: site.type,
  bounds: unbounded,
  unit: site.unit,
  absent: site.absent,
  optional: site.param?.optional ?? false,
  core: site.core,
  inMemory: site.param?.pass === 'out',
  declared: declaredAt(site),
});

/** A number that is passed by itself is declared by its core type as well; what stands behind an address is not. */
function declaredAt({ type, core: [core], param, result }: Site): GuestValue | undefined {
  if (result) return guestResult(result, core);
  if (type === undefined || core === undefined) return undefined;
  return param && (param.pass !== 'in' || scalarOf(type) === undefined) ? { type } : guestValue(type, core);
}

function* aliasChanges(pair: AbiPair): Iterable<Change<Value>> {
  for (const { from, to, use } of typeChanges(pair, 'alias')) {
    const inMemory = liesInMemory(pair.from, from) || liesInMemory(pair.to, to);
    const value = (alias: AliasType): Value => {
      return {
        ...use,
        key: itemKey.type(alias),
        origin: alias.origin,
        type: alias.type,
        bounds: alias,
        unit: alias.unit,
        absent: undefined,
        optional: false,
        core: coreTypesOf(alias),
        inMemory,
        declared: { type: alias },
      };
    };
    yield { from: value(from), to: value(to) };
  }
}

/** Core types of a parameter of a type that is passed in: a number, an address, or an address and a length. */
function coreTypesOf(type: Type): readonly CoreType[] {
  const scalar = scalarOf(type);
  if (scalar !== undefined) return [coreOf(scalar)];
  const { kind } = baseType(type);
  return kind === 'record' || kind === 'variant' ? ['i32'] : ['i32', 'i32'];
}

/** Whether values of an alias are written out by the host or lie inside other values. */
const liesInMemory = (side: Side, alias: AliasType): boolean => inMemory(side).has(alias.id);

/** Ids of the types whose values lie there, with those that an alias among them stands for. */
const inMemory = oncePer(({ types, functions }: Side): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (type: Type): void => {
    if (!('id' in type) || found.has(type.id)) return;
    found.add(type.id);
    if (type.kind === 'alias') add(type.type);
  };
  for (const type of types) if (type.kind !== 'alias') inner(type).forEach(add);
  for (const { func } of functions) for (const param of func.params) if (param.pass === 'out') add(param.type);
  return found;
});

/** The unit of a value, its own or that of the nearest alias. */
export const unitOf = ({ unit, type }: Pick<Value, 'unit' | 'type'>): string | undefined =>
  unit ?? (type?.kind === 'alias' ? unitOf(type) : undefined);

/** Whether two types are one: built in and equal, or the same named type, whatever became of its definition. */
export const isSameType = (from: Type | undefined, to: Type | undefined, pair: AbiPair): boolean => {
  if (from === undefined || to === undefined) return from === to;
  if ('id' in from) return 'id' in to && pair.sameType(from, to);
  return from.kind === 'scalar' && to.kind === 'scalar' ? from.scalar === to.scalar : from.kind === to.kind;
};

/** The type under all aliases; undefined where there is none, as in a result that says nothing but success. */
export const baseOf = ({ type }: Value): ReturnType<typeof baseType> | undefined => type && baseType(type);

/** Bytes of a value that is one number. */
export const widthOf = ({ type }: Value): number | undefined => {
  const scalar = type && scalarOf(type);
  return scalar && sizeOf(scalar);
};
