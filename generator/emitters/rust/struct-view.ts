import { scalarNames } from '../../emit/guest-types.js';
import { rustDoc } from '../../emit/text/rust.js';
import { docLines } from '../../emit/text/visible.js';
import type { Item } from '../../ir/item.js';
import type { MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import { nameIn, type RustNames } from './names.js';
import type { RustTypes } from './types.js';

interface Member {
  readonly doc: string;
  readonly name: string;
  readonly type: string;
}

/**
 * A structure, and what holds the layout of the Rust compiler against that of the ABI. `repr(C)` places fields by their sizes
 * and alignments alone, so with those of every structure and number right, the offsets are right, too.
 */
export interface RustStruct {
  readonly struct: null | {
    readonly members: readonly Member[];
    readonly union: null | { readonly name: string; readonly members: readonly Member[] };
    readonly size: string;
    readonly align: string;
  };
}

export const noStruct: RustStruct = { struct: null };

export function structView(layout: MemoryType, names: RustNames, types: RustTypes): RustStruct {
  if (layout.kind === 'scalar') return noStruct;
  const sized = { size: String(layout.size), align: String(layout.align) };
  return { struct: { ...(layout.kind === 'record' ? record(layout, names, types) : variant(layout, names, types)), ...sized } };
}

const record = (layout: RecordMemory, names: RustNames, types: RustTypes) => ({
  members: layout.fields.map((field, i) =>
    member(layout.type.id, field.name, layout.type.fields[i] ?? layout.type, field.memory, names, types),
  ),
  union: null,
});

/** The tag, then a union of the payloads. A variant without payloads is its tag alone. */
function variant(layout: VariantMemory, names: RustNames, types: RustTypes) {
  const name = nameIn(names.payloads, layout.type.id);
  const members = layout.cases.flatMap((c, i) =>
    c.memory ? [member(layout.type.id, c.name, layout.type.cases[i] ?? layout.type, c.memory, names, types)] : [],
  );
  const tag = { doc: '', name: 'tag', type: scalarNames[layout.tag] };
  const payload = { doc: '', name: 'payload', type: name };
  return members.length === 0 ? { members: [tag], union: null } : { members: [tag, payload], union: { name, members } };
}

const member = (scope: string, name: string, item: Item, memory: MemoryType, names: RustNames, types: RustTypes): Member => ({
  doc: rustDoc(docLines(item.doc), '        '),
  name: names.member(scope, name, item),
  type: types.type(memory.type),
});
