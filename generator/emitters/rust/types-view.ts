import { constantsOf } from '../../emit/constants.js';
import { encodingDoc, typeDoc } from '../../emit/docs/type-doc.js';
import { isValue, scalarNames } from '../../emit/guest-types.js';
import { type RustDocLine, rustDoc } from '../../emit/text/rust.js';
import { docLines } from '../../emit/text/visible.js';
import type { LoweredInterface } from '../../ir/lowered.js';
import type { NamedType } from '../../ir/types.js';
import { deprecatedAttribute } from './docs.js';
import type { RustNames } from './names.js';
import { noStruct, type RustStruct, structView } from './struct-view.js';
import { RustTypes } from './types.js';

interface RustConstant {
  readonly doc: string;
  /** Attribute, or empty. */
  readonly deprecated: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A type: another name of a type, a number of its own, a structure, or a type without values that stands for an encoding. */
export interface RustType extends RustStruct {
  readonly doc: string;
  readonly deprecated: string;
  readonly name: string;
  /** The type that it is another name of, or empty. */
  readonly alias: string;
  /** The number that it is, or empty. */
  readonly number: string;
  readonly isFlags: boolean;
  readonly isEncoding: boolean;
  readonly constants: readonly RustConstant[];
}

/** The types of an interface, in code-point order. */
export function typeViews({ interface: { name, types }, layouts }: LoweredInterface, names: RustNames): RustType[] {
  const spelled = new RustTypes(names, name);
  return types.flatMap((type) => {
    const own = names.types.get(type.id);
    if (own === undefined) return [];
    const layout = layouts.get(type.id);
    const alias = type.kind === 'alias' ? spelled.type(type.type) : '';
    const number = alias === '' && isValue(type) && 'repr' in type ? scalarNames[type.repr] : '';
    return [
      {
        doc: rustDoc(docs(type), indent),
        deprecated: deprecatedAttribute(type.deprecated, indent),
        name: own,
        alias,
        number,
        isFlags: type.kind === 'flags',
        isEncoding: !isValue(type),
        constants: constants(type, names),
        ...(layout && alias === '' ? structView(layout, names, spelled) : noStruct),
      },
    ];
  });
}

const indent = '    ';
const deeper = indent.repeat(2);

function docs(type: NamedType): RustDocLine[] {
  const encoding = encodingDoc(type);
  if (!encoding) return typeDoc(type);
  const parts = encoding.parts.map(({ depth, text }) => ({ markup: `${'  '.repeat(depth)}- `, text }));
  return [
    `Encoding ${type.id}: ${encoding.summary}`,
    ...(type.doc === '' ? [] : ['']),
    ...typeDoc(type),
    ...(parts.length > 0 ? [''] : []),
    ...parts,
  ];
}

const constants = (type: NamedType, names: RustNames): RustConstant[] =>
  constantsOf(type).map((c) => ({
    doc: rustDoc(docLines(c.doc), deeper),
    deprecated: deprecatedAttribute(c.deprecated, deeper),
    name: names.constant(type, c.name, c),
    type: c.ofType ? 'Self' : scalarNames[c.repr],
    value: ((number) => (c.ofType ? `Self(${number})` : number))(c.mask && c.value >= 0n ? `0x${c.value.toString(16)}` : String(c.value)),
  }));
