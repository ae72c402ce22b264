import { cComment } from '../../emit/text/c.js';
import { docLines } from '../../emit/text/visible.js';
import type { Item } from '../../ir/item.js';
import type { MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import { cScalars } from './literal.js';
import type { CNames } from './names.js';
import { cMemoryType } from './types.js';

interface Member {
  readonly comment: string;
  readonly type: string;
  readonly name: string;
}

/** A structure, and what holds the C compiler's layout against that of the ABI. */
export interface CStruct {
  readonly struct: null | { readonly members: readonly Member[]; readonly union: readonly Member[] };
  readonly assertions: readonly { readonly condition: string; readonly message: string }[];
}

export const noStruct: CStruct = { struct: null, assertions: [] };

export function structView(layout: MemoryType, name: string, names: CNames): CStruct {
  if (layout.kind === 'scalar') return noStruct;
  return layout.kind === 'record' ? recordView(layout, name, names) : variantView(layout, name, names);
}

function recordView(layout: RecordMemory, name: string, names: CNames): CStruct {
  const members = layout.fields.map((field, i) =>
    member(layout.type.id, field.name, layout.type.fields[i] ?? layout.type, field.memory, '  ', names),
  );
  return {
    struct: { members, union: [] },
    assertions: [
      sizeIs(name, layout.size),
      ...layout.fields.map((field, i) => offsetIs(name, members[i]?.name ?? field.name, field.offset)),
    ],
  };
}

/** The tag, then a union of the payloads. A variant without payloads is its tag alone. */
function variantView(layout: VariantMemory, name: string, names: CNames): CStruct {
  const union = layout.cases.flatMap((c, i) =>
    c.memory ? [member(layout.type.id, c.name, layout.type.cases[i] ?? layout.type, c.memory, '    ', names)] : [],
  );
  return {
    struct: { members: [{ comment: '', type: cScalars[layout.tag], name: 'tag' }], union },
    assertions: [sizeIs(name, layout.size), ...(union.length > 0 ? [offsetIs(name, 'payload', layout.payloadOffset)] : [])],
  };
}

const member = (scope: string, name: string, item: Item, memory: MemoryType, indent: string, names: CNames): Member => ({
  comment: cComment(docLines(item.doc), { indent }),
  type: cMemoryType(memory, names.types),
  name: names.member(scope, name, item),
});

const sizeIs = (type: string, size: number) => ({ condition: `sizeof(${type}) == ${size}`, message: `"${type} has ${size} bytes"` });
const offsetIs = (type: string, field: string, offset: number) => ({
  condition: `offsetof(${type}, ${field}) == ${offset}`,
  message: `"${type}.${field} is at ${offset}"`,
});
