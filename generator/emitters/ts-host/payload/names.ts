import { typescriptTypes } from '../../../emit/reserved/typescript.js';
import type { PayloadType } from '../../../ir/abi.js';
import { segmentsOf } from '../../../ir/payload-schema.js';
import { referredIn, rootOf, schemaAt } from './references.js';

export type NameOf = (type: PayloadType) => string;

/** Names of the declarations of one payload type by JSON pointer; `''` is the type itself. */
export type DeclarationNames = ReadonlyMap<string, string>;

interface Definition {
  readonly type: PayloadType;
  readonly pointer: string;
  readonly wanted: string;
}

/**
 * Names the declarations of all payload types. A type has the name that the caller gives it. A definition is called by
 * its title, or by the name of its type and its key; where that name is taken, wanted twice or special in TypeScript, the
 * name of the type stands before it.
 */
export function declarationNames(
  types: readonly PayloadType[],
  nameOf: NameOf,
  taken: ReadonlySet<string>,
): ReadonlyMap<PayloadType, DeclarationNames> {
  const names = new Map(types.map((type) => [type, new Map([['', nameOf(type)]])]));
  const used = new Set([...taken, ...typescriptTypes, ...types.map(nameOf)]);
  const definitions = types.flatMap((type) => definitionsOf(type, nameOf(type)));
  const wantedBy = new Map<string, number>();
  for (const { wanted } of definitions) wantedBy.set(wanted, (wantedBy.get(wanted) ?? 0) + 1);
  const isFree = ({ wanted }: Definition): boolean => wantedBy.get(wanted) === 1 && !used.has(wanted);
  const free = definitions.filter(isFree);
  const rest = definitions.filter((definition) => !isFree(definition));
  for (const { type, pointer, wanted } of free) names.get(type)?.set(pointer, claim(used, wanted));
  for (const { type, pointer, wanted } of rest) names.get(type)?.set(pointer, claim(used, `${nameOf(type)}${wanted}`));
  return names;
}

function definitionsOf(type: PayloadType, name: string): Definition[] {
  const root = rootOf(type);
  return referredIn(root)
    .filter((pointer) => pointer !== '')
    .map((pointer) => {
      const schema = schemaAt(root, pointer);
      const title = typeof schema === 'object' ? identifier(schema.title ?? '') : '';
      return { type, pointer, wanted: title === '' ? `${name}${identifier(segmentsOf(pointer).at(-1) ?? '') || 'Part'}` : title };
    });
}

/** The words of a text, run together with capitals; empty if no letter begins it. Only ASCII, since other letters can look alike. */
function identifier(text: string): string {
  const joined = (text.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : '';
}

function claim(used: Set<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; used.has(name); n++) name = `${wanted}${n}`;
  used.add(name);
  return name;
}
