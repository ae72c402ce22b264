import { type Answer, answering, external, forward, type HostRow, type Import, pick } from './bind.js';
import { type CapabilityInfo, grant } from './grants.js';
import { Guest, type GuestOptions } from './guest.js';
import type { Bindings, ImportTable } from './link.js';
import type { Codec } from './payload.js';

/** An interface with its host: what `createImportsOf` takes, so that a bundle holds only the interfaces that it uses. */
export interface BoundInterface {
  /** Key of the interface in the object of hosts. */
  readonly key: string;
  readonly host: object;
  /** Codecs that its payloads need, beside json. */
  readonly codecs: readonly string[];
  /** Its imports by module and field. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, HostRow>>>>;
  /** Further link keys: module and field, and those of the import that it stands for. */
  readonly aliases?: readonly (readonly [module: string, field: string, ofModule: string, ofField: string])[];
}

export interface AssembleOptions extends GuestOptions {
  readonly grants?: readonly string[];
  readonly codecs?: Readonly<Record<string, Codec | undefined>>;
  readonly deterministic?: ((hosts: Readonly<Record<string, unknown>>) => void) | undefined;
  readonly modules?: WebAssembly.Imports;
}

/** Finds the codecs of payloads; given only by ABIs that have payloads. */
export type CodecsOf = (
  given: Readonly<Record<string, Codec | undefined>> | undefined,
  needed: readonly string[],
) => Readonly<Record<string, Codec | undefined>>;

/**
 * Makes the import object of one guest: the imports of the bound interfaces, and for every other import of the ABI its
 * own answer, so that each guest links. Options are read once, here: changing them later changes nothing.
 */
export function assemble(
  table: ImportTable,
  capabilities: Readonly<Record<string, CapabilityInfo>>,
  bound: readonly (BoundInterface | undefined)[],
  given: AssembleOptions,
  codecsOf?: CodecsOf,
): Bindings {
  // Own properties only: a grant must not come out of a polluted prototype.
  const options: AssembleOptions = Object.assign(Object.create(null), given);
  const interfaces = bound.filter((i) => i !== undefined);
  const guest = new Guest(options, table.threads);
  const granted = grant(capabilities, options.grants);
  if (codecsOf !== undefined)
    guest.codecs = codecsOf(
      options.codecs,
      interfaces.flatMap((i) => i.codecs),
    );
  options.deterministic?.(Object.fromEntries(interfaces.map((i) => [i.key, i.host])));
  // Module and field names are the schema's: none of them may meet a member of Object.prototype.
  const imports: Record<string, Record<string, Import>> = Object.create(null);
  const into = (module: string): Record<string, Import> => {
    imports[module] ??= Object.create(null) as Record<string, Import>;
    return imports[module] as Record<string, Import>;
  };
  const answers = (module: string, field: string): Answer => table.functions[module]?.[field] as Answer;
  for (const { host, imports: rows, aliases } of interfaces) {
    for (const [module, fields] of Object.entries(rows))
      for (const [field, row] of Object.entries(fields))
        into(module)[field] = pick(guest, granted, host, field, row, answers(module, field));
    for (const [module, field, ofModule, ofField] of aliases ?? []) into(module)[field] = into(ofModule)[ofField] as Import;
  }
  for (const [module, answered] of Object.entries(table.functions)) {
    const fields = into(module);
    for (const [field, how] of Object.entries(answered))
      if (typeof how === 'string') fields[field] = forward(guest, how);
      else if (how === true) fields[field] = external(guest, options.modules, module, field);
      else fields[field] ??= answering(guest, `${module}.${field}`, how);
  }
  return { imports, guest };
}
