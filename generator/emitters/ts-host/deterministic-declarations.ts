import type { Target } from '../../ir/abi.js';
import type { LoweredAbi, LoweredFunc } from '../../ir/lowered.js';
import type { Ast, St } from './ast.js';
import { isHosted } from './hosted.js';

/** Functions of some targets that can differ from run to run: those that deterministic mode answers, and those that it leaves open. */
export function differingOf({ interfaces }: LoweredAbi, targets: readonly Target[]) {
  const all = interfaces
    .flatMap((i) => i.functions)
    .filter(({ func }) => func.effects.nondeterministic && targets.some(({ name }) => isHosted(func, name)));
  return { all, answered: all.filter(({ func }) => func.deterministic), open: all.filter(({ func }) => !func.deterministic) };
}

/** What deterministic mode answers on some targets, and what it leaves to hosts, in sentences. */
export function determinismText(lowered: LoweredAbi, targets: readonly Target[]): string[] {
  const { all, answered, open } = differingOf(lowered, targets);
  if (all.length === 0) return ['No function is said to differ from run to run but by what its host does.'];
  // An interface stands for its functions where the others are not among them.
  const named = (these: readonly LoweredFunc[], others: readonly LoweredFunc[]): string => {
    const mixed = new Set(others.map(({ func }) => func.interfaceName));
    const names = these.map(({ func }) => (mixed.has(func.interfaceName) ? func.id : func.interfaceName));
    return [...new Set(names)].map((name) => `\`${name}\``).join(', ');
  };
  return [
    answered.length === 0
      ? 'This version of the ABI says of no function how the mode answers it.'
      : `From the seed, a virtual clock, fixed values and refusals it answers what can differ from run to run of ${named(answered, open)}.`,
    ...(open.length === 0
      ? []
      : [
          `What can differ of ${named(open, answered)} needs a host that is named in \`hosts\`, or a place in \`allow\`: otherwise \`instantiate\` refuses by name a guest that imports it.`,
        ]),
  ];
}

/** The option of `createImports`. */
export const deterministicOption = (ast: Ast) =>
  ast.doc(ast.field('deterministic', ast.union(['Deterministic', 'false', 'undefined']), true), [
    'Deterministic mode: what can differ from run to run is answered by it, or by hosts that it names; `false` for none, where the package has it as its default. See `deterministic`.',
  ]);

/** The declaration of `deterministic`, which makes the mode for one guest. */
export function deterministicDeclarations(ast: Ast, lowered: LoweredAbi, target: Target): St[] {
  const ids = differingOf(lowered, [target]).all.map(({ func }) => ast.literalType(func.id));
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
        ['Makes the deterministic mode of one guest.', ...determinismText(lowered, [target])].join(' '),
        '@throws AbiLinkError if a function is allowed that there is not, or an option does not exist.',
      ],
    ),
  ];
}
