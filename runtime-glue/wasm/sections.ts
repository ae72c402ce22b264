import { constantExpression } from './constant.js';
import type { Cursor } from './cursor.js';
import { most } from './limits.js';
import type { ExternKind, ExternType, WasmExport, WasmImport } from './module.js';
import { type FuncExtern, limits, mutability, referenceType, type Types, valueType } from './types.js';

/** The types of everything that has an index, by kind: imported items first, then the module's own. */
export type IndexSpaces = { readonly [Kind in ExternKind]: ExternType[] };

const kinds: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag'];
const plural = { func: 'functions', table: 'tables', memory: 'memories', global: 'globals', tag: 'tags' } as const;

export function importSection(cursor: Cursor, types: Types, spaces: IndexSpaces): WasmImport[] {
  const imports: WasmImport[] = [];
  cursor.expectNames();
  let module = '';
  for (let left = cursor.count(most.imports, 'imports'); left > 0; left--) {
    module = cursor.name(module);
    const name = cursor.name();
    const type = externType(cursor, externKind(cursor), types);
    imports.push({ module, name, type });
    spaces[type.kind].push(type);
  }
  return imports;
}

/** Reads the section that defines the module's own items of a kind into the index space of the kind. Gives how many they are. */
export function definitionSection(cursor: Cursor, kind: ExternKind, types: Types, spaces: IndexSpaces): number {
  const count = cursor.count(most[kind], plural[kind]);
  for (let left = count; left > 0; left--) spaces[kind].push(definition(cursor, kind, types));
  return count;
}

/** The type of an item; the value that it starts with is stepped over. */
function definition(cursor: Cursor, kind: ExternKind, types: Types): ExternType {
  const filled = kind === 'table' && cursor.peek() === 0x40;
  if (filled) {
    cursor.byte();
    const reserved = cursor.byte();
    if (reserved !== 0) cursor.fail(`has a table of unknown form 0x${reserved.toString(16)}`, cursor.at - 1);
  }
  const type = externType(cursor, kind, types);
  if (filled || kind === 'global') constantExpression(cursor);
  return type;
}

function externType(cursor: Cursor, kind: ExternKind, types: Types): ExternType {
  switch (kind) {
    case 'func':
      return funcType(cursor, types);
    case 'table':
      return { kind, element: referenceType(cursor), limits: limits(cursor, 'table') };
    case 'memory':
      return { kind, limits: limits(cursor, 'memory') };
    case 'global':
      return { kind, type: valueType(cursor), mutable: mutability(cursor) };
    case 'tag': {
      const attribute = cursor.byte();
      if (attribute !== 0) cursor.fail(`has a tag of unknown attribute ${attribute}`, cursor.at - 1);
      return { ...funcType(cursor, types), kind };
    }
  }
}

function funcType(cursor: Cursor, types: Types): FuncExtern {
  const start = cursor.at;
  const index = cursor.u32();
  return types[index] ?? cursor.fail(`names the type ${index}, which is not a function type`, start);
}

export function exportSection(cursor: Cursor, spaces: IndexSpaces): WasmExport[] {
  const exports: WasmExport[] = [];
  const names = new Set<string>();
  cursor.expectNames();
  for (let left = cursor.count(most.exports, 'exports'); left > 0; left--) {
    const start = cursor.at;
    const name = cursor.name();
    if (names.has(name)) cursor.fail('exports one name twice', start);
    names.add(name);
    const kind = externKind(cursor);
    const index = cursor.u32();
    const type = spaces[kind][index] ?? cursor.fail(`exports the ${kind} ${index}, of which it has ${spaces[kind].length}`, start);
    exports.push({ name, type, index });
  }
  return exports;
}

/** The start section: the index of a function that takes and gives nothing. */
export function startSection(cursor: Cursor, { func }: IndexSpaces): void {
  const start = cursor.at;
  const index = cursor.u32();
  const type = func[index];
  if (type?.kind !== 'func' || type.params.length + type.results.length > 0)
    cursor.fail(`starts with the function ${index}, which is none without parameters and results`, start);
}

function externKind(cursor: Cursor): ExternKind {
  const code = cursor.byte();
  return kinds[code] ?? cursor.fail(`has an import or export of unknown kind ${code}`, cursor.at - 1);
}
