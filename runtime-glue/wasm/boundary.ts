import { Cursor } from './cursor.js';
import { most } from './limits.js';
import type { CustomSection, ExternKind, WasmExport, WasmImport, WasmModule, WasmSection } from './module.js';
import { definitionSection, exportSection, type IndexSpaces, importSection, startSection } from './sections.js';
import { type Types, typeSection } from './types.js';

/** Sections by id, in the order in which they must stand (WebAssembly 3.0, section 5.5.2). Custom sections stand anywhere. */
const order: ReadonlyMap<number, string> = new Map([
  [1, 'type'],
  [2, 'import'],
  [3, 'function'],
  [4, 'table'],
  [5, 'memory'],
  [13, 'tag'],
  [6, 'global'],
  [7, 'export'],
  [8, 'start'],
  [9, 'element'],
  [12, 'data count'],
  [10, 'code'],
  [11, 'data'],
]);
const places = [...order.keys()];

/** What is defined by the section of an id. */
const defined: Readonly<Record<number, ExternKind>> = { 3: 'func', 4: 'table', 5: 'memory', 6: 'global', 13: 'tag' };

/** What is known of a module so far. */
interface Reading {
  types: Types;
  imports: readonly WasmImport[];
  exports: readonly WasmExport[];
  readonly spaces: IndexSpaces;
  /** Functions and data segments that are announced, and those that came. */
  functions: number;
  bodies: number;
  announced: number | undefined;
  segments: number;
}

/** Bytes of the header, which `otherFormat` looks at. */
const headerBytes = 8;

/** Reads the sections of a module, from the first on, in one pass. Throws `Malformed`. */
export function readSections(bytes: Uint8Array): WasmModule {
  // A plain view: those of Node's Buffer take several times as long to make.
  const cursor = new Cursor(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), headerBytes);
  if (cursor.end > most.moduleBytes) cursor.fail(`has ${cursor.end} bytes; engines allow ${most.moduleBytes}`, 0);
  const spaces: IndexSpaces = { func: [], table: [], memory: [], global: [], tag: [] };
  const reading: Reading = { types: [], imports: [], exports: [], spaces, functions: 0, bodies: 0, announced: undefined, segments: 0 };
  const sections: WasmSection[] = [];
  const customs: CustomSection[] = [];
  let last = -1;
  while (!cursor.done) {
    const start = cursor.at;
    const id = cursor.byte();
    const section = cursor.part(cursor.u32(), 'a section');
    const size = cursor.at - start;
    if (id === 0) {
      const custom = { id, name: section.name(), start, size, bytes: section.bytes.subarray(section.at, section.end) };
      sections.push(custom);
      customs.push(custom);
      continue;
    }
    const place = places.indexOf(id);
    if (place < 0) cursor.fail(`has a section of unknown id ${id}`, start);
    if (place === last) cursor.fail(`has two sections of id ${id}`, start);
    if (place < last) cursor.fail(`has a section of id ${id} out of order`, start);
    last = place;
    sections.push({ id, name: order.get(id) ?? '', start, size });
    readSection(section, id, reading);
  }
  const { functions, bodies, announced, segments } = reading;
  if (functions !== bodies) cursor.fail(`declares ${functions} functions and has code for ${bodies}`);
  if (announced !== undefined && announced !== segments) cursor.fail(`announces ${announced} data segments and has ${segments}`);
  return { imports: reading.imports, exports: reading.exports, sections, customs };
}

/** Reads a section to its end. Of code and data only the count is read, since nothing else in them is at the boundary. */
function readSection(section: Cursor, id: number, reading: Reading): void {
  const { types, spaces } = reading;
  const kind = defined[id];
  if (kind !== undefined) {
    const count = definitionSection(section, kind, types, spaces);
    if (kind === 'func') reading.functions = count;
  } else if (id === 1) reading.types = typeSection(section);
  else if (id === 2) reading.imports = importSection(section, types, spaces);
  else if (id === 7) reading.exports = exportSection(section, spaces);
  else if (id === 8) startSection(section, spaces);
  else if (id === 12) reading.announced = section.u32();
  else {
    if (id === 10) reading.bodies = section.count(most.func, 'functions');
    else if (id === 11) reading.segments = section.count(most.dataSegments, 'data segments');
    return;
  }
  if (!section.done) section.fail(`has bytes after the last item of section ${id}`);
}
