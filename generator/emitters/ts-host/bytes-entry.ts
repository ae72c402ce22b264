import type ts from 'typescript';
import { importsOf } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { declaredExport, declaredType, type ExternType } from '../../lower/declared.js';
import type { Ast, St } from './ast.js';
import type { Glue } from './glue.js';

/** `bytes.js`: the core types of the ABI, and the reader of modules that is held to them. Nothing of it is in other entries. */
export function bytesModule(ast: Ast, glue: Glue, lowered: LoweredAbi): St[] {
  const types = new TypeList(ast);
  const described = abiTypes(ast, lowered, types);
  return [
    ast.importNamed(['readGuest'], `./glue/${glue.homeOf('readGuest')}.js`),
    ast.exportNamed(['AbiLinkError'], `./glue/${glue.homeOf('AbiLinkError')}.js`),
    ast.const('types', ast.arr(types.literals, true)),
    ast.const('abi', described),
    ast.exportConst('readBytes', ast.arrow(['bytes'], ast.call('readGuest', 'abi', 'bytes'))),
  ];
}

/** `bytes.d.ts`. */
export function bytesDeclarations(ast: Ast): St[] {
  return [
    ast.importNamed(['GuestBoundary'], './glue/preflight.js', true),
    ast.exportNamed(['GuestBoundary'], './glue/preflight.js', true),
    ast.exportNamed(['AbiLinkError'], './glue/failure.js'),
    ast.doc(ast.declareFunc('readBytes', [ast.param('bytes', ast.union(['ArrayBufferLike', 'ArrayBufferView']))], 'GuestBoundary'), [
      'Reads what a guest imports and exports, without compiling it: `preflight` of every target takes the answer in the place of a module, and tells differences of types and limits as well.',
      '@throws AbiLinkError for what is no core module, or is cut off or damaged. Code is not looked at: an engine may still refuse it.',
    ]),
  ];
}

/** The types that an ABI uses, each once, and how they are named. */
class TypeList {
  readonly literals: ts.Expression[] = [];
  readonly #places = new Map<string, number>();

  constructor(readonly ast: Ast) {}

  place(type: ExternType): ts.Expression {
    const key = JSON.stringify(type, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    const place = this.#places.get(key) ?? this.literals.push(literalOf(this.ast, type)) - 1;
    this.#places.set(key, place);
    return this.ast.index('types', place);
  }
}

function abiTypes(ast: Ast, { abi, interfaces }: LoweredAbi, types: TypeList): ts.Expression {
  const signatures = new Map(interfaces.flatMap((i) => i.functions).map((f) => [f.func.id, f.signature]));
  const strings = (list: readonly string[]): ts.Expression => ast.arr(list.map((text) => ast.str(text)));
  const imports = importsOf(abi)
    .filter((item) => item.status !== 'reserved')
    .flatMap((item) => {
      const type = declaredType(item, signatures.get(item.id));
      const names = [item, ...(item.kind === 'func' ? item.importAliases : [])];
      return names.map(({ module, field }) => ast.arr([ast.str(module), ast.str(field), types.place(type)]));
    });
  const exports = interfaces
    .flatMap((i) => i.exports)
    .map((item) => {
      const type = declaredExport(item);
      return ast.arr([ast.str(item.export.field), ast.str(item.export.kind), ...(type ? [types.place(type)] : [])]);
    });
  const everywhere = (targets: readonly string[]): boolean => abi.targets.every(({ name }) => targets.includes(name));
  const modules = abi.modules.filter((m) => !everywhere(m.targets));
  return ast.obj(
    [
      ['abi', ast.str(`${abi.name} ${abi.version}`)],
      ['imports', ast.arr(imports, true)],
      ['exports', ast.arr(exports, true)],
      ['threadless', strings(abi.targets.filter((t) => t.threads === 'disabled').map((t) => t.name))],
      ['modules', ast.arr(modules.map((m) => ast.arr([ast.str(m.name), strings(m.targets)])))],
    ],
    true,
  );
}

/** Plain data as the literal that makes it. */
function literalOf(ast: Ast, value: unknown): ts.Expression {
  switch (typeof value) {
    case 'string':
      return ast.str(value);
    case 'boolean':
      return ast.bool(value);
    case 'number':
    case 'bigint':
      return ast.num(value);
    case 'undefined':
      return ast.undef();
    default:
      if (Array.isArray(value)) return ast.arr(value.map((item) => literalOf(ast, item)));
      return ast.obj(Object.entries(value ?? {}).map(([key, member]) => [key, literalOf(ast, member)] as const));
  }
}
