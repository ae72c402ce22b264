import { fitOf, typeText } from '../../runtime-glue/wasm/extern.js';
import type { WasmImport, WasmModule } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { type Abi, type AnyImport, importsOf } from '../ir/abi.js';
import type { LoweredAbi } from '../ir/lowered.js';
import { declaredType } from '../lower/declared.js';

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
      if (fitOf(found.type, expected) === 'fits') matches.push({ item, found });
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
