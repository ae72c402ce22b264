import { baseType, type NamedType, type Type } from '../../generator/ir/abi.js';
import { carrierOf } from '../../generator/ir/guest-values.js';
import { sameMeaning } from '../pair/equal.js';
import { oncePer } from '../pair/once-per.js';
import type { AbiPair, Change, Side } from '../pair/pair.js';
import { baseOf, isSameType, type Value, widthOf } from './values.js';
import { isWithin, narrowed, type Range, rangeOf } from './values-range.js';
import { coreText } from './words.js';

/**
 * How the types of a value differ, the gravest way alone. `values`: other numbers or bytes are legal, and those that both
 * allow mean the same. `sign`: a number of one is another number of the other. `room`: it takes other
 * bytes of guest memory, or an alias other core types. `encoding`: bytes that mean something else. `count`: the length counts something else. `handle`: another kind
 * of handle. `name`: another type of the same structure. `meaning`: nothing can be said but that it is another thing.
 */
export type Difference = 'values' | 'sign' | 'room' | 'encoding' | 'count' | 'handle' | 'name' | 'meaning';

/** Undefined where nothing differs, where the definition of a type says it all, and where engines see another core type. */
export function differenceOf({ from, to }: Change<Value>, pair: AbiPair): Difference | undefined {
  const isAlias = from.places !== undefined;
  if (isSameType(from.type, to.type, pair) && from.bounds.min === to.bounds.min && from.bounds.max === to.bounds.max) return undefined;
  const sameCore = coreText(from.core) === coreText(to.core);
  if (!sameCore && !isAlias) return undefined;
  const [a, b] = [baseOf(from), baseOf(to)];
  if (a === undefined || b === undefined) return a === b ? undefined : 'meaning';
  if (isSameType(a, b, pair)) return sameRange(from, to) ? undefined : 'values';
  if (!sameCore) return 'room';
  const [width, widthNow] = [widthOf(from), widthOf(to)];
  if (width !== undefined && widthNow !== undefined && width !== widthNow && (from.inMemory || to.inMemory)) return 'room';
  if (isInteger(a) && isInteger(b)) return numbersDiffer(from, to);
  if (isText(a) && isText(b)) return 'values';
  if ('id' in a && 'id' in b) {
    if (a.kind === 'handle' && b.kind === 'handle') return 'handle';
    if (sameStructure(a, b, pair)) return 'name';
  }
  if (isContent(a) && isContent(b)) return 'encoding';
  return (isContent(a) && isList(b)) || (isList(a) && isContent(b)) ? 'count' : 'meaning';
}

/**
 * Whether source code declares a value of the same meaning as another type. Where the types differ in more than the values
 * that they allow, that is told by the difference.
 */
export function isDeclaredOtherwise(change: Change<Value>, pair: AbiPair): boolean {
  const { from, to } = change;
  if (isSameType(from.type, to.type, pair) || (differenceOf(change, pair) ?? 'values') !== 'values') return false;
  if (!from.declared || !to.declared || coreText(from.core) !== coreText(to.core)) return false;
  return carrierOf(from.declared) !== carrierOf(to.declared);
}

/** The numbers that a value can be. */
export const numbersOf = ({ type, bounds }: Value): Range => narrowed(type ? rangeOf(type) : bounds, bounds);

function sameRange(from: Value, to: Value): boolean {
  const [a, b] = [numbersOf(from), numbersOf(to)];
  return a.min === b.min && a.max === b.max;
}

/** Integers of one core type are read with another sign where neither holds the numbers of the other. */
function numbersDiffer(from: Value, to: Value): Difference | undefined {
  const [a, b] = [numbersOf(from), numbersOf(to)];
  const [inside, outside] = [isWithin(a, b), isWithin(b, a)];
  if (inside && outside) return undefined;
  return !inside && !outside && isSigned(from) !== isSigned(to) ? 'sign' : 'values';
}

const isSigned = ({ type }: Value): boolean => {
  const base = type && baseType(type);
  return base?.kind === 'scalar' && base.scalar.startsWith('s');
};

const isInteger = (type: Type): boolean => type.kind === 'scalar' && /^[us]\d/.test(type.scalar);
const isText = ({ kind }: Type): boolean => kind === 'string' || kind === 'bytes';
const isContent = (type: Type): boolean =>
  isText(type) || type.kind === 'packed' || type.kind === 'packed-union' || type.kind === 'payload';
const isList = ({ kind }: Type): boolean => kind === 'list' || kind === 'buffers';

/** What a type says of itself and not of its values. */
const nameless = { id: '', name: '', aliases: [], since: undefined, status: 'active', stability: 'stable', deprecated: undefined };

const typesById = oncePer((side: Side): ReadonlyMap<string, NamedType> => new Map(side.types.map((type) => [type.id, type])));

/** Whether two named types of other names are the same otherwise, and so are the types inside them. */
export function sameStructure(from: NamedType, to: NamedType, pair: AbiPair): boolean {
  const [before, after] = [typesById(pair.from), typesById(pair.to)];
  // Types can name each other many times over, so that each two are compared once.
  const known = new Map<string, boolean>();
  const same = (a: NamedType, b: NamedType): boolean =>
    a.kind === b.kind && sameMeaning({ ...a, ...nameless }, { ...b, ...nameless }, (x, y) => pair.sameType(x, y) || sameInside(x.id, y.id));
  const sameInside = (was: string, is: string): boolean => {
    const key = `${was} ${is}`;
    const [a, b] = [before.get(was), after.get(is)];
    const found = known.get(key) ?? (a !== undefined && b !== undefined && same(a, b));
    known.set(key, found);
    return found;
  };
  return same(from, to);
}
