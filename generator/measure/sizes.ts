import { Cursor } from '../../runtime-glue/wasm/cursor.js';
import type { ExternKind, WasmModule } from '../../runtime-glue/wasm/module.js';
import { limits, mutability, referenceType, valueType } from '../../runtime-glue/wasm/types.js';
import type { ImportModuleSize, SectionSize } from './model.js';

const headerBytes = 8;

/** Where the bytes of a module are: its header and every section. The sum is the length of the file. */
export const sectionSizes = ({ sections }: WasmModule): SectionSize[] => [
  { name: 'header', custom: false, bytes: headerBytes },
  ...sections.map(({ id, name, size }) => ({ name, custom: id === 0, bytes: size })),
];

/** How many bytes of the import section each module of imports takes, the longest first. */
export function importModuleSizes(bytes: Uint8Array, { imports, sections }: WasmModule): ImportModuleSize[] {
  const section = sections.find(({ id }) => id === 2);
  if (section === undefined) return [];
  const cursor = new Cursor(bytes, section.start + 1, section.start + section.size);
  cursor.u32();
  cursor.u32();
  const sizes = new Map<string, { imports: number; bytes: number }>();
  for (const { module, type } of imports) {
    const start = cursor.at;
    stepOver(cursor, type.kind);
    const sum = sizes.get(module) ?? { imports: 0, bytes: 0 };
    sizes.set(module, { imports: sum.imports + 1, bytes: sum.bytes + cursor.at - start });
  }
  return [...sizes].map(([module, sum]) => ({ module, ...sum })).sort((a, b) => b.bytes - a.bytes || (a.module < b.module ? -1 : 1));
}

/** Moves behind an import: two names, the code of its kind, its type. The reader took the same bytes before. */
function stepOver(cursor: Cursor, kind: ExternKind): void {
  cursor.name();
  cursor.name();
  cursor.byte();
  if (kind === 'tag') cursor.byte();
  if (kind === 'func' || kind === 'tag') cursor.u32();
  else if (kind === 'global') {
    valueType(cursor);
    mutability(cursor);
  } else {
    if (kind === 'table') referenceType(cursor);
    limits(cursor, kind);
  }
}
