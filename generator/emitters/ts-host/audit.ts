import type ts from 'typescript';
import type { Func, Target } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import type { Ast, Ex, St } from './ast.js';
import { isHosted } from './hosted.js';

/** What a function needs, as the glue takes it: `a`, `a&b` for all of several, `a|b` for any; '' for nothing. */
export const grantsOf = ({ authority }: Func): string =>
  authority.kind === 'none' ? '' : authority.names.join(authority.kind === 'all' ? '&' : '|');

/** Functions of a target that need a capability, by module and field, with those of their other link keys; undefined without any. */
export function auditedFunctions(ast: Ast, lowered: LoweredAbi, target: Target): ts.Expression | undefined {
  const modules = new Map<string, (readonly [string, Ex])[]>();
  for (const { func } of needing(lowered, target))
    for (const { module, field } of [func, ...func.importAliases])
      modules.set(module, [...(modules.get(module) ?? []), [field, ast.arr([ast.str(func.id), ast.str(grantsOf(func))])]]);
  if (modules.size === 0) return undefined;
  return ast.obj(
    [...modules].map(([module, fields]) => [module, ast.obj(fields, true)] as const),
    true,
  );
}

/** The declaration of `audit`, where there is something to audit. */
export function auditDeclarations(ast: Ast, lowered: LoweredAbi, target: Target): St[] {
  if (needing(lowered, target).length === 0) return [];
  const told = ast.ts.factory.createFunctionTypeNode(undefined, [ast.param('use', 'CapabilityUse')], ast.ty('void'));
  return [
    ast.importNamed(['CapabilityUse'], './glue/audit.js', true),
    ast.exportNamed(['CapabilityUse'], './glue/audit.js', true),
    ast.doc(ast.declareFunc('audit', [ast.param('onUse', told)], 'Layer'), [
      'A layer for the option `layers` that tells of each use of a capability, denied ones included. Without it nothing is watched, and a call costs nothing more.',
    ]),
  ];
}

const needing = ({ interfaces }: LoweredAbi, target: Target) =>
  interfaces.flatMap((i) => i.functions).filter(({ func }) => isHosted(func, target.name) && func.authority.kind !== 'none');
