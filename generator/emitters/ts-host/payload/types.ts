import type { PayloadType } from '../../../ir/abi.js';
import type { PayloadSchema } from '../../../ir/payload-schema.js';
import type { Ast, St } from '../ast.js';
import { type DeclarationNames, declarationNames, type NameOf } from './names.js';
import { Rebuilder } from './rebuild.js';
import { referredIn, schemaAt } from './references.js';
import { Shaper, Tokens } from './shape.js';
import { schemaWithViews } from './views.js';

/**
 * Declarations of the values of payload types: of each the type itself under the name that `nameOf` gives, then the
 * definitions that it refers to. `taken` holds the other names of the module, which no definition gets.
 */
export async function payloadDeclarations(
  ast: Ast,
  types: readonly PayloadType[],
  nameOf: NameOf,
  taken: ReadonlySet<string>,
): Promise<St[]> {
  const names = declarationNames(types, nameOf, taken);
  const statements: St[] = [];
  for (const type of types) statements.push(...(await declarationsOf(ast, type, names.get(type) ?? new Map())));
  return statements;
}

async function declarationsOf(ast: Ast, type: PayloadType, names: DeclarationNames): Promise<St[]> {
  if (type.codec === 'arrow-ipc') return [await declaration(ast, type, { format: 'bytes' }, '', names, type.doc)];
  const root = schemaWithViews(type);
  const statements = [await declaration(ast, type, root, '', names, type.doc)];
  for (const pointer of referredIn(root))
    if (pointer !== '') statements.push(await declaration(ast, type, schemaAt(root, pointer), pointer, names, ''));
  return statements;
}

async function declaration(
  ast: Ast,
  type: PayloadType,
  schema: PayloadSchema,
  pointer: string,
  names: DeclarationNames,
  doc: string,
): Promise<St> {
  const { compile } = await import('json-schema-to-typescript');
  const nameAt = (target: string): string => names.get(target) ?? '';
  const tokens = new Tokens();
  const shaper = new Shaper(tokens, type.codec !== 'json', nameAt);
  // The schema has no references left; were there one, the parser of references may open neither file nor socket.
  const options = { bannerComment: '', format: false, additionalProperties: false, $refOptions: { resolve: { external: false } } };
  const text = await compile({ ...shaper.of(schema), ...shaper.description(schema) }, 'Payload', options);
  return new Rebuilder(ast, tokens, new Set([...names.values(), 'Uint8Array']), text).declaration(nameAt(pointer), doc);
}
