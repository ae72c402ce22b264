import { answering, CoreProvider, type Deny, type Functions, type Layer, type NameOf, namesOf, pick } from './bind.js';
import { AbiLinkError } from './failure.js';
import type { external, forward } from './forward.js';
import { misspelt, onlyKnown, onlyList } from './given.js';
import type { Granted } from './grants.js';
import { Guest, type GuestOptions } from './guest.js';
import type { Bindings } from './link.js';
import { kindOf } from './names.js';
import type { Codec } from './payload.js';
import type { Answer, HostRow, Import } from './row.js';

/** An interface with its host: what `createImportsOf` takes, so that a bundle holds only the interfaces that it uses. */
export interface BoundInterface {
  /** Key of the interface in the object of hosts. */
  readonly key: string;
  readonly host: object;
  /** Codecs that its payloads need, beside json. */
  readonly codecs: readonly string[];
  readonly rows: readonly HostRow[];
}

/**
 * The interfaces that hosts are given for. The first `keys` are those of `binders`; nothing is asked of hosts of the others here,
 * which stay unused. `note` is said behind a fault.
 */
export function bindAll(
  keys: readonly string[],
  binders: readonly ((host: object) => BoundInterface)[],
  hosts: Readonly<Record<string, object | undefined>> | null | undefined,
  note?: string,
): (BoundInterface | undefined)[] {
  const given = hosts ?? {};
  onlyKnown('interface', given, keys, note);
  return binders.map((bind, i) => {
    const host = given[keys[i] as string];
    return host === undefined ? undefined : bind(host);
  });
}

/** Deterministic mode, as far as linking asks it; see `Deterministic`. */
export interface Determinism {
  settle(given: readonly BoundInterface[], nameOf: NameOf): readonly BoundInterface[];
  answer(guest: Guest, module: string, field: string): Import | undefined;
  faults(module: WebAssembly.Module): readonly string[];
}

export interface AssembleOptions extends GuestOptions {
  readonly grants?: readonly string[];
  readonly codecs?: Readonly<Record<string, Codec | undefined>>;
  readonly deterministic?: Determinism | false | undefined;
  readonly modules?: WebAssembly.Imports;
  /** The first stands nearest to the host. */
  readonly layers?: readonly Layer[];
}

type CodecTable = Readonly<Record<string, Codec | undefined>>;

/**
 * How a function is answered that no bound interface answers: by a number, by nothing (null), by a trap (undefined), by the
 * guest's own export of a name, or by another module (true).
 */
type Unbound = Answer | string | true;

/** A target, and the parts of the glue that only some ABIs need: an entry names those that its target has a use for. */
export interface Parts {
  readonly target: string;
  readonly threads: 'disabled' | 'optional' | 'required';
  readonly functions: Functions;
  /** By position. */
  readonly unbound: readonly Unbound[];
  /** Functions with a further link key: its position, and that of the function. */
  readonly aliases?: readonly (readonly [position: number, of: number])[];
  /** Expands grants; absent where there are no capabilities. */
  readonly grant?: (grants: readonly string[] | undefined) => Granted;
  readonly deny?: (guest: Guest, rows: readonly HostRow[], nameOf: NameOf) => Deny | undefined;
  /** Finds the codecs of payloads. */
  readonly codecs?: (given: CodecTable | undefined, interfaces: readonly BoundInterface[]) => CodecTable;
  /** Makes the deterministic mode of bindings that are given none, where the package has it as its default. */
  readonly deterministic?: () => Determinism;
  readonly forward?: typeof forward;
  readonly external?: typeof external;
  /** Finds the imports that suspend the guest; what it gives makes them suspend, once layers stand around them. */
  readonly suspend?: (guest: Guest, imports: Imports) => () => void;
}

/** Where there are no capabilities. */
const none: Granted = { capabilities: Object.freeze(Object.create(null)), granted: Object.freeze([]) };

type Imports = Readonly<Record<string, Record<string, Import>>>;

const known: readonly (keyof AssembleOptions)[] = [
  'codecs',
  'deterministic',
  'grants',
  'handleSeed',
  'layers',
  'modules',
  'onHostError',
  'suspend',
  'threads',
];

/**
 * Makes the import object of one guest: the imports of the bound interfaces, and for every other import of the ABI its
 * own answer, so that each guest links. Options are read once, here: changing them later changes nothing.
 */
export function assemble(parts: Parts, bound: readonly (BoundInterface | undefined)[], given: AssembleOptions | undefined): Bindings {
  // Own properties only: a grant must not come out of a polluted prototype.
  const options: AssembleOptions = Object.assign(Object.create(null), given);
  onlyKnown('option', options, known);
  const { target, functions, unbound } = parts;
  onlyList('grants', options.grants, 'string');
  onlyList('layers', options.layers, 'function');
  const mode = (options.deterministic ?? parts.deterministic?.()) || undefined;
  if (mode && typeof mode.settle !== 'function')
    throw new AbiLinkError(['the option deterministic must be false, or what `deterministic(..)` gives']);
  const hosted = bound.filter((i) => i !== undefined);
  const faults: string[] = [];
  for (const { key, host } of hosted)
    if (Object(host) !== host) faults.push(`the host of ${key} is ${kindOf(host)}, and must be an object`);
  if (faults.length > 0) throw new AbiLinkError(faults);
  let names: ReturnType<typeof namesOf> | undefined;
  const nameOf: NameOf = (position) => {
    names ??= namesOf(functions);
    return names[position] as (typeof names)[number];
  };
  const interfaces = mode?.settle(hosted, nameOf) ?? hosted;
  const guest = new Guest(options, parts.threads);
  const { capabilities, granted } = parts.grant?.(options.grants) ?? none;
  guest.capabilities = capabilities;
  if (parts.codecs) guest.codecs = parts.codecs(options.codecs, interfaces);
  const made = new Array<Import | undefined>(unbound.length);
  // Types notice a misspelt method. It is looked for only where one is missing, or the mode may answer in its place.
  let lacking = mode !== undefined;
  for (const { key, host, rows } of interfaces) {
    const core = host instanceof CoreProvider ? host : undefined;
    const deny = parts.deny?.(guest, rows, nameOf);
    if (rows[0] && rows[0][0] in made) faults.push(`the interface ${key} is bound twice`);
    for (const row of rows)
      try {
        const run = deny?.(row) ?? (core ? core.importOf(guest, nameOf(row[0])[1]) : pick(guest, key, host, row));
        made[row[0]] = run;
        lacking ||= run === undefined;
      } catch (cause) {
        if (!(cause instanceof AbiLinkError)) throw cause;
        faults.push(...cause.differences);
        lacking = true;
      }
  }
  for (const { key, host, rows } of lacking ? hosted : []) {
    const core = host instanceof CoreProvider;
    const names = rows.map((row) => (core ? nameOf(row[0])[1] : row[1]));
    faults.push(...misspelt(key, core ? host.functions : host, names));
  }
  // The functions of a task share a method.
  if (faults.length > 0) throw new AbiLinkError([...new Set(faults)]);
  for (const [position, of] of parts.aliases ?? []) made[position] = made[of];
  const otherwise = (how: Unbound, position: number): Import => {
    if (typeof how === 'string' && parts.forward) return parts.forward(guest, how);
    if (how === true && parts.external) return parts.external(guest, options.modules, ...nameOf(position));
    return typeof how === 'number' || typeof how === 'bigint' || how === null
      ? answering(guest, how)
      : () => guest.trap(nameOf(position).join('.'), 'is not available here');
  };
  let next = 0;
  const imports = functions(() => {
    const i = next++;
    return made[i] ?? mode?.answer(guest, ...nameOf(i)) ?? otherwise(unbound[i], i);
  }) as Imports;
  // Without prototypes: a guest must find nothing there that the schema does not name.
  Object.setPrototypeOf(imports, null);
  for (const module in imports) Object.setPrototypeOf(imports[module], null);
  const suspend = parts.suspend?.(guest, imports);
  for (const layer of options.layers ?? [])
    for (const [module, fields] of Object.entries(imports))
      for (const [field, run] of Object.entries(fields)) fields[field] = layer({ module, field, target, granted }, run, guest);
  suspend?.();
  return Object.freeze({
    imports: imports as WebAssembly.Imports,
    guest,
    granted,
    capabilities,
    ...(mode && { faults: (module: WebAssembly.Module) => mode.faults(module) }),
  });
}
