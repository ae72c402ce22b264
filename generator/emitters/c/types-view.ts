import { constantsOf } from '../../emit/constants.js';
import { lifeDoc, typeDoc } from '../../emit/docs/type-doc.js';
import { cComment } from '../../emit/text/c.js';
import { docLines } from '../../emit/text/visible.js';
import type { LoweredAbi, MemoryType } from '../../ir/lowered.js';
import type { IntRepr, NamedType } from '../../ir/types.js';
import { cInteger, cMask, cScalars } from './literal.js';
import type { CNames } from './names.js';
import { type CStruct, noStruct, structView } from './struct-view.js';
import { cType } from './types.js';

interface CConstant {
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
  readonly constants: readonly CConstant[];
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
  const defined = constants(type, names);
  if (name === undefined && defined.length === 0) return undefined;
  const view = {
    comment: cComment([...typeDoc(type), ...lifeDoc(type)]),
    name: name ?? '',
    typedef: '',
    ...noStruct,
    constants: defined,
  };
  if (name === undefined) return view;
  if (!layout || type.kind === 'alias')
    return { ...view, typedef: type.kind === 'alias' ? cType(type.type, names.types) : cScalars[reprOf(type)] };
  return { ...view, ...structView(layout, name, names) };
}

const reprOf = (type: NamedType): IntRepr => ('repr' in type ? type.repr : 'u32');

function constants(type: NamedType, names: CNames): CConstant[] {
  return constantsOf(type).map((c) => ({
    comment: cComment([...docLines(c.doc), ...lifeDoc(c)]),
    name: names.constant(type, c.name, c),
    value: c.mask ? cMask(c.value, c.repr) : cInteger(c.value, c.repr),
  }));
}
