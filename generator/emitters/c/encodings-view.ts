import { cComment } from '../../emit/text/c.js';
import { docLines } from '../../emit/text/visible.js';
import type { Abi } from '../../ir/abi.js';
import type { NamedType, PackedField, PackedLength, Type } from '../../ir/types.js';

/** One comment for each type that is bytes in C: how they are made. */
export const encodingViews = (abi: Abi): string[] =>
  abi.interfaces
    .flatMap((i) => i.types)
    .flatMap((type) => {
      const lines = [...encoding(type)];
      return lines.length === 0
        ? []
        : [cComment([`Encoding ${type.id}: ${lines[0]}`, ...docLines(type.doc), ...lines.slice(1)], { opening: '/*' })];
    });

function* encoding(type: NamedType): Iterable<string> {
  switch (type.kind) {
    case 'packed':
      yield 'fields without padding, little-endian.';
      yield* type.fields.map(fieldLine);
      return;
    case 'packed-union':
      yield `a tag (${type.tag}), then the fields of its case, without padding, little-endian.`;
      for (const c of type.cases) {
        yield `- ${c.name} (${c.value})`;
        yield* c.fields.map((field) => `  ${fieldLine(field)}`);
      }
      return;
    case 'payload':
      yield `a ${type.codec} document.`;
      return;
    default:
  }
}

const typeName = (type: Type): string => (type.kind === 'scalar' ? type.scalar : 'id' in type ? type.id : type.kind);

function fieldLine(field: PackedField): string {
  const type = field.list ? `list of ${typeName(field.type)}` : typeName(field.type);
  const count = field.list ? lengthText('items', field.length) : lengthText('length', field.length);
  return `- ${field.name}: ${field.bigEndian ? 'big-endian ' : ''}${type}${count}${lengthText('length of each', field.itemLength)}`;
}

function lengthText(what: string, length: PackedLength | undefined): string {
  if (length === undefined) return '';
  if (length === 'rest') return ', up to the end';
  return typeof length === 'number' ? `, ${length} bytes` : `, ${what} before it as ${length}`;
}
