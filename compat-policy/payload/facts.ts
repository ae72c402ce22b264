import { bytesFormat, type JsonPrimitive, literalsIn, typesIn } from '../../generator/ir/payload-schema.js';
import { type Formula, type Leaf, type Literal, no } from './formula.js';

/** What a value is. `bytes` is binary data, which codecs other than JSON have. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'bytes' | 'array' | 'object';

/** One thing that is true of a value whose kind is known. */
export type Fact =
  | { readonly is: 'among' | 'except'; readonly values: readonly JsonPrimitive[] }
  | { readonly is: 'least' | 'most'; readonly value: number; readonly open: boolean }
  | { readonly is: 'multiple'; readonly of: number; readonly holds: boolean }
  | { readonly is: 'whole'; readonly holds: boolean }
  | { readonly is: 'format'; readonly name: string; readonly holds: boolean }
  /** Code points of a string, items of an array, members of an object. */
  | { readonly is: 'size'; readonly least: number; readonly most: number }
  /** Every item satisfies the formula. */
  | { readonly is: 'items'; readonly formula: Formula }
  /** An item satisfies the literal. */
  | { readonly is: 'item'; readonly literal: Literal }
  | { readonly is: 'distinct'; readonly holds: boolean }
  /** Every member satisfies the formula under its name, or the one for all other names. */
  | { readonly is: 'members'; readonly named: ReadonlyMap<string, Formula>; readonly others: Formula | undefined }
  | { readonly is: 'has' | 'lacks'; readonly name: string }
  /** The member is there and satisfies the literal. */
  | { readonly is: 'member'; readonly name: string; readonly literal: Literal }
  /** A member whose name is none of these satisfies the literal. */
  | { readonly is: 'other'; readonly except: ReadonlySet<string>; readonly literal: Literal };

/** A keyword: what is true where it holds, and the ways in which it can fail. */
interface Constraint {
  readonly holds: Fact;
  readonly fails: readonly Fact[];
}

const infinite = Number.POSITIVE_INFINITY;
const atLeast = (least: number): Fact => ({ is: 'size', least, most: infinite });
const atMost = (most: number): Fact => ({ is: 'size', least: 0, most });
const constraint = (holds: Fact, ...fails: readonly Fact[]): Constraint => ({ holds, fails });

const fewest = (count: number | undefined): Constraint[] => (count === undefined ? [] : [constraint(atLeast(count), atMost(count - 1))]);
const utmost = (count: number | undefined): Constraint[] => (count === undefined ? [] : [constraint(atMost(count), atLeast(count + 1))]);

/** What a leaf says of values of a kind; undefined if it refuses the kind. `formats` are those that are asserted. */
export function constraintsOf(leaf: Leaf, kind: Kind, formats: ReadonlySet<string>): readonly Constraint[] | undefined {
  const { schema } = leaf;
  if (schema.format === bytesFormat && kind !== 'bytes') return undefined;
  const types = typesIn(schema);
  const whole = kind === 'number' && types.includes('integer') && !types.includes('number');
  if (types.length > 0 && !whole && !(types as readonly string[]).includes(kind)) return undefined;
  const literals = literalsIn(schema);
  if (literals && !literals.some((value) => (value === null ? 'null' : typeof value) === kind)) return undefined;
  return [
    ...(literals ? [constraint({ is: 'among', values: literals }, { is: 'except', values: literals })] : []),
    ...(whole ? [constraint({ is: 'whole', holds: true }, { is: 'whole', holds: false })] : []),
    ...byKind(leaf, kind, formats),
  ];
}

function byKind({ schema, inner }: Leaf, kind: Kind, formats: ReadonlySet<string>): readonly Constraint[] {
  switch (kind) {
    case 'number':
      return [
        ...least(schema.minimum, false),
        ...least(schema.exclusiveMinimum, true),
        ...most(schema.maximum, false),
        ...most(schema.exclusiveMaximum, true),
        ...multiple(schema.multipleOf),
      ];
    case 'string':
      return [
        ...fewest(schema.minLength),
        ...utmost(schema.maxLength),
        ...(schema.format !== undefined && formats.has(schema.format) ? format(schema.format) : []),
      ];
    case 'array':
      return [
        ...fewest(schema.minItems),
        ...utmost(schema.maxItems),
        ...(schema.items === undefined ? [] : [items(inner(schema.items))]),
        ...(schema.uniqueItems ? [constraint({ is: 'distinct', holds: true }, { is: 'distinct', holds: false })] : []),
      ];
    case 'object':
      return [
        ...[...new Set(schema.required ?? [])].map((name) => constraint({ is: 'has', name }, { is: 'lacks', name })),
        ...fewest(schema.minProperties),
        ...utmost(schema.maxProperties),
        ...members(
          new Map(Object.entries(schema.properties ?? {}).map(([name, s]) => [name, inner(s)])),
          schema.additionalProperties === undefined ? undefined : inner(schema.additionalProperties),
        ),
      ];
    default:
      return [];
  }
}

const least = (value: number | undefined, open: boolean): Constraint[] =>
  value === undefined ? [] : [constraint({ is: 'least', value, open }, { is: 'most', value, open: !open })];

const most = (value: number | undefined, open: boolean): Constraint[] =>
  value === undefined ? [] : [constraint({ is: 'most', value, open }, { is: 'least', value, open: !open })];

const multiple = (of: number | undefined): Constraint[] =>
  of === undefined ? [] : [constraint({ is: 'multiple', of, holds: true }, { is: 'multiple', of, holds: false })];

const format = (name: string): Constraint[] => [constraint({ is: 'format', name, holds: true }, { is: 'format', name, holds: false })];

const items = (formula: Formula): Constraint => constraint({ is: 'items', formula }, { is: 'item', literal: no(formula) });

function members(named: ReadonlyMap<string, Formula>, others: Formula | undefined): Constraint[] {
  if (named.size === 0 && others === undefined) return [];
  const except = new Set(named.keys());
  return [
    constraint(
      { is: 'members', named, others },
      ...[...named].map(([name, formula]): Fact => ({ is: 'member', name, literal: no(formula) })),
      ...(others ? [{ is: 'other', except, literal: no(others) } as const] : []),
    ),
  ];
}
