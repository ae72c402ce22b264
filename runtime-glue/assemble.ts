import { answering, external, forward, type Import } from './bind.js';
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
  readonly imports: (guest: Guest, granted: ReadonlySet<string>) => Readonly<Record<string, Readonly<Record<string, Import>>>>;
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
  for (const { imports: make } of interfaces) {
    const made = make(guest, granted);
    for (const module of Object.keys(made)) Object.assign(into(module), made[module]);
  }
  for (const row of table.imports) {
    if (row.kind !== 'func') continue;
    const fields = into(row.module);
    if (fields[row.name] !== undefined) continue;
    if (row.forward !== undefined) fields[row.name] = forward(guest, row.forward);
    else if (row.external === true) fields[row.name] = external(guest, options.modules, row.module, row.name);
    else fields[row.name] = answering(guest, `${row.module}.${row.name}`, row.answer);
  }
  return { imports, guest };
}
