import { diagnostic } from '../diagnostics/catalog.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { Cursor, Malformed } from './cursor.js';
import { otherFormat } from './format.js';
import type { CustomSection, ExternKind, FuncType, ImportType, WasmExport, WasmImport, WasmModule } from './module.js';
import { limits, mutability, referenceType, typeSection, valueType } from './types.js';

/** Limits of the WebAssembly JavaScript interface. */
const maxImports = 1_000_000;
const maxExports = 1_000_000;

/** Sections by id, in the order in which they must stand (WebAssembly 3.0, section 5.5.2). Custom sections stand anywhere. */
const order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const kinds: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag'];

/**
 * Reads what a core module says at its boundary, in one pass. Strict: what is cut off, out of order, of an unknown kind or
 * beyond the limits of engines is an error. `path` names the file in messages. It does not validate the code.
 */
export function readModule(bytes: Uint8Array, path: string): Result<WasmModule> {
  const what = otherFormat(bytes);
  if (what !== undefined) return { value: undefined, diagnostics: [diagnostic('wasm/not-a-module', undefined, { path, what })] };
  try {
    return { value: readSections(new Cursor(bytes, 8)), diagnostics: [] };
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    return { value: undefined, diagnostics: [diagnostic('wasm/malformed', undefined, { path, offset: cause.offset, why: cause.why })] };
  }
}

function readSections(cursor: Cursor): WasmModule {
  let types: readonly (FuncType | undefined)[] = [];
  let imports: readonly WasmImport[] = [];
  let exports: readonly WasmExport[] = [];
  const customs: CustomSection[] = [];
  let last = -1;
  while (!cursor.done) {
    const start = cursor.at;
    const id = cursor.byte();
    const section = cursor.part(cursor.u32(), 'a section');
    if (id === 0) {
      const name = section.name();
      customs.push({ name, bytes: section.bytes.subarray(section.at, section.end) });
      continue;
    }
    const place = order.indexOf(id);
    if (place < 0) cursor.fail(`has a section of unknown id ${id}`, start);
    if (place === last) cursor.fail(`has two sections of id ${id}`, start);
    if (place < last) cursor.fail(`has a section of id ${id} out of order`, start);
    last = place;
    if (id === 1) types = typeSection(section);
    else if (id === 2) imports = importSection(section, types);
    else if (id === 7) exports = exportSection(section);
    else continue;
    if (!section.done) section.fail(`has bytes after the last item of section ${id}`);
  }
  return { imports, exports, customs };
}

function importSection(cursor: Cursor, types: readonly (FuncType | undefined)[]): WasmImport[] {
  const imports: WasmImport[] = [];
  for (let left = cursor.count(maxImports, 'imports'); left > 0; left--) {
    const module = cursor.name();
    const name = cursor.name();
    imports.push({ module, name, type: importType(cursor, types) });
  }
  return imports;
}

function importType(cursor: Cursor, types: readonly (FuncType | undefined)[]): ImportType {
  const kind = externKind(cursor);
  switch (kind) {
    case 'func':
      return { kind, ...funcType(cursor, types) };
    case 'table':
      return { kind, element: referenceType(cursor), limits: limits(cursor, 'table') };
    case 'memory':
      return { kind, limits: limits(cursor, 'memory') };
    case 'global':
      return { kind, type: valueType(cursor), mutable: mutability(cursor) };
    case 'tag': {
      const attribute = cursor.byte();
      if (attribute !== 0) cursor.fail(`has a tag of unknown attribute ${attribute}`, cursor.at - 1);
      return { kind, ...funcType(cursor, types) };
    }
  }
}

function funcType(cursor: Cursor, types: readonly (FuncType | undefined)[]): FuncType {
  const start = cursor.at;
  const index = cursor.u32();
  return types[index] ?? cursor.fail(`names the type ${index}, which is not a function type`, start);
}

function exportSection(cursor: Cursor): WasmExport[] {
  const exports: WasmExport[] = [];
  const names = new Set<string>();
  for (let left = cursor.count(maxExports, 'exports'); left > 0; left--) {
    const start = cursor.at;
    const name = cursor.name();
    if (names.has(name)) cursor.fail('exports one name twice', start);
    names.add(name);
    const kind = externKind(cursor);
    exports.push({ name, kind, index: cursor.u32() });
  }
  return exports;
}

function externKind(cursor: Cursor): ExternKind {
  const code = cursor.byte();
  return kinds[code] ?? cursor.fail(`has an import or export of unknown kind ${code}`, cursor.at - 1);
}
