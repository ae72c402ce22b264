import type { Target } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import type { Ast, St } from './ast.js';
import { isHosted } from './hosted.js';

/** The option of `createImports`. */
export const deterministicOption = (ast: Ast) =>
  ast.doc(ast.field('deterministic', ast.union(['Deterministic', 'false', 'undefined']), true), [
    'Deterministic mode: what can differ from run to run is answered by it, or by hosts that it names; `false` for none, where the package has it as its default. See `deterministic`.',
  ]);

/** The declaration of `deterministic`, which makes the mode for one guest. */
export function deterministicDeclarations(ast: Ast, { interfaces }: LoweredAbi, target: Target): St[] {
  const ids = interfaces
    .flatMap((i) => i.functions)
    .filter(({ func }) => isHosted(func, target.name) && func.effects.nondeterministic)
    .map(({ func }) => ast.literalType(func.id));
  const keys = ast.ts.factory.createTypeOperatorNode(ast.ts.SyntaxKind.KeyOfKeyword, ast.ty('Hosts'));
  return [
    ast.importNamed(['Deterministic', 'DeterministicOptions'], './glue/deterministic.js', true),
    ast.exportNamed(['Deterministic', 'DeterministicOptions'], './glue/deterministic.js', true),
    ast.doc(ast.typeAlias('Nondeterministic', ids.length === 0 ? 'never' : ast.union(ids)), ['Functions that can differ from run to run.']),
    ast.doc(
      ast.declareFunc(
        'deterministic',
        [ast.param('options', ast.generic('DeterministicOptions', keys, 'Nondeterministic'), true)],
        'Deterministic',
      ),
      [
        'Makes the deterministic mode of one guest: numbers from a seed, a clock that only readings and sleeps advance, a fixed identity, no network. Functions that differ from run to run, and that nothing answers, keep a guest that imports them from linking.',
        '@throws AbiLinkError if a function is allowed that there is not.',
      ],
    ),
  ];
}
