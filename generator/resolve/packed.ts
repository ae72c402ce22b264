import { baseType, type Origin, type PackedField, type PackedLength, type Type } from '../ir/abi.js';
import { scalarOf } from '../ir/scalars.js';
import type * as Raw from '../schema/raw.generated.js';
import { distinct } from './cases.js';
import { type Context, child, describe, isPlain, kindOf } from './context.js';

/** Where the types of the fields are found. */
interface References {
  readonly context: Context;
  readonly resolve: (reference: string, interfaceName: string, origin: Origin) => Type | undefined;
}

const sized = new Set(['scalar', 'enum', 'flags', 'opaque', 'errors', 'handle']);
const nested = new Set(['packed', 'packed-union']);

/** Fields of a packed encoding: each must know where it ends. */
export function packedFields(
  types: References,
  raw: readonly Raw.PackedField[],
  interfaceName: string,
  origin: Origin,
): PackedField[] | undefined {
  const fields = raw.map((field, i): PackedField | undefined => {
    const at = child(origin, i);
    const wrong = (why: string) => types.context.report('resolve/parameter', at, { name: field.name, why });
    const list = field.type === 'list';
    if (list && field.of === undefined) return void wrong('a list says `of` what');
    const type = types.resolve(list ? (field.of as string) : field.type, interfaceName, child(at, list ? 'of' : 'type'));
    if (!type) return undefined;
    const { kind } = baseType(type);
    const bytes = kind === 'string' || kind === 'bytes';
    if ((!bytes && !sized.has(kind) && !nested.has(kind)) || !isPlain(type))
      wrong(`${describe(type)} is ${kindOf(type)}, which cannot be packed`);
    const ownLength = list ? field.itemLength : field.length;
    if (bytes && ownLength === undefined) wrong(`a ${kind} needs ${list ? '`itemLength`' : '`length`'}`);
    if (sized.has(kind) && ownLength !== undefined) wrong('a number has a length of its own');
    if (field.order !== undefined && scalarOf(type) === undefined) wrong(`\`order\` is for numbers, not ${describe(type)}`);
    if (list && (field.length === undefined || typeof field.length === 'number'))
      wrong('a list needs `length`: the type of its count, or `rest`');
    if (list && takesNothing(type, ownLength)) wrong('an item takes no byte, so that a list of any length reads alike');
    if (field.length === 'rest' && i !== raw.length - 1) wrong('`rest` ends the encoding and must be the last field');
    return {
      name: field.name,
      doc: field.doc ?? '',
      origin: at,
      type,
      list,
      length: field.length as PackedLength | undefined,
      itemLength: field.itemLength as PackedLength | undefined,
      bigEndian: field.order === 'big',
    };
  });
  distinct(
    types.context,
    raw.map((field) => field.name),
    origin,
    'field',
  );
  return fields.includes(undefined) ? undefined : (fields as PackedField[]);
}

/** Whether a value is encoded in no byte at all. `length` is what its field says. */
function takesNothing(type: Type, length: Raw.PackedField['length'] | PackedLength): boolean {
  if (length !== undefined) return length === 0;
  const base = baseType(type);
  return base.kind === 'packed' && base.fields.every((field) => !field.list && takesNothing(field.type, field.length));
}
