import { InternalError } from '../../diagnostics/diagnostic.js';
import { isValue } from '../../emit/guest-types.js';
import { camelCase, NameTable, pascalCase, screamingCase } from '../../emit/names.js';
import { assemblyscriptWords } from '../../emit/reserved/assemblyscript.js';
import type { Item, NamedType } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { declaredExports, declaredImports } from './declared.js';

/** Every name of the file, claimed from one table by the scope in which it must be alone. */
export interface AsNames {
  /** Namespace of an interface by its name. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Name of a type in its namespace, by its id. */
  readonly types: ReadonlyMap<string, string>;
  /** Name of a function, or of the type of an exported one, by its id. */
  readonly functions: ReadonlyMap<string, string>;
  /** Claims a constant of a type. */
  readonly constant: (type: NamedType, name: string, item: Item) => string;
  /** Claims a parameter or a field of what has that id. */
  readonly member: (scope: string, name: string, item: Item) => string;
}

/** Whether a type is declared: as a value, or as a namespace that holds what is said of an encoding. */
const isNamed = (type: NamedType): boolean => isValue(type) || ['packed', 'packed-union', 'payload'].includes(type.kind);

export function asNames({ abi, interfaces }: LoweredAbi): { names: AsNames; table: NameTable } {
  const table = new NameTable('AssemblyScript', (name) => assemblyscriptWords.has(name));
  const claim = (scope: string, name: string, what: string, { origin }: Item) => table.claim(scope, name, { what, origin });
  const namespaces = new Map(abi.interfaces.map((i) => [i.name, claim('namespaces', camelCase(i.name), `the interface ${i.name}`, i)]));
  const isNamespace = new Set(namespaces.values());
  const types = new Map<string, string>();
  const functions = new Map<string, string>();
  for (const { interface: i, functions: imports, exports } of interfaces) {
    for (const type of i.types.filter(isNamed)) types.set(type.id, claim(`types of ${i.name}`, pascalCase(type.name), type.id, type));
    for (const { export: item } of declaredExports(exports))
      functions.set(item.id, claim(`types of ${i.name}`, `${pascalCase(item.name)}Export`, item.id, item));
    for (const { func } of declaredImports(imports)) {
      const wanted = camelCase(func.name);
      // Inside its namespace a function would hide the namespace of an interface of its name, and the types in that.
      functions.set(func.id, claim(`functions of ${i.name}`, isNamespace.has(wanted) ? `${wanted}_` : wanted, func.id, func));
    }
  }
  const names: AsNames = {
    namespaces,
    types,
    functions,
    constant: (type, name, item) => claim(`constants of ${type.id}`, screamingCase(name), `${type.id}.${name}`, item),
    member: (scope, name, item) => claim(`members of ${scope}`, camelCase(name), `${scope}.${name}`, item),
  };
  return { names, table };
}

/** A name that must be there. */
export function nameIn(names: ReadonlyMap<string, string>, id: string): string {
  const name = names.get(id);
  if (name === undefined) throw new InternalError(`${id} has no name in AssemblyScript`);
  return name;
}
