import { deprecationText, isDeclared } from '../../emit/lifecycle.js';
import { type NameTable, snakeCase } from '../../emit/names.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import { watComment, watString } from '../../emit/text/wat.js';
import type { AnyImport, GlobalImport, Limits, MemoryImport, TableImport, TagImport } from '../../ir/abi.js';
import type { LoweredAbi, LoweredFunc, LoweredInterface } from '../../ir/lowered.js';

interface WatImport {
  readonly comment: string;
  readonly module: string;
  readonly field: string;
  /** The import's type with its identifier, without the outer parentheses. */
  readonly type: string;
}

interface WatView {
  readonly abi: string;
  readonly version: string;
  readonly digest: string;
  readonly interfaces: readonly { readonly heading: string; readonly imports: readonly WatImport[] }[];
}

/** View model of `imports.wat.hbs`. Parameter names are claimed per function. */
export const watView = ({ abi, interfaces }: LoweredAbi, names: NameTable): WatView => ({
  abi: abi.name,
  version: abi.version,
  digest: abi.digest,
  interfaces: interfaces
    .map((i) => ({ heading: watComment([`interface ${i.interface.name}`, ...firstLine(i.interface.doc)]), imports: importsOf(i, names) }))
    .filter((i) => i.imports.length > 0),
});

const importsOf = ({ interface: i, functions }: LoweredInterface, names: NameTable): WatImport[] => [
  ...functions.filter(({ func }) => isDeclared(func)).map((f) => importOf(f.func, funcType(f, names))),
  ...i.memories.filter(isDeclared).map((m) => importOf(m, memoryType(m))),
  ...i.tables.filter(isDeclared).map((t) => importOf(t, tableType(t))),
  ...i.globals.filter(isDeclared).map((g) => importOf(g, globalType(g))),
  ...i.tags.filter(isDeclared).map((t) => importOf(t, tagType(t))),
];

const importOf = (item: AnyImport, type: string): WatImport => ({
  comment: watComment([...firstLine(item.doc), ...notes(item)]),
  module: watString(item.module),
  field: watString(item.field),
  type,
});

/** The short form of a documentation text: its first line. */
const firstLine = (doc: string): string[] => docLines(doc).slice(0, 1);

function notes(item: AnyImport): string[] {
  const deprecated = deprecationText(item.deprecated);
  const aliases = item.kind === 'func' ? item.importAliases : [];
  return [
    ...(deprecated === undefined ? [] : [oneLine(deprecated)]),
    ...aliases.map((alias) => `alias: ${watString(alias.module)} ${watString(alias.field)}`),
  ];
}

const identifier = (item: AnyImport): string => `$${item.id}`;

function funcType({ func, signature, coreParams }: LoweredFunc, names: NameTable): string {
  const params = coreParams.map((p) => {
    const name = names.claim(func.id, snakeCase(p.name), { what: `${func.id}.${p.name}`, origin: p.param.origin });
    return ` (param $${name} ${p.type})`;
  });
  return `func ${identifier(func)}${params.join('')}${signature.results.map((type) => ` (result ${type})`).join('')}`;
}

const limits = ({ min, max }: Limits): string => (max === undefined ? `${min}` : `${min} ${max}`);

const memoryType = (memory: MemoryImport): string =>
  `memory ${identifier(memory)} ${memory.index === 'i64' ? 'i64 ' : ''}${limits(memory.limits)}${memory.shared ? ' shared' : ''}`;

const tableType = (table: TableImport): string => `table ${identifier(table)} ${limits(table.limits)} ${table.element}`;

const globalType = (global: GlobalImport): string =>
  `global ${identifier(global)} ${global.mutable ? `(mut ${global.type})` : global.type}`;

const tagType = (tag: TagImport): string => `tag ${identifier(tag)}${tag.params.map((type) => ` (param ${type})`).join('')}`;
