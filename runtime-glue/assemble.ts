import { answering, type HostRow, type Import, type Layer, pick } from './bind.js';
import type { external, forward } from './forward.js';
import type { Capabilities } from './grants.js';
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
  /** Its imports by module. */
  readonly imports: readonly (readonly [module: string, rows: readonly HostRow[]])[];
  /** Further link keys: module and field, and those of the import that it stands for. */
  readonly aliases?: readonly (readonly [module: string, field: string, ofModule: string, ofField: string])[];
}

/** Deterministic mode, as far as linking asks it; see `Deterministic`. */
export interface Determinism {
  settle(given: readonly BoundInterface[]): readonly BoundInterface[];
  answer(guest: Guest, module: string, field: string): Import | undefined;
  faults(module: WebAssembly.Module): readonly string[];
}

export interface AssembleOptions extends GuestOptions {
  readonly grants?: readonly string[];
  readonly codecs?: Readonly<Record<string, Codec | undefined>>;
  readonly deterministic?: Determinism | undefined;
  readonly modules?: WebAssembly.Imports;
  /** The first stands nearest to the host. */
  readonly layers?: readonly Layer[];
}

type CodecTable = Readonly<Record<string, Codec | undefined>>;

/** Parts of the glue that only some ABIs need: an entry names those that its target has a use for. */
export interface Parts {
  /** Expands grants; absent where there are no capabilities. */
  readonly grant?: (grants: readonly string[] | undefined) => Capabilities;
  /** Finds the codecs of payloads. */
  readonly codecs?: (given: CodecTable | undefined, needed: readonly string[]) => CodecTable;
  /** Makes the deterministic mode of bindings that are given none, where the package has it as its default. */
  readonly deterministic?: () => Determinism;
  readonly forward?: typeof forward;
  readonly external?: typeof external;
  /** Finds the imports that suspend the guest; what it gives makes them suspend, once layers stand around them. */
  readonly suspend?: (guest: Guest, imports: Readonly<Record<string, Record<string, Import | undefined>>>) => () => void;
}

/**
 * Makes the import object of one guest: the imports of the bound interfaces, and for every other import of the ABI its
 * own answer, so that each guest links. Options are read once, here: changing them later changes nothing.
 */
export function assemble(
  table: ImportTable,
  bound: readonly (BoundInterface | undefined)[],
  given: AssembleOptions | undefined,
  parts: Parts,
): Bindings {
  // Own properties only: a grant must not come out of a polluted prototype.
  const options: AssembleOptions = Object.assign(Object.create(null), given);
  const mode = options.deterministic ?? parts.deterministic?.();
  const hosted = bound.filter((i) => i !== undefined);
  const interfaces = mode?.settle(hosted) ?? hosted;
  const guest = new Guest(options, table.threads);
  if (parts.grant) guest.capabilities = parts.grant(options.grants);
  if (parts.codecs)
    guest.codecs = parts.codecs(
      options.codecs,
      interfaces.flatMap((i) => i.codecs),
    );
  // Module and field names are the schema's: none of them may meet a member of Object.prototype.
  const imports: Record<string, Record<string, Import | undefined>> = Object.create(null);
  const into = (module: string): Record<string, Import | undefined> => {
    imports[module] ??= Object.create(null) as Record<string, Import>;
    return imports[module];
  };
  for (const { host, imports: modules, aliases } of interfaces) {
    for (const [module, rows] of modules) {
      const fields = into(module);
      for (const row of rows) fields[row[0]] = pick(guest, host, row);
    }
    for (const [module, field, ofModule, ofField] of aliases ?? []) into(module)[field] = into(ofModule)[ofField];
  }
  for (const module of Object.keys(table.functions)) {
    const fields = into(module);
    const answers = table.functions[module] ?? {};
    for (const field of Object.keys(answers)) {
      if (fields[field] !== undefined) continue;
      const how = answers[field];
      fields[field] =
        mode?.answer(guest, module, field) ??
        (typeof how === 'string'
          ? parts.forward?.(guest, how)
          : how === true
            ? parts.external?.(guest, options.modules, module, field)
            : answering(guest, `${module}.${field}`, how));
    }
  }
  const { capabilities } = guest;
  const granted = Object.freeze(Object.keys(capabilities).filter((name) => capabilities[name] !== null));
  const place = { target: table.target, granted };
  const suspend = parts.suspend?.(guest, imports);
  for (const layer of options.layers ?? [])
    for (const [module, fields] of Object.entries(imports))
      for (const [field, run] of Object.entries(fields)) if (run) fields[field] = layer({ module, field, ...place }, run, guest);
  suspend?.();
  return Object.freeze({
    imports: imports as WebAssembly.Imports,
    guest,
    granted,
    capabilities,
    ...(mode && { faults: (module: WebAssembly.Module) => mode.faults(module) }),
  });
}
