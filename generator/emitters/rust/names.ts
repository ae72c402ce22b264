import { InternalError } from '../../diagnostics/diagnostic.js';
import { isValue } from '../../emit/guest-types.js';
import { isDeclared } from '../../emit/lifecycle.js';
import { NameTable, pascalCase, screamingCase, snakeCase } from '../../emit/names.js';
import { rustModules, rustWords } from '../../emit/reserved/rust.js';
import type { Interface, Item, NamedType } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';

/** Every name of the file, claimed from one table by the scope in which it must be alone. */
export interface RustNames {
  /** Module of an interface by its name. */
  readonly modules: ReadonlyMap<string, string>;
  /** Name of a type in its module, by its id. */
  readonly types: ReadonlyMap<string, string>;
  /** Name of the union of the payloads of a variant, by the id of that. */
  readonly payloads: ReadonlyMap<string, string>;
  /** Name of a function, or of the signature of an exported one, by its id. */
  readonly functions: ReadonlyMap<string, string>;
  /** Claims a constant of a type. */
  readonly constant: (type: NamedType, name: string, item: Item) => string;
  /** Claims a parameter or a field of what has that id. */
  readonly member: (scope: string, name: string, item: Item) => string;
}

/** Whether a type is declared: as a value, or as a type without values that holds what is said of an encoding. */
const isNamed = (type: NamedType): boolean => isValue(type) || ['packed', 'packed-union', 'payload'].includes(type.kind);

export function rustNames({ abi }: LoweredAbi): { names: RustNames; table: NameTable } {
  const table = new NameTable('Rust', (name) => rustWords.has(name));
  const claim = (scope: string, name: string, what: string, { origin }: Item) => table.claim(scope, name, { what, origin });
  const modules = new Map<string, string>();
  const types = new Map<string, string>();
  const payloads = new Map<string, string>();
  const functions = new Map<string, string>();
  for (const i of abi.interfaces) {
    const [typeScope, functionScope] = [`types of ${i.name}`, `functions of ${i.name}`];
    modules.set(i.name, claim('modules', moduleName(i.name), `the interface ${i.name}`, i));
    for (const type of i.types.filter(isNamed)) types.set(type.id, claim(typeScope, pascalCase(type.name), type.id, type));
    for (const type of i.types)
      if (type.kind === 'variant') payloads.set(type.id, claim(typeScope, payloadName(type.name, i), `the payloads of ${type.id}`, type));
    for (const item of i.exports)
      if (item.kind === 'func' && isDeclared(item))
        functions.set(item.id, claim(typeScope, `${pascalCase(item.name)}Export`, item.id, item));
    for (const func of i.functions.filter(isDeclared)) functions.set(func.id, claim(functionScope, snakeCase(func.name), func.id, func));
  }
  const names: RustNames = {
    modules,
    types,
    payloads,
    functions,
    constant: (type, name, item) => claim(`constants of ${type.id}`, screamingCase(name), `${type.id}.${name}`, item),
    member: (scope, name, item) => claim(`members of ${scope}`, snakeCase(name), `${scope}.${name}`, item),
  };
  return { names, table };
}

/** A module would hide a type of its name from its siblings. */
const moduleName = (name: string): string => (rustModules.has(snakeCase(name)) ? `${snakeCase(name)}_` : snakeCase(name));

/** A name of our own gives way to the types of the ABI. */
function payloadName(variant: string, { types }: Interface): string {
  const taken = new Set(types.map((type) => pascalCase(type.name)));
  let wanted = `${pascalCase(variant)}Payload`;
  while (taken.has(wanted)) wanted += '_';
  return wanted;
}

/** A name that must be there. */
export function nameIn(names: ReadonlyMap<string, string>, id: string): string {
  const name = names.get(id);
  if (name === undefined) throw new InternalError(`${id} has no name in Rust`);
  return name;
}
