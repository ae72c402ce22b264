import { constantsOf } from '../../emit/constants.js';
import { isValue, scalarNames } from '../../emit/guest-types.js';
import type { LoweredInterface } from '../../ir/lowered.js';
import type { NamedType } from '../../ir/types.js';
import { type AsClass, classView } from './class-view.js';
import { constantDoc, namedTypeDoc } from './docs.js';
import type { AsNames } from './names.js';
import { AsTypes } from './types.js';

interface AsConstant {
  readonly comment: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A type: another name of a type, or a class; beside it, or alone for an encoding, a namespace with its constants. */
export interface AsType {
  readonly comment: string;
  readonly name: string;
  /** The type that it is another name of, or empty. */
  readonly alias: string;
  readonly class: null | AsClass;
  readonly namespace: boolean;
  readonly constants: readonly AsConstant[];
}

/** The types of an interface, in code-point order. */
export function typeViews({ interface: { name, types }, layouts }: LoweredInterface, names: AsNames): AsType[] {
  const spelled = new AsTypes(names, name);
  return types.flatMap((type) => {
    const own = names.types.get(type.id);
    if (own === undefined) return [];
    const layout = layouts.get(type.id);
    const isClass = layout !== undefined && layout.kind !== 'scalar' && type.kind !== 'alias';
    const constants = constantViews(type, own, names);
    return [
      {
        comment: namedTypeDoc(type),
        name: own,
        alias: isClass ? '' : aliasOf(type, spelled),
        class: isClass ? classView(layout, names, spelled) : null,
        namespace: constants.length > 0 || !isValue(type),
        constants,
      },
    ];
  });
}

function aliasOf(type: NamedType, types: AsTypes): string {
  if (type.kind === 'alias') return types.type(type.type);
  return 'repr' in type ? scalarNames[type.repr] : '';
}

const constantViews = (type: NamedType, name: string, names: AsNames): AsConstant[] =>
  constantsOf(type).map((c) => ({
    comment: constantDoc(c),
    name: names.constant(type, c.name, c),
    type: c.ofType ? name : scalarNames[c.repr],
    value: c.mask && c.value >= 0n ? `0x${c.value.toString(16)}` : String(c.value),
  }));
