import { deprecationText, isDeclared } from '../../emit/lifecycle.js';
import { cComment } from '../../emit/text/c.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import type { Item, Named } from '../../ir/item.js';
import type { LoweredAbi, MemoryType } from '../../ir/lowered.js';
import type { Case, IntRepr, NamedType } from '../../ir/types.js';
import { cInteger, cMask, cScalars } from './literal.js';
import type { CNames } from './names.js';
import { type CStruct, noStruct, structView } from './struct-view.js';
import { cType } from './types.js';

interface Constant {
  readonly comment: string;
  readonly name: string;
  readonly value: string;
}

/** A named type in the header: a typedef, a structure, or neither (bytes in C, of which only the constants are declared). */
export interface CType extends CStruct {
  readonly comment: string;
  readonly name: string;
  /** The type that it names; empty for structures. */
  readonly typedef: string;
  readonly constants: readonly Constant[];
}

/** The types in the order of their interfaces, each after those that it is made of. */
export function typeViews({ interfaces }: LoweredAbi, names: CNames): CType[] {
  const layouts = new Map(interfaces.flatMap((i) => [...i.layouts]));
  const done = new Set<string>();
  const views: CType[] = [];
  const visit = (type: NamedType): void => {
    if (done.has(type.id)) return;
    done.add(type.id);
    for (const part of parts(type)) visit(part);
    const view = typeView(type, layouts, names);
    if (view) views.push(view);
  };
  for (const type of interfaces.flatMap((i) => i.interface.types)) visit(type);
  return views;
}

function parts(type: NamedType): NamedType[] {
  const types =
    type.kind === 'record'
      ? type.fields.map((f) => f.type)
      : type.kind === 'variant'
        ? type.cases.map((c) => c.type)
        : type.kind === 'alias'
          ? [type.type]
          : [];
  return types.filter((part): part is NamedType => part !== undefined && 'id' in part);
}

function typeView(type: NamedType, layouts: ReadonlyMap<string, MemoryType>, names: CNames): CType | undefined {
  const name = names.types.get(type.id);
  const layout = layouts.get(type.id);
  const constants = constantsOf(type, names);
  if (name === undefined && constants.length === 0) return undefined;
  const view = {
    comment: cComment([...docLines(type.doc), ...factsOf(type), ...life(type)]),
    name: name ?? '',
    typedef: '',
    ...noStruct,
    constants,
  };
  if (name === undefined) return view;
  if (!layout || type.kind === 'alias')
    return { ...view, typedef: type.kind === 'alias' ? cType(type.type, names.types) : cScalars[reprOf(type)] };
  return { ...view, ...structView(layout, name, names) };
}

function life(item: Named): string[] {
  const deprecated = deprecationText(item.deprecated);
  return deprecated === undefined ? [] : [oneLine(deprecated)];
}

function factsOf(type: NamedType): string[] {
  switch (type.kind) {
    case 'alias':
      return type.unit === undefined ? [] : [`Unit: ${oneLine(type.unit)}.`];
    case 'handle':
      return ['A handle: use it only as the host gave it.'];
    case 'enum':
    case 'errors':
      return type.open ? ['Open: other values may occur.'] : [];
    case 'flags':
      return [`Bits that are not listed: ${{ reject: 'an error', ignore: 'ignored', pass: 'passed on' }[type.unknown]}.`];
    default:
      return [];
  }
}

/** The answer of an export may be wider than the token. */
const wide = (value: bigint, repr: IntRepr): IntRepr => (value > 0xffffffffn ? 'u64' : repr);

const reprOf = (type: NamedType): IntRepr => ('repr' in type ? type.repr : 'u32');

function constantsOf(type: NamedType, names: CNames): Constant[] {
  const one = (item: Item & { name: string }, value: string, more: readonly string[] = []): Constant => ({
    comment: cComment([...docLines(item.doc), ...more]),
    name: names.constant(type, item.name, item),
    value,
  });
  const cases = (list: readonly Case[], spell: (value: bigint) => string) =>
    list.filter(isDeclared).map((c) => one(c, spell(c.value), life(c)));
  switch (type.kind) {
    case 'enum':
      return [
        ...cases(type.cases, (value) => cInteger(value, type.repr)),
        ...type.ranges.flatMap((range) => [
          one({ ...range, name: `${range.name}-first` }, cInteger(range.from, type.repr)),
          one({ ...range, name: `${range.name}-last`, doc: '' }, cInteger(range.to, type.repr)),
        ]),
      ];
    case 'errors':
      return cases(type.cases, (value) => cInteger(value, type.repr));
    case 'flags':
      return cases(type.bits, (value) => cMask(value, type.repr));
    case 'variant':
    case 'packed-union':
      return type.cases.map((c) => one(c, cInteger(c.value, type.tag)));
    case 'cancel-token':
      return [
        one({ name: 'none', doc: 'Cannot be cancelled.', origin: type.origin }, cInteger(type.none, type.repr)),
        one(
          { name: 'tag', doc: 'Bits that are set in the argument of the export that the host polls.', origin: type.origin },
          cInteger(type.tag, wide(type.tag, type.repr)),
        ),
        one(
          { name: 'cancelled', doc: 'What that export answers when the call was cancelled.', origin: type.origin },
          cInteger(type.cancelled, wide(type.cancelled, type.repr)),
        ),
      ];
    default:
      return [];
  }
}
