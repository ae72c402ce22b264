import { NameTable, pascalCase, screamingCase, snakeCase } from '../../emit/names.js';
import { pythonClasses } from '../../emit/reserved/python.js';
import type { Abi } from '../../ir/abi.js';
import type { Case, NamedType } from '../../ir/types.js';

/** A type whose cases are an enumeration in Python. */
export type CasesType = Extract<NamedType, { kind: 'enum' | 'errors' | 'flags' }>;

export const hasCases = (type: NamedType): type is CasesType => type.kind === 'enum' || type.kind === 'errors' || type.kind === 'flags';

/** Names of classes that every module has: what it imports, and the classes of its constants. A test holds them against the templates. */
export const moduleClasses: ReadonlySet<string> = new Set(
  `
  Answer Authority Capability Case Contract CoreParam CoreType Deprecation Effects Encoded Export ExportParam Field Final
  Function Global IntEnum IntFlag Life Link Literal Mapping MappingProxyType Memory NamedTuple Number OpenModule Optional
  Param Range Record Reserved Result Scalar Stability Status Table Tag Target Task Tuple Type Union Variant
`
    .trim()
    .split(/\s+/),
);

/** Names of the module, claimed from one table. Cases are in capitals, which no keyword and no name of `enum` is. */
export interface PythonNames {
  /** Class of a type with cases, by its id. */
  readonly classes: ReadonlyMap<string, string>;
  /** Member of that class. */
  readonly members: ReadonlyMap<Case, string>;
}

/** The suffix keeps the module apart from keywords, the standard library and the devices of Windows. */
export const modulePath = (abi: Abi): string => `${snakeCase(abi.name)}_abi.py`;

export const casesOf = (type: CasesType): readonly Case[] => (type.kind === 'flags' ? type.bits : type.cases);

export function pythonNames(abi: Abi): { names: PythonNames; table: NameTable } {
  const table = new NameTable('Python', (name) => pythonClasses.has(name) || moduleClasses.has(name));
  const types = abi.interfaces.flatMap((i) => i.types).filter(hasCases);
  const classes = types.map(
    (type) => [type.id, table.claim('module', pascalCase(type.name), { what: type.id, origin: type.origin })] as const,
  );
  const members = types.flatMap((type) =>
    casesOf(type).map((c) => [c, table.claim(type.id, screamingCase(c.name), { what: `${type.id}.${c.name}`, origin: c.origin })] as const),
  );
  return { names: { classes: new Map(classes), members: new Map(members) }, table };
}
