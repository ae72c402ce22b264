import { type Functions, namesOf } from './bind.js';
import { AbiLinkError } from './failure.js';
import { onlyKnown } from './given.js';
import type { Capabilities } from './grants.js';
import type { Guest } from './guest.js';
import { keyOf, shown, stampSection } from './names.js';
import { limitsOf, mismatch, type Stamp, stampOf } from './stamp.js';

/** What several imports share, with their positions. */
type Shared = readonly (readonly [names: readonly string[], positions: readonly number[]])[];

/** The imports of an ABI version, and what hosts must know of guests to link them. */
export interface ImportTable {
  readonly abi: string;
  readonly version: string;
  readonly target: string;
  /** Whether the target takes only modules that are compiled already. */
  readonly compiled?: boolean;
  /** What is said of an import that is not here, where the package does not hold the whole ABI. */
  readonly narrowed?: string;
  readonly functions: Functions;
  /** Imports that are not functions: module, name, kind. Their positions follow those of the functions. */
  readonly items: readonly (readonly [module: string, name: string, kind: 'memory' | 'table' | 'global' | 'tag'])[];
  /** Positions of imports that this target does not have, under the targets that do. */
  readonly elsewhere: Shared;
  /** How functions are answered that no host answers, by position: a text names the guest export that does it. */
  readonly unbound: readonly unknown[];
  /** Positions of functions of this target that need further guest exports, under these. */
  readonly needs: Shared;
  /** Modules whose imports are not listed one by one. */
  readonly openModules: readonly string[];
  /** Guest exports that this target needs. */
  readonly requiredExports: readonly { readonly name: string; readonly kind: string }[];
  /** Names under which the guest may export its memory, best first. */
  readonly memoryExports: readonly string[];
  readonly memory:
    | { readonly module: string; readonly name: string; readonly min: number; readonly max?: number; readonly shared?: boolean }
    | undefined;
  readonly table:
    | {
        readonly module: string;
        readonly name: string;
        readonly min: number;
        readonly max?: number;
        readonly element: 'funcref' | 'externref';
      }
    | undefined;
}

/** What `createImports` makes: the import object, and the state behind it. Serves one instance. */
export interface Bindings {
  readonly imports: WebAssembly.Imports;
  readonly guest: Guest;
  /** The capabilities that the guest has, by name, sorted. It was settled when the bindings were made, and never changes. */
  readonly granted: readonly string[];
  /** Every capability of the target: the grant that gave it, or null where it is denied. */
  readonly capabilities: Capabilities;
  /** What keeps a module from running on them, beside what it imports: nothing but in deterministic mode. */
  readonly faults?: (module: WebAssembly.Module) => readonly string[];
}

export interface InstantiateOptions {
  /** Limits of the memory that is made for a guest that imports it, in pages of 64 KiB. Engines do not tell what the guest declared; a stamp does. */
  readonly memory?: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean };
  /** Limits of the table that is made for a guest that imports it. */
  readonly functionTable?: { readonly initial: number; readonly maximum?: number };
  /** Imports of open modules, by module name: mostly the exports of another instance. */
  readonly modules?: WebAssembly.Imports;
  /** Exports of another instance that serve this guest too, where a guest is split into modules: they stand behind its own. */
  readonly peers?: WebAssembly.Exports;
}

/** A difference between a module and the ABI, with what to do about it. */
export interface Difference {
  /** The last four are told of guests that were read from bytes. */
  readonly kind:
    | 'unlisted'
    | 'wrong-kind'
    | 'not-on-target'
    | 'missing-module'
    | 'missing-export'
    | 'stamp'
    | 'wrong-type'
    | 'limits'
    | 'wrong-export'
    | 'shared-memory';
  /** The import as `module.name`; the name of an export. */
  readonly import: string;
  readonly message: string;
}

/** What a module says at its boundary. */
export interface ModuleBoundary {
  readonly imports: readonly { readonly module: string; readonly name: string; readonly kind: string }[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
  /** Contents of the sections that stamps stand in. */
  readonly stamps: readonly (ArrayBuffer | Uint8Array)[];
}

export const boundaryOf = (module: WebAssembly.Module): ModuleBoundary => ({
  imports: WebAssembly.Module.imports(module),
  exports: WebAssembly.Module.exports(module),
  stamps: WebAssembly.Module.customSections(module, stampSection),
});

const sharedBy = (groups: Shared, position: number): readonly string[] | undefined =>
  groups.find(([, positions]) => positions.includes(position))?.[0];

/** Compares the names and kinds of a module's imports and exports with the ABI on one target. Types and limits: engines do not tell. */
export function compare(
  table: ImportTable,
  boundary: ModuleBoundary,
  options: Pick<InstantiateOptions, 'modules' | 'peers'> = {},
): Difference[] {
  const differences: Difference[] = [];
  const modules = Object.keys(options.modules ?? {});
  const exported = new Set([...boundary.exports.map((e) => e.name), ...Object.keys(options.peers ?? {})]);
  const listed = [...namesOf(table.functions).map(([module, field]) => [module, field, 'function'] as const), ...table.items];
  const positions = new Map(listed.map(([module, name], i) => [keyOf(module, name), i]));
  for (const found of boundary.imports) {
    const name = `${found.module}.${found.name}`;
    const position = positions.get(keyOf(found.module, found.name)) ?? -1;
    const kind = listed[position]?.[2];
    const others = sharedBy(table.elsewhere, position);
    const say = (kind: Difference['kind'], message: string) => differences.push({ kind, import: name, message: `${name}: ${message}` });
    if (kind === undefined) {
      if (!table.openModules.includes(found.module))
        say(
          'unlisted',
          table.narrowed === undefined
            ? `${table.abi} ${table.version} has no such import; the guest was built for another version, or with a symbol left undefined`
            : `is not here${table.narrowed}`,
        );
      else if (!modules.includes(found.module))
        say('missing-module', `is answered by the module ${found.module}: pass its exports in the option \`modules\``);
    } else if (kind !== found.kind) say('wrong-kind', `is a ${found.kind}; the ABI has a ${kind === 'function' ? 'func' : kind} there`);
    else if (others !== undefined)
      say('not-on-target', `is not on the target ${table.target}, only on ${others.join(', ') || 'none'}; calls answer its error`);
    const forwards = table.unbound[position];
    for (const needed of typeof forwards === 'string' ? [forwards] : (sharedBy(table.needs, position) ?? []))
      if (!exported.has(needed))
        say(
          'missing-export',
          `needs the guest export ${needed}, which this module does not have; a split guest gives it in the option \`peers\``,
        );
  }
  for (const required of table.requiredExports)
    if (!exported.has(required.name))
      differences.push({
        kind: 'missing-export',
        import: required.name,
        message: `${required.name}: the guest must export this ${required.kind}`,
      });
  const stamp = mismatch(stampOf(boundary.stamps), table);
  if (stamp !== undefined) differences.push({ kind: 'stamp', import: stampSection, message: `the module ${stamp}` });
  return differences.map((difference) => ({ ...difference, message: shown(difference.message) }));
}

/** Differences that keep a module from running. Being lacking on a target is answered at run time; a stamp does not count against the imports. */
const fatal = ({ kind }: Difference): boolean => kind !== 'not-on-target' && kind !== 'stamp';

/**
 * Instantiates a guest: checks the names, makes an imported memory and table, attaches the memory, and tells what does
 * not fit by name instead of by a bare LinkError. Compiles bytes where the host may; workers pass a module.
 */
export async function link(
  table: ImportTable,
  source: BufferSource | WebAssembly.Module,
  bindings: Bindings,
  options: InstantiateOptions = {},
): Promise<WebAssembly.Instance> {
  onlyKnown('option', options, ['functionTable', 'memory', 'modules', 'peers']);
  const { guest } = bindings;
  if (guest.linking) throw new AbiLinkError([taken]);
  guest.linking = true;
  try {
    return await instanceOf(table, source, bindings, options);
  } finally {
    guest.linking = false;
  }
}

const taken = 'the bindings serve another instance: make new ones for this one';

async function instanceOf(
  table: ImportTable,
  source: BufferSource | WebAssembly.Module,
  bindings: Bindings,
  options: InstantiateOptions,
): Promise<WebAssembly.Instance> {
  const { guest } = bindings;
  if (table.compiled && !(source instanceof WebAssembly.Module))
    throw new AbiLinkError([
      `the target ${table.target} compiles nothing: give a WebAssembly.Module, as an import of the .wasm file makes it there`,
    ]);
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
  const boundary = boundaryOf(module);
  const differences = compare(table, boundary, options).filter(fatal);
  const faults = [...differences.map((d) => d.message), ...(bindings.faults?.(module) ?? [])];
  if (faults.length > 0) throw new AbiLinkError(faults);
  guest.importing?.(boundary.imports);
  // A module may be open and have imports of its own in the ABI: those stay as they were bound. Without a prototype, since a
  // module may be named `__proto__`.
  const imports: WebAssembly.Imports = Object.assign(Object.create(null), options.modules);
  for (const [name, own] of Object.entries(bindings.imports)) imports[name] = { ...imports[name], ...own };
  const wants = (item: { module: string; name: string } | undefined): boolean =>
    item !== undefined && boundary.imports.some((i) => i.module === item.module && i.name === item.name);
  let memory: WebAssembly.Memory | undefined;
  const provide = (limits: Pick<Stamp, 'memory' | 'table'>): void => {
    if (table.memory !== undefined && wants(table.memory)) {
      const { module, name, min, max, shared } = table.memory;
      memory = new WebAssembly.Memory({
        initial: min,
        ...(max === undefined ? {} : { maximum: max }),
        ...(shared ? { shared } : {}),
        ...limitsOf(limits.memory, table.memory, 65_536),
        ...options.memory,
      });
      attachMemory(guest, memory);
      imports[module] = { ...imports[module], [name]: memory };
    }
    if (table.table !== undefined && wants(table.table)) {
      const { module, name, min, max, element } = table.table;
      const made = new WebAssembly.Table({
        element: element === 'funcref' ? 'anyfunc' : element,
        initial: min,
        ...(max === undefined ? {} : { maximum: max }),
        ...limitsOf(limits.table, table.table, 10_000_000),
        ...options.functionTable,
      });
      imports[module] = { ...imports[module], [name]: made };
    }
  };
  // The engine holds what is made to what the imports say. Only where the limits of the ABI do not fit is a stamp asked for others.
  const stamp = stampOf(boundary.stamps);
  let failure: unknown;
  for (const limits of stamp.memory || stamp.table ? [{}, stamp] : [{}]) {
    let provided = false;
    try {
      provide(limits);
      provided = true;
      const instance = await WebAssembly.instantiate(module, imports);
      attachTo(table, bindings, instance, options.peers, memory);
      return instance;
    } catch (cause) {
      // Limits of which the engine makes nothing do not fit either. What a start function throws passes on.
      if (provided ? !(cause instanceof WebAssembly.LinkError) : cause instanceof AbiLinkError) throw cause;
      failure ??= cause;
    }
  }
  throw new AbiLinkError([shown(linkAdvice(String((failure as Error).message)))], { cause: failure });
}

/**
 * Tells the bindings of an instance that was made elsewhere. Without it, imports that touch memory trap. `imported` is its memory
 * if it exports none.
 */
export function attachTo(
  table: ImportTable,
  bindings: Bindings,
  instance: WebAssembly.Instance,
  peers: WebAssembly.Exports = {},
  imported?: WebAssembly.Memory,
): void {
  const { guest } = bindings;
  const name = table.memoryExports.find((n) => instance.exports[n] instanceof WebAssembly.Memory);
  const memory = name === undefined ? imported : (instance.exports[name] as WebAssembly.Memory);
  if (memory !== undefined) attachMemory(guest, memory);
  // Without a prototype: an export that the guest lacks must not be found there.
  guest.exports = Object.assign(Object.create(null), peers, instance.exports);
  guest.linked = guest.memory !== undefined;
}

/** Tells the guest's memory. Shared memory is refused where the target or the host does not allow threads. */
export function attachMemory(guest: Guest, memory: WebAssembly.Memory): void {
  if (guest.linked && memory !== guest.memory) throw new AbiLinkError([taken]);
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  if (shared && (guest.threads === 'disabled' || (guest.threads === 'optional' && guest.options.threads !== true)))
    throw new AbiLinkError([
      guest.threads === 'disabled'
        ? 'the memory is shared, and this target has no threads'
        : 'the memory is shared: set the option `threads` if the host is thread-safe',
    ]);
  if (shared && globalThis.crossOriginIsolated === false)
    throw new AbiLinkError(['the memory is shared, and this page is not cross-origin isolated: send it the headers COOP and COEP']);
  guest.shared = shared;
  guest.memory = memory;
  guest.refresh();
}

const linkAdvice = (message: string): string => {
  const hint = /memory/i.test(message)
    ? ' Give the limits that the guest declares in the option `memory`.'
    : /table/i.test(message)
      ? ' Give the limits that the guest declares in the option `functionTable`.'
      : '';
  return `${message}.${hint}`;
};
