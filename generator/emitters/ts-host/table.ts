import type ts from 'typescript';
import { type AnyImport, baseType, importsOf, type Target, type Type } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import type { Ast, Ex } from './ast.js';

/** The table of imports as a value: what `preflight` and `instantiate` compare modules with. */
export function importTable(ast: Ast, lowered: LoweredAbi, target: Target): ts.Expression {
  const { abi } = lowered;
  const strings = (list: readonly string[]): ts.Expression => ast.arr(list.map((s) => ast.str(s)));
  const items: Ex[] = [];
  const elsewhere: Ex[] = [];
  const needs: Ex[] = [];
  const row = (module: string, name: string, value: Ex): ts.Expression => ast.arr([ast.str(module), ast.str(name), value]);
  const byId = new Map(lowered.interfaces.flatMap((i) => i.functions).map((f) => [f.func.id, f]));
  const exports = abi.interfaces.flatMap((i) => i.exports);
  const fields = new Map(exports.map((e) => [e.id, e.field]));
  for (const item of importsOf(abi)) {
    if (item.status === 'reserved') continue;
    const func = byId.get(item.id);
    const needed = neededExports(item, fields);
    for (const { module, field } of [item, ...(item.kind === 'func' ? item.importAliases : [])]) {
      if (!func) items.push(row(module, field, ast.str(item.kind)));
      if (!item.targets.includes(target.name)) elsewhere.push(row(module, field, strings(item.targets)));
      else if (needed.length > 0) needs.push(row(module, field, strings(needed)));
    }
  }
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
      ['functions', 'functions'],
      ['unbound', 'unbound'],
      ['items', ast.arr(items)],
      ['elsewhere', ast.arr(elsewhere)],
      ['needs', ast.arr(needs)],
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
