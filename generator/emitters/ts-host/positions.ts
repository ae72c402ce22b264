import type ts from 'typescript';
import { importsOf } from '../../ir/abi.js';
import type { LoweredAbi, LoweredFunc } from '../../ir/lowered.js';
import type { Ast } from './ast.js';

interface Key {
  readonly module: string;
  readonly field: string;
  readonly func: LoweredFunc;
  readonly isAlias: boolean;
}

/** A link key of a function, by its place in this list: that is how the package names functions to itself. */
export interface Position extends Omit<Key, 'isAlias'> {
  /** The position of the function, for a further link key of it. */
  readonly aliasOf: number | undefined;
}

/**
 * The functions of an ABI and their aliases, module by module. Every target has all of them, since it must answer also those
 * that it lacks.
 */
export function positionsOf(lowered: LoweredAbi): readonly Position[] {
  const byId = new Map(lowered.interfaces.flatMap((i) => i.functions).map((f) => [f.func.id, f]));
  const modules = new Map<string, Key[]>();
  for (const item of importsOf(lowered.abi)) {
    const func = byId.get(item.id);
    if (item.status === 'reserved' || item.kind !== 'func' || func === undefined) continue;
    for (const [i, { module, field }] of [item, ...item.importAliases].entries())
      listOf(modules, module).push({ module, field, func, isAlias: i > 0 });
  }
  const keys = [...modules.values()].flat();
  const first = new Map(keys.flatMap(({ func, isAlias }, i) => (isAlias ? [] : [[func, i] as const])));
  return keys.map(({ isAlias, ...key }) => ({ ...key, aliasOf: isAlias ? first.get(key.func) : undefined }));
}

/** `(next) => the import object`, as a literal: see `Functions` in the glue. */
export function functionsLiteral(ast: Ast, positions: readonly Position[]): ts.Expression {
  const modules = new Map<string, (readonly [string, ts.Expression])[]>();
  for (const { module, field } of positions) listOf(modules, module).push([field, ast.call('next')]);
  return ast.arrow(
    ['next'],
    ast.paren(
      ast.obj(
        [...modules].map(([module, fields]) => [module, ast.obj(fields, true)] as const),
        true,
      ),
    ),
  );
}

/** The list of a key, which is made when it is asked for first. */
export function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
