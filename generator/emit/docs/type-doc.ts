import type { Named } from '../../ir/item.js';
import type { NamedType, PackedField, PackedLength, Type } from '../../ir/types.js';
import { deprecationText } from '../lifecycle.js';
import { docLines, oneLine } from '../text/visible.js';

/** What guests read about a type besides its deprecation: its documentation, and what its kind means to them. */
export const typeDoc = (type: NamedType): string[] => [...docLines(type.doc), ...kindFacts(type)];

/** The deprecation of an item as a line, for languages that have no mark of their own; none if it is not deprecated. */
export function lifeDoc(item: Pick<Named, 'deprecated'>): string[] {
  const deprecated = deprecationText(item.deprecated);
  return deprecated === undefined ? [] : [oneLine(deprecated)];
}

function kindFacts(type: NamedType): string[] {
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

/** How the bytes of a type are made that is bytes to a guest. */
export interface EncodingDoc {
  readonly summary: string;
  /** In order; a field of a case is one step deeper than the case. */
  readonly parts: readonly { readonly depth: 0 | 1; readonly text: string }[];
}

/** The encoding of a packed type or a payload; undefined for other types. */
export function encodingDoc(type: NamedType): EncodingDoc | undefined {
  const fields = (list: readonly PackedField[], depth: 0 | 1) => list.map((field) => ({ depth, text: fieldText(field) }));
  switch (type.kind) {
    case 'packed':
      return { summary: 'fields without padding, little-endian.', parts: fields(type.fields, 0) };
    case 'packed-union':
      return {
        summary: `a tag (${type.tag}), then the fields of its case, without padding, little-endian.`,
        parts: type.cases.flatMap((c) => [{ depth: 0, text: `${c.name} (${c.value})` } as const, ...fields(c.fields, 1)]),
      };
    case 'payload':
      return { summary: `a ${type.codec} document.`, parts: [] };
    default:
      return undefined;
  }
}

const typeName = (type: Type): string => (type.kind === 'scalar' ? type.scalar : 'id' in type ? type.id : type.kind);

function fieldText(field: PackedField): string {
  const type = field.list ? `list of ${typeName(field.type)}` : typeName(field.type);
  const count = field.list ? lengthText('items', field.length) : lengthText('length', field.length);
  return `${field.name}: ${field.bigEndian ? 'big-endian ' : ''}${type}${count}${lengthText('length of each', field.itemLength)}`;
}

function lengthText(what: string, length: PackedLength | undefined): string {
  if (length === undefined) return '';
  if (length === 'rest') return ', up to the end';
  return typeof length === 'number' ? `, ${length} bytes` : `, ${what} before it as ${length}`;
}
