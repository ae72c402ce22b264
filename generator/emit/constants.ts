import type { Deprecation, Item } from '../ir/item.js';
import type { Case, IntRepr, NamedType } from '../ir/types.js';
import { isDeclared } from './lifecycle.js';

/** A number of a type that has a name: a case, a bit, an end of a range, a tag. */
export interface Constant extends Item {
  readonly name: string;
  readonly value: bigint;
  /** What carries the number. */
  readonly repr: IntRepr;
  /** Whether it is a value of the type itself, and not a tag or an answer that belongs to it. */
  readonly ofType: boolean;
  /** Whether it reads best as bits. */
  readonly mask: boolean;
  readonly deprecated: Deprecation | undefined;
}

/** The constants of a type that guests see, by value. */
export function constantsOf(type: NamedType): Constant[] {
  const plain = { ofType: true, mask: false, deprecated: undefined };
  const cases = (list: readonly Case[], repr: IntRepr, mask = false) =>
    list
      .filter(isDeclared)
      .map((c) => ({ ...plain, name: c.name, doc: c.doc, origin: c.origin, value: c.value, repr, mask, deprecated: c.deprecated }));
  switch (type.kind) {
    case 'enum':
      return [
        ...cases(type.cases, type.repr),
        ...type.ranges.flatMap(({ name, doc, origin, from, to }) => [
          { ...plain, name: `${name}-first`, doc, origin, value: from, repr: type.repr },
          { ...plain, name: `${name}-last`, doc: '', origin, value: to, repr: type.repr },
        ]),
      ];
    case 'errors':
      return cases(type.cases, type.repr);
    case 'flags':
      return cases(type.bits, type.repr, true);
    case 'variant':
    case 'packed-union':
      return type.cases.map((c) => ({
        ...plain,
        name: c.name,
        doc: c.doc,
        origin: c.origin,
        value: c.value,
        repr: type.tag,
        ofType: false,
        deprecated: 'deprecated' in c ? c.deprecated : undefined,
      }));
    case 'cancel-token': {
      const one = (name: string, doc: string, value: bigint) => ({ ...plain, name, doc, origin: type.origin, value });
      return [
        { ...one('none', 'Cannot be cancelled.', type.none), repr: type.repr },
        {
          ...one('tag', 'Bits that are set in the argument of the export that the host polls.', type.tag),
          repr: wide(type.tag, type.repr),
          ofType: false,
        },
        {
          ...one('cancelled', 'What that export answers when the call was cancelled.', type.cancelled),
          repr: wide(type.cancelled, type.repr),
          ofType: false,
        },
      ];
    }
    default:
      return [];
  }
}

/** The answer of an export may be wider than the token. */
const wide = (value: bigint, repr: IntRepr): IntRepr => (value > 0xffffffffn ? 'u64' : repr);
