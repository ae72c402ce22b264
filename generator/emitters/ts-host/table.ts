import type ts from 'typescript';
import { type AnyImport, baseType, importsOf, type Target, type Type } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import type { Ast, Ex } from './ast.js';
import { listOf, type Position } from './positions.js';

/**
 * The table of imports as a value: what `preflight` and `instantiate` compare modules with. What several imports share is written
 * once, with their positions: those of the functions first, then of memories, tables and the like.
 */
export function importTable(ast: Ast, lowered: LoweredAbi, positions: readonly Position[], target: Target): ts.Expression {
  const { abi } = lowered;
  const strings = (list: readonly string[]): ts.Expression => ast.arr(list.map((s) => ast.str(s)));
  const exports = abi.interfaces.flatMap((i) => i.exports);
  const fields = new Map(exports.map((e) => [e.id, e.field]));
  const items = importsOf(abi).filter((item) => item.status !== 'reserved' && item.kind !== 'func');
  const listed: readonly AnyImport[] = [...positions.map(({ func }) => func.func), ...items];
  const isHere = (item: AnyImport): boolean => item.targets.includes(target.name);
  const grouped = (sharedBy: (item: AnyImport) => readonly string[] | undefined): ts.Expression => {
    const groups = new Map<string, ts.Expression[]>();
    for (const [i, item] of listed.entries()) {
      const shared = sharedBy(item);
      if (shared !== undefined) listOf(groups, JSON.stringify(shared)).push(ast.num(i));
    }
    return ast.arr([...groups].map(([shared, at]) => ast.arr([strings(JSON.parse(shared)), ast.arr(at)])));
  };
  const needed = (item: AnyImport): readonly string[] | undefined => {
    const names = isHere(item) ? neededExports(item, fields) : [];
    return names.length > 0 ? names : undefined;
  };
  const required = exports.filter((e) => e.requiredOn.includes(target.name));
  const memory = abi.interfaces.flatMap((i) => i.memories)[0];
  const table = abi.interfaces.flatMap((i) => i.tables)[0];
  const limits = (l: { min: number; max: number | undefined }): (readonly [string, Ex])[] => [
    ['min', ast.num(l.min)],
    ...(l.max === undefined ? [] : [['max', ast.num(l.max)] as const]),
  ];
  const memoryNames = exports.filter((e) => e.kind === 'memory').map((e) => e.field);
  return ast.obj(
    [
      ['abi', ast.str(abi.name)],
      ['version', ast.str(abi.version)],
      ['target', ast.str(target.name)],
      ...(target.compile === 'forbidden' ? [['compiled', ast.bool(true)] as const] : []),
      ...(lowered.onlyImportsOf === undefined ? [] : [['narrowed', 'narrowed'] as const]),
      ['functions', 'functions'],
      ['unbound', 'unbound'],
      ['items', ast.arr(items.map(({ module, field, kind }) => strings([module, field, kind])))],
      ['elsewhere', grouped((item) => (isHere(item) ? undefined : item.targets))],
      ['needs', grouped(needed)],
      ['openModules', strings(abi.modules.map((m) => m.name))],
      [
        'requiredExports',
        ast.arr(
          required.map((e) =>
            ast.obj([
              ['name', ast.str(e.field)],
              ['kind', ast.str(e.kind)],
            ]),
          ),
        ),
      ],
      // A memory of its own name comes first; `memory` is what toolchains export.
      ['memoryExports', strings([...memoryNames.filter((n) => n !== 'memory'), 'memory'])],
      [
        'memory',
        memory
          ? ast.obj([
              ['module', ast.str(memory.module)],
              ['name', ast.str(memory.field)],
              ...limits(memory.limits),
              ...(memory.shared ? [['shared', ast.bool(true)] as const] : []),
            ])
          : ast.undef(),
      ],
      [
        'table',
        table
          ? ast.obj([
              ['module', ast.str(table.module)],
              ['name', ast.str(table.field)],
              ...limits(table.limits),
              ['element', ast.str(table.element)],
            ])
          : ast.undef(),
      ],
    ],
    true,
  );
}

/** Names of the guest exports that answering an import takes: those of its streams and tokens. */
function neededExports(item: AnyImport, fields: ReadonlyMap<string, string>): string[] {
  if (item.kind !== 'func') return [];
  const ofType = (type: Type): string[] => {
    const base = baseType(type);
    if (base.kind === 'stream') return [base.newExport, base.sendExport, base.closeExport, base.allocateExport, base.freeExport];
    return base.kind === 'cancel-token' ? [base.pollExport] : [];
  };
  const ids = item.params.flatMap((p) => ofType(p.type));
  return [...new Set(ids)].map((id) => fields.get(id) ?? id);
}
