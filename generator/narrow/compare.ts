import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { type Abi, type AnyImport, importsOf } from '../ir/abi.js';
import type { LoweredAbi, Signature } from '../ir/lowered.js';
import type { ExternType, WasmImport, WasmLimits, WasmModule } from '../wasm/module.js';

/** An import of a module with the item of the ABI that it names. */
export interface Match {
  readonly item: AnyImport;
  readonly found: WasmImport;
}

export interface Comparison {
  readonly matches: readonly Match[];
  readonly diagnostics: readonly Diagnostic[];
}

const keyOf = (module: string, name: string): string => JSON.stringify([module, name]);

/** Holds every import of a module against the ABI: its name, its kind, its core type, its limits. */
export function compareImports({ abi, interfaces }: LoweredAbi, { imports }: WasmModule, path: string): Comparison {
  const subject = `${abi.name} ${abi.version}`;
  const signatures = new Map(interfaces.flatMap((i) => i.functions).map((f) => [f.func.id, f.signature]));
  const items = itemsByKey(abi);
  const open = new Set(abi.modules.map((m) => m.name));
  const diagnostics: Diagnostic[] = [];
  const matches: Match[] = [];
  for (const found of imports) {
    const item = items.get(keyOf(found.module, found.name));
    const name = `${quote(found.module)} ${quote(found.name)}`;
    if (item !== undefined) {
      const expected = declaredType(item, signatures.get(item.id));
      if (fits(found.type, item, expected)) matches.push({ item, found });
      else
        diagnostics.push(
          diagnostic('wasm/wrong-type', undefined, { path, name, found: typeText(found.type), expected: typeText(expected), abi: subject }),
        );
    } else if (!open.has(found.module)) diagnostics.push(diagnostic('wasm/unlisted-import', undefined, { path, name, abi: subject }));
  }
  return { matches, diagnostics };
}

const aliasesOf = (item: AnyImport) => (item.kind === 'func' ? item.importAliases : []);

function itemsByKey(abi: Abi): Map<string, AnyImport> {
  const items = new Map<string, AnyImport>();
  for (const item of importsOf(abi))
    if (item.status !== 'reserved') for (const { module, field } of [item, ...aliasesOf(item)]) items.set(keyOf(module, field), item);
  return items;
}

function declaredType(item: AnyImport, signature: Signature | undefined): ExternType {
  switch (item.kind) {
    case 'func':
      return { kind: 'func', params: signature?.params ?? [], results: signature?.results ?? [] };
    case 'memory':
      return { kind: 'memory', limits: { ...declaredLimits(item.limits), shared: item.shared, index: item.index } };
    case 'table':
      return { kind: 'table', element: item.element, limits: declaredLimits(item.limits) };
    case 'global':
      return { kind: 'global', type: item.type, mutable: item.mutable };
    case 'tag':
      return { kind: 'tag', params: item.params, results: [] };
  }
}

const declaredLimits = ({ min, max }: { readonly min: number; readonly max: number | undefined }): WasmLimits => ({
  min: BigInt(min),
  max: max === undefined ? undefined : BigInt(max),
  shared: false,
  index: 'i32',
  pageSizeLog2: 16,
});

/** Whether a host of the ABI can give what a module imports. Limits are the module's own, as far as they leave room in the ABI's. */
function fits(found: ExternType, item: AnyImport, expected: ExternType): boolean {
  if ((found.kind === 'memory' && expected.kind === 'memory') || (found.kind === 'table' && expected.kind === 'table')) {
    const [own, given] = [found.limits, expected.limits];
    const same = own.shared === given.shared && own.index === given.index && own.pageSizeLog2 === given.pageSizeLog2;
    const element = found.kind !== 'table' || found.element === (item.kind === 'table' && item.element);
    return same && element && (given.max === undefined || own.min <= given.max);
  }
  return typeText(found) === typeText(expected);
}

/** A type as the text format spells it. */
export function typeText(type: ExternType): string {
  switch (type.kind) {
    case 'func':
    case 'tag': {
      const part = (word: string, types: readonly string[]) => (types.length === 0 ? '' : ` (${word} ${types.join(' ')})`);
      return `(${type.kind}${part('param', type.params)}${part('result', type.results)})`;
    }
    case 'global':
      return `(global ${type.mutable ? `(mut ${type.type})` : type.type})`;
    case 'table':
      return `(table ${limitsText(type.limits)} ${type.element})`;
    case 'memory':
      return `(memory ${limitsText(type.limits)}${type.limits.shared ? ' shared' : ''})`;
  }
}

const limitsText = ({ min, max, index, pageSizeLog2 }: WasmLimits): string =>
  `${index === 'i64' ? 'i64 ' : ''}${min}${max === undefined ? '' : ` ${max}`}${pageSizeLog2 === 16 ? '' : ` (pagesize ${2 ** pageSizeLog2})`}`;
