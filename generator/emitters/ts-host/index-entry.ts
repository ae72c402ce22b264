import type { NamedType } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ast, Ex, St } from './ast.js';
import type { Declarations } from './declare.js';
import type { Glue } from './glue.js';
import { failureCases } from './hosted.js';
import type { HostNames } from './names.js';
import { isBig } from './values.js';

/** Classes and functions of the glue that every entry exports: `[name, what it is]`. */
const shared = ['AbiLinkError', 'AbiTrap', 'Failure', 'err', 'Raw', 'raw'] as const;
/** Exported only by an ABI with a type that the host meets them through. */
const byKind = { pointer: 'GuestPointer', stream: 'GuestStream', 'cancel-token': 'CancelToken' } as const;

/** `index.js`: identity of the ABI, its enums, flags and error domains. */
export function indexModule(ast: Ast, names: HostNames, glue: Glue, lowered: LoweredAbi): St[] {
  const { abi } = lowered;
  const types = abi.interfaces.flatMap((i) => i.types);
  const constants = types.flatMap((type) => constant(ast, names, glue, type));
  const imports = types.some((t) => t.kind === 'errors')
    ? [ast.importNamed(['errorDomain'], `./glue/${glue.homeOf('errorDomain')}.js`)]
    : [];
  return [...imports, ...reexports(ast, glue, lowered), ast.exportConst('abi', identity(ast, lowered)), ...constants];
}

/** `index.d.ts`, without the payload types. */
export function indexDeclarations(ast: Ast, glue: Glue, lowered: LoweredAbi, declarations: Declarations): St[] {
  const { abi } = lowered;
  const failures = abi.interfaces.some((i) => i.types.some((t) => t.kind === 'errors'));
  const met = metThrough(lowered);
  const literal = (text: string) => ast.literalType(text);
  return [
    ...(failures ? [ast.importNamed(['Failure'], `./glue/${glue.homeOf('Failure')}.js`, true)] : []),
    ...met.map((name) => ast.importNamed([name], `./glue/${glue.homeOf(name)}.js`, true)),
    ...reexports(ast, glue, lowered),
    ast.doc(
      ast.declareConst(
        'abi',
        ast.objectType([
          ast.field('name', literal(abi.name)),
          ast.field('version', literal(abi.version)),
          ast.field('digest', literal(abi.digest)),
        ]),
      ),
      ['Which ABI this is. The digest is that of its canonical form.'],
    ),
    ...abi.interfaces.flatMap((i) => i.types).flatMap((t) => declarations.type(t)),
  ];
}

function reexports(ast: Ast, glue: Glue, lowered: LoweredAbi): St[] {
  const byFile = new Map<string, string[]>();
  for (const name of [...shared, ...metThrough(lowered)]) {
    const file = `./glue/${glue.homeOf(name)}.js`;
    byFile.set(file, [...(byFile.get(file) ?? []), name]);
  }
  return [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, list]) => ast.exportNamed(list, file));
}

/** Classes of the glue that host methods are given objects of. */
export function metThrough(lowered: LoweredAbi): string[] {
  const kinds = new Set<string>(lowered.interfaces.flatMap((i) => i.functions.flatMap((f) => f.func.params.map((p) => p.type.kind))));
  return Object.entries(byKind).flatMap(([kind, name]) => (kinds.has(kind) ? [name] : []));
}

const identity = (ast: Ast, { abi }: LoweredAbi) =>
  ast.obj([
    ['name', ast.str(abi.name)],
    ['version', ast.str(abi.version)],
    ['digest', ast.str(abi.digest)],
  ]);

function constant(ast: Ast, names: HostNames, glue: Glue, type: NamedType): St[] {
  const name = names.type(type);
  const scalar = scalarOf(type);
  const number = (v: bigint): Ex => ast.num(scalar !== undefined && isBig(scalar) ? v : Number(v));
  if (type.kind === 'enum')
    return [
      ast.exportConst(
        name,
        ast.obj(
          type.cases.map((c) => [c.name, number(c.value)] as const),
          true,
        ),
      ),
    ];
  if (type.kind === 'flags')
    return [
      ast.exportConst(
        name,
        ast.obj(
          type.bits.map((c) => [c.name, number(c.value)] as const),
          true,
        ),
      ),
    ];
  if (type.kind !== 'errors') return [];
  glue.homeOf('errorDomain');
  return [
    ast.exportConst(
      name,
      ast.pure(
        ast.call(
          'errorDomain',
          ast.str(type.id),
          ast.obj(
            failureCases(type).map((c) => [c.name, ast.num(Number(c.value))] as const),
            true,
          ),
        ),
      ),
    ),
  ];
}
