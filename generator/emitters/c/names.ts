import { isValue, usesBuffers } from '../../emit/guest-types.js';
import { isDeclared } from '../../emit/lifecycle.js';
import { NameTable, screamingCase, snakeCase } from '../../emit/names.js';
import { cLibrary, cWords } from '../../emit/reserved/c.js';
import { cppWords } from '../../emit/reserved/cpp.js';
import type { Func, GuestExport } from '../../ir/abi.js';
import type { Item } from '../../ir/item.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import type { NamedType } from '../../ir/types.js';

/** Every name of the header, claimed from one table, so that two items of one name are reported. */
export interface CNames {
  /** Beginning of the macros of the header: `MOLT`. */
  readonly macroPrefix: string;
  /** Typedef of a named type by its id; types that have none in C are missing. */
  readonly types: ReadonlyMap<string, string>;
  /** Name of a function or an exported function by its id. */
  readonly functions: ReadonlyMap<string, string>;
  /** Claims the macro of a constant: `MOLT_ERRNO_EAGAIN`. */
  readonly constant: (type: NamedType, name: string, item: Item) => string;
  /** Claims a parameter or a field of what has that id. */
  readonly member: (scope: string, name: string, item: Item) => string;
}

const file = 'file';
const isIdentifier = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
const isWord = (name: string): boolean => cWords.has(name) || cppWords.has(name);

/** `<PREFIX>_` and one of these: the macros that the header defines for itself. */
const ownMacros = [
  'H',
  'ABI_VERSION',
  'ABI_DIGEST',
  'IMPORT',
  'EXPORT',
  'NORETURN',
  'DEPRECATED',
  'STATIC_ASSERT',
  'NO_DEPRECATED',
] as const;

/** The type of the items of a `buffers` list. */
export const bufferType = (abi: string): string => `${snakeCase(abi)}_buffer_t`;

export function cNames(lowered: LoweredAbi): { names: CNames; table: NameTable } {
  const { abi } = lowered;
  const table = new NameTable('C', isWord);
  const prefix = snakeCase(abi.name);
  const macroPrefix = screamingCase(abi.name);
  for (const name of ownMacros)
    table.claim(file, `${macroPrefix}_${name}`, { what: `the macro ${macroPrefix}_${name} of the header`, origin: abi.origin });
  if (usesBuffers(abi)) table.claim(file, bufferType(abi.name), { what: 'the type of buffers', origin: abi.origin });
  const types = new Map<string, string>();
  for (const type of abi.interfaces.flatMap((i) => i.types))
    if (isValue(type)) types.set(type.id, table.claim(file, `${prefix}_${snakeCase(type.name)}_t`, { what: type.id, origin: type.origin }));
  const names: CNames = {
    macroPrefix,
    types,
    functions: functionNames(lowered, prefix, table),
    constant: (type, name, item) =>
      table.claim(file, `${macroPrefix}_${screamingCase(type.name)}_${screamingCase(name)}`, {
        what: `${type.id}.${name}`,
        origin: item.origin,
      }),
    member: (scope, name, item) => table.claim(scope, memberName(name), { what: `${scope}.${name}`, origin: item.origin }),
  };
  return { names, table };
}

/** Names in `_t` are left to types, which a parameter of that name would hide. */
const memberName = (name: string): string => (snakeCase(name).endsWith('_t') ? `${snakeCase(name)}_` : snakeCase(name));

/** The link name where that is a free C identifier, else `<abi>_<interface>_<function>`. */
function functionNames({ abi }: LoweredAbi, prefix: string, table: NameTable): Map<string, string> {
  const functions: readonly (Func | GuestExport)[] = abi.interfaces
    .flatMap((i) => [...i.exports.filter((e) => e.kind === 'func'), ...i.functions])
    .filter(isDeclared);
  const uses = new Map<string, number>();
  for (const { field } of functions) uses.set(field, (uses.get(field) ?? 0) + 1);
  const isFree = (field: string): boolean =>
    isIdentifier(field) && !field.endsWith('_t') && !isWord(field) && !cLibrary.has(field) && uses.get(field) === 1;
  return new Map(
    functions.map((func) => {
      const wanted = isFree(func.field) ? func.field : `${prefix}_${snakeCase(func.interfaceName)}_${snakeCase(func.name)}`;
      return [func.id, table.claim(file, wanted, { what: func.id, origin: func.origin })];
    }),
  );
}
