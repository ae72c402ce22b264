import { deprecationText, isDeclared } from '../../emit/lifecycle.js';
import { type PyExpression, pyBool, pyComment, pyDocstring, pyMapping, pyOptional, pyString, pyTuple } from '../../emit/text/python.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import { baseType } from '../../ir/abi.js';
import type { LoweredAbi, MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import { scalarOf, sizeOf } from '../../ir/scalars.js';
import type { Case, NamedType, Scalar } from '../../ir/types.js';
import { type CasesType, casesOf, hasCases, type PythonNames } from './names.js';
import { docOf, integer, life, made, optionalInteger, optionalString, typeName } from './values.js';

export interface PyEnum {
  readonly name: string;
  readonly base: 'IntEnum' | 'IntFlag';
  readonly docstring: string;
  readonly cases: readonly { readonly comment: string; readonly name: string; readonly value: string }[];
}

const indent = '    ';
const typesOf = ({ interfaces }: LoweredAbi): readonly NamedType[] => interfaces.flatMap((i) => i.interface.types);

/** The enumerations of the module. All cases are in them: a compiler also meets the numbers of those that guests no longer use. */
export const enumViews = (lowered: LoweredAbi, names: PythonNames): PyEnum[] =>
  typesOf(lowered)
    .filter(hasCases)
    .map((type) => ({
      name: names.classes.get(type.id) ?? '',
      base: type.kind === 'flags' ? 'IntFlag' : 'IntEnum',
      docstring: pyDocstring([`The ${type.kind} \`${type.id}\`.`, ...docLines(type.doc)], indent),
      cases: casesOf(type).map((c) => ({
        comment: pyComment([...docLines(c.doc), ...lifeLines(c)], indent),
        name: names.members.get(c) ?? '',
        value: integer(numberOf(c, type)),
      })),
    }));

/** A bit mask is unsigned: with a negative one, `IntFlag` would take the other bits. */
const numberOf = (c: Case, type: CasesType): bigint => (type.kind === 'flags' ? BigInt.asUintN(8 * sizeOf(type.repr), c.value) : c.value);

function lifeLines(c: Case): string[] {
  const deprecated = deprecationText(c.deprecated);
  return [...(deprecated === undefined ? [] : [oneLine(deprecated)]), ...(isDeclared(c) ? [] : [`Status: ${c.status}.`])];
}

/** Every named type by its id. */
export function typeValues(lowered: LoweredAbi, names: PythonNames): PyExpression {
  const layouts = new Map(lowered.interfaces.flatMap((i) => [...i.layouts]));
  return pyMapping(typesOf(lowered).map((type) => [pyString(type.id), typeValue(type, layouts.get(type.id), names)] as const));
}

function typeValue(type: NamedType, layout: MemoryType | undefined, names: PythonNames): PyExpression {
  if (layout?.kind === 'record') return recordValue(layout);
  if (layout?.kind === 'variant') return variantValue(layout);
  const scalar = scalarOf(type);
  return scalar === undefined ? encodedValue(type) : numberValue(type, scalar, names);
}

function numberValue(type: NamedType, scalar: Scalar, names: PythonNames): PyExpression {
  const own = hasCases(type) ? names.classes.get(type.id) : undefined;
  const roles = type.kind === 'errors' ? Object.entries(type.roles) : [];
  return made('Number', {
    id: pyString(type.id),
    kind: pyString(type.kind),
    scalar: pyString(scalar),
    of: optionalString(type.kind === 'alias' ? typeName(type.type) : undefined),
    minimum: optionalInteger(type.kind === 'alias' ? type.min : undefined),
    maximum: optionalInteger(type.kind === 'alias' ? type.max : undefined),
    cases: pyOptional(own, (name) => name),
    open: pyBool('open' in type && type.open),
    ranges: pyTuple(
      (type.kind === 'enum' ? type.ranges : []).map((r) =>
        made('Range', { name: pyString(r.name), first: integer(r.from), last: integer(r.to) }),
      ),
    ),
    roles: pyMapping(roles.map(([role, c]) => [pyString(role), `${own}.${names.members.get(c)}`] as const)),
    life: life(type),
    doc: docOf(type),
  });
}

const recordValue = ({ type, size, align, fields }: RecordMemory): PyExpression =>
  made('Record', {
    id: pyString(type.id),
    size: integer(size),
    align: integer(align),
    fields: pyTuple(
      fields.map((field, i) =>
        made('Field', {
          name: pyString(field.name),
          type: pyString(typeName(field.memory.type)),
          offset: integer(field.offset),
          size: integer(field.memory.size),
          reserved: pyBool(field.reserved),
          doc: docOf(type.fields[i] ?? type),
        }),
      ),
    ),
    life: life(type),
    doc: docOf(type),
  });

const variantValue = ({ type, size, align, tag, payloadOffset, cases }: VariantMemory): PyExpression =>
  made('Variant', {
    id: pyString(type.id),
    size: integer(size),
    align: integer(align),
    tag: pyString(tag),
    payload_offset: integer(payloadOffset),
    cases: pyTuple(
      cases.map((c, i) =>
        made('Case', {
          name: pyString(c.name),
          value: integer(c.value),
          type: pyOptional(c.memory, (memory) => pyString(typeName(memory.type))),
          doc: docOf(type.cases[i] ?? type),
        }),
      ),
    ),
    life: life(type),
    doc: docOf(type),
  });

function encodedValue(type: NamedType): PyExpression {
  const base = baseType(type);
  return made('Encoded', {
    id: pyString(type.id),
    kind: pyString(type.kind),
    of: optionalString(type.kind === 'alias' ? typeName(type.type) : type.kind === 'list' ? typeName(type.of) : undefined),
    codec: optionalString(base.kind === 'payload' ? base.codec : undefined),
    life: life(type),
    doc: docOf(type),
  });
}
