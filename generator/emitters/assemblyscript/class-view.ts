import { scalarNames } from '../../emit/guest-types.js';
import { camelCase } from '../../emit/names.js';
import { asComment } from '../../emit/text/assemblyscript.js';
import { docLines } from '../../emit/text/visible.js';
import type { Item } from '../../ir/item.js';
import type { MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import type { AsNames } from './names.js';
import type { AsTypes } from './types.js';

/** A field that the compiler places: a number, or filler for what it cannot place. */
interface Field {
  readonly comment: string;
  readonly name: string;
  readonly type: string;
  readonly filler: boolean;
}

/** What lies in filler: a class, of which the address is given, or one of several numbers in the same place. */
interface View extends Field {
  readonly offset: string;
  readonly isNumber: boolean;
}

/** A class over guest memory, and what holds the layout of the compiler against that of the ABI. */
export interface AsClass {
  readonly fields: readonly Field[];
  readonly views: readonly View[];
  readonly offsets: readonly { readonly field: string; readonly offset: string }[];
  readonly size: string;
}

export function classView(layout: RecordMemory | VariantMemory, names: AsNames, types: AsTypes): AsClass {
  return layout.kind === 'record' ? recordView(layout, names, types) : variantView(layout, names, types);
}

/** Fields of classes are addresses, so a structure inside another is filler, with a view. */
function recordView(layout: RecordMemory, names: AsNames, types: AsTypes): AsClass {
  const fields: Field[] = [];
  const views: View[] = [];
  const offsets: { field: string; offset: string }[] = [];
  layout.fields.forEach(({ name, offset, memory }, i) => {
    const described = describe(layout.type.id, name, layout.type.fields[i] ?? layout.type, memory, names, types);
    if (memory.kind === 'scalar') {
      fields.push(described);
      offsets.push({ field: described.name, offset: String(offset) });
    } else {
      fields.push(...filler(offset, offset + memory.size, memory.align));
      views.push({ ...described, offset: String(offset), isNumber: false });
    }
  });
  const last = layout.fields.at(-1);
  fields.push(...filler(last ? last.offset + last.memory.size : 0, layout.size, layout.align));
  return { fields, views, offsets, size: String(layout.size) };
}

/** The tag, then filler with the payloads. */
function variantView(layout: VariantMemory, names: AsNames, types: AsTypes): AsClass {
  const views = layout.cases.flatMap((c, i): View[] => {
    if (!c.memory) return [];
    const described = describe(layout.type.id, c.name, layout.type.cases[i] ?? layout.type, c.memory, names, types);
    return [{ ...described, offset: String(layout.payloadOffset), isNumber: c.memory.kind === 'scalar' }];
  });
  const payload = views.length === 0 ? [] : filler(layout.payloadOffset, layout.size, layout.align);
  return {
    fields: [{ comment: '', name: tagName(layout), type: scalarNames[layout.tag], filler: false }, ...payload],
    views,
    offsets: [],
    size: String(layout.size),
  };
}

/** A name of our own gives way to those of the cases. */
function tagName(layout: VariantMemory): string {
  const taken = new Set(layout.cases.map((c) => camelCase(c.name)));
  let wanted = 'tag';
  while (taken.has(wanted)) wanted += '_';
  return wanted;
}

const describe = (scope: string, name: string, item: Item, memory: MemoryType, names: AsNames, types: AsTypes): Field => ({
  comment: asComment(docLines(item.doc), '    '),
  name: names.member(scope, name, item),
  type: types.type(memory.type),
  filler: false,
});

/** Private numbers over a range of bytes, as wide as places and alignment allow. */
function filler(from: number, to: number, align: number): Field[] {
  const fields: Field[] = [];
  for (let at = from; at < to; ) {
    const width = [8, 4, 2, 1].find((bytes) => bytes <= align && at % bytes === 0 && at + bytes <= to) ?? 1;
    fields.push({ comment: '', name: `_${at}`, type: `u${8 * width}`, filler: true });
    at += width;
  }
  return fields;
}
