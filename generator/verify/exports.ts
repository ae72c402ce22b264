import { expectedText, exportFits, typeText } from '../../runtime-glue/wasm/extern.js';
import type { WasmExport } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import type { Index, Linked } from './imports.js';
import type { SurfaceExport } from './surface.js';
import type { ExportRow } from './verdict.js';

export interface CheckedExport {
  readonly row: ExportRow;
  readonly finding: Diagnostic | undefined;
}

/** Holds the exports of a module against those that hosts of a target need: for all guests, and for what it imports. */
export function checkExports(
  index: Index,
  linked: readonly Linked[],
  exports: readonly WasmExport[],
  target: string | undefined,
): CheckedExport[] {
  const missing = missingFor(index, linked, new Set(exports.map(({ name }) => name)), target);
  return [
    ...[...missing].map(([name, because]) => missingExport(name, index.exports.get(name), because)),
    ...exports.map((found) => presentExport(found, index.exports.get(found.name))),
  ];
}

/** Whether that would find nothing. */
export function exportsFit(index: Index, linked: readonly Linked[], exports: readonly WasmExport[], target: string | undefined): boolean {
  const known = exports.every(({ name, type }) => {
    const item = index.exports.get(name);
    return item === undefined || exportFits(type, item);
  });
  return known && missingFor(index, linked, new Set(exports.map(({ name }) => name)), target).size === 0;
}

/** Names of the exports that are missing, with whom that keeps from working. */
function missingFor(index: Index, linked: readonly Linked[], present: ReadonlySet<string>, target: string | undefined) {
  const missing = new Map<string, string>();
  for (const { name, requiredOn } of index.surface.exports)
    if (!present.has(name) && isRequired(requiredOn, target, index)) missing.set(name, 'which hosts need of every guest');
  // What does not link is answered by nothing, and what the target lacks by its error.
  const answered = linked.filter(
    ({ item, targets }) => item && item.needs.length > 0 && targets && (target === undefined || targets.includes(target)),
  );
  for (const { found, item } of answered)
    for (const name of item?.needs ?? [])
      if (!present.has(name) && !missing.has(name))
        missing.set(name, `which hosts need to answer ${quote(found.module)} ${quote(found.name)}`);
  return missing;
}

/** On the target, or on every target where none is named. */
const isRequired = (requiredOn: readonly string[], target: string | undefined, { surface }: Index): boolean =>
  target === undefined ? surface.targets.every(({ name }) => requiredOn.includes(name)) : requiredOn.includes(target);

function missingExport(name: string, item: SurfaceExport | undefined, because: string): CheckedExport {
  const kind = item?.kind ?? 'func';
  return {
    row: { name, kind, type: item?.type ? typeText(item.type) : null, status: 'missing' },
    finding: diagnostic('verify/missing-export', undefined, { name: quote(name), kind, because }),
  };
}

function presentExport({ name, type }: WasmExport, item: SurfaceExport | undefined): CheckedExport {
  const row = { name, kind: type.kind, type: typeText(type) };
  if (!item) return { row: { ...row, status: 'own' }, finding: undefined };
  if (exportFits(type, item)) return { row: { ...row, status: 'ok' }, finding: undefined };
  return {
    row: { ...row, status: 'mistyped' },
    finding: diagnostic('verify/mistyped-export', undefined, { name: quote(name), found: row.type, expected: expectedText(item) }),
  };
}
